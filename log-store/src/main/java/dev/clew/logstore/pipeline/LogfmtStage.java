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
   * @param fields the only keys that are taken; empty means all
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
    LogfmtPairs pairs = new LogfmtPairs(line.text(), strict);
    while (pairs.next()) {
      String value = pairs.value();
      if (value.isEmpty() && !keepEmpty) {
        continue;
      }
      if (fields.isEmpty()) {
        take(line, LabelNames.sanitize(pairs.key()), value);
        continue;
      }
      for (Extraction field : fields) {
        if (field.expression().equals(pairs.key())) {
          take(line, field.label(), value);
        }
      }
    }
    String fault = pairs.fault();
    if (fault != null) {
      line.fail(ERROR, fault);
    }
    return true;
  }

  private static void take(Line line, String name, String value) {
    if (value.isEmpty()) {
      if (line.originOf(name) == null) {
        line.append(name, "", Line.Origin.PARSED);
      }
    } else {
      line.extract(name, value);
    }
  }
}
