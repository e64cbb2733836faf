package dev.clew.notation.template;

/** A function refused its arguments; the place is added where it was called. */
public final class FunctionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public FunctionException(String message) {
    super(message, null, false, false);
  }
}
