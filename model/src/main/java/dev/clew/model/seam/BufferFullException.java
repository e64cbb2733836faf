package dev.clew.model.seam;

/** The write-ahead buffer has reached its size or disk limit; nothing was taken. */
public class BufferFullException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BufferFullException(String message) {
    super(message);
  }
}
