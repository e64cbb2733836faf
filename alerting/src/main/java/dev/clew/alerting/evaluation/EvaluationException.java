package dev.clew.alerting.evaluation;

/** A rule could not be evaluated; the message is worded as Prometheus words it. */
class EvaluationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean clears;

  EvaluationException(String message, boolean clears) {
    super(message);
    this.clears = clears;
  }

  /** Whether the rule's alerts are given up, as when there are too many of them. */
  boolean clears() {
    return clears;
  }
}
