package dev.clew.storage.bytes;

/** A block whose bytes are damaged: a checksum or a length is wrong. */
public class CorruptBlockException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long offset;

  public CorruptBlockException(String message, long offset) {
    super(message + " at byte " + offset);
    this.offset = offset;
  }

  /** Where in the block, or in the file, the fault was found. */
  public long offset() {
    return offset;
  }
}
