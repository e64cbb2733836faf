package dev.clew.model.otlp;

/** Bytes that are not valid protobuf of the expected message. */
public class MalformedProtobufException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int offset;

  public MalformedProtobufException(String message, int offset) {
    super(message + " at byte " + offset);
    this.offset = offset;
  }

  /** Where in the message the fault was found, in bytes from its beginning. */
  public int offset() {
    return offset;
  }
}
