package dev.clew.model.otlp;

import dev.clew.model.otlp.OtlpReport.Cause;
import dev.clew.model.otlp.OtlpReport.Finding;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts what is wrong with records by its cause; only the words of the first are kept. */
final class Findings {
  /** The first of each cause, in the order in which they were found. */
  private final List<Finding> firsts = new ArrayList<>(0);

  private final Map<Cause, long[]> records = new EnumMap<>(Cause.class);

  void add(Cause cause, String reason, String remedy) {
    long[] count = records.computeIfAbsent(cause, none -> new long[1]);
    if (count[0]++ == 0) {
      firsts.add(new Finding(cause, 1, reason, remedy));
    }
  }

  List<Finding> list() {
    List<Finding> all = new ArrayList<>(firsts.size());
    for (Finding first : firsts) {
      long[] count = records.getOrDefault(first.cause(), new long[1]);
      all.add(new Finding(first.cause(), count[0], first.reason(), first.remedy()));
    }
    return all;
  }
}
