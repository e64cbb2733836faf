package dev.clew.collector.graphite;

/** A line cannot be read: what is wrong, and what would be right. */
final class BadLine extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String remedy;

  /**
   * @param reason without a full stop
   * @param remedy a whole sentence, one of few: equal ones are counted together
   */
  BadLine(String reason, String remedy) {
    super(reason, null, false, false);
    this.remedy = remedy;
  }

  String reason() {
    return String.valueOf(getMessage());
  }

  String remedy() {
    return remedy;
  }
}
