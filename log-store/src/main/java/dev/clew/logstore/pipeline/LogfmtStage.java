package dev.clew.logstore.pipeline;

import java.util.List;

/** Makes {@code key=value key2="quoted value"} labels: all of them, or some. */
public final class LogfmtStage implements Stage {
  static final String ERROR = "LogfmtParserErr";

  private final boolean strict;
  private final boolean keepEmpty;
  private final List<Extraction> fields;

  /**
   * @param strict whether the first malformed pair ends the parsing with an error; else such pairs
   *     are left out
   * @param keepEmpty whether keys without a value are kept
   * @param fields the only keys that are taken, and empty where the line has them not; none means
   *     all that it has
   */
  public LogfmtStage(boolean strict, boolean keepEmpty, List<Extraction> fields) {
    this.strict = strict;
    this.keepEmpty = keepEmpty;
    this.fields = List.copyOf(fields);
  }

  /** Takes every pair and leaves out what is malformed. */
  public LogfmtStage() {
    this(false, false, List.of());
  }

  @Override
  public boolean process(Line line) {
    for (Extraction field : fields) {
      if (line.extracted(field.label()).equals(field.label())) {
        line.put(field.label(), "");
      }
    }
    LogfmtPairs pairs = new LogfmtPairs(line.text(), strict);
    while (pairs.next()) {
      if (!fields.isEmpty()) {
        take(line, pairs);
      } else if (keepEmpty || !pairs.value().isEmpty()) {
        line.extract(LabelNames.sanitize(pairs.key()), pairs.value());
      }
    }
    String fault = pairs.fault();
    if (fault != null) {
      line.fail(ERROR, fault);
    }
    return true;
  }

  private void take(Line line, LogfmtPairs pairs) {
    for (Extraction field : fields) {
      if (field.expression().equals(pairs.key())) {
        line.put(line.extracted(field.label()), pairs.value());
      }
    }
  }
}
