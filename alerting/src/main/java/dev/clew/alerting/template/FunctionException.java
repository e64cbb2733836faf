package dev.clew.alerting.template;

/** A function refused its arguments; the interpreter adds the position. */
final class FunctionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FunctionException(String message) {
    super(message);
  }
}
