package dev.clew.logstore.pipeline.template;

/** A template cannot be filled in for a line. */
final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TemplateException(String message) {
    // A line in a million fails, or all of them: no stack trace either way.
    super(message, null, false, false);
  }
}
