package dev.clew.metricsstore.promql.script;

import dev.clew.model.Labels;
import dev.clew.notation.PrometheusDuration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code metric{label="x"}@st -1m _ *x2 0s-1mx3}: since when the samples of the next line
 * have been counting, relative to their times. Without a metric it holds for all lines that have
 * none of their own.
 *
 * @param labels null for all lines
 * @param offsets in milliseconds; null where nothing is known
 */
record StartNotation(@Nullable Labels labels, List<@Nullable Long> offsets) {
  private static final String DURATION = "[+-]?\\d+[a-wyzA-Z]*(?:\\d+[a-wyz]+)*";
  private static final Pattern ITEM =
      Pattern.compile("(_|\\*|" + DURATION + ")(?:([+-])(" + DURATION + "))?(?:x(\\d+))?");

  static boolean is(String line) {
    String metric = line.split("[ \t]", 2)[0];
    return metric.endsWith("@st") && metric.length() < line.length();
  }

  static StartNotation parse(String line) {
    String[] parts = line.split("[ \t]+", 2);
    String metric = parts[0].substring(0, parts[0].length() - "@st".length());
    List<@Nullable Long> offsets = new ArrayList<>();
    long previous = 0;
    for (String item : parts[1].strip().split("[ \t]+")) {
      Matcher matcher = ITEM.matcher(item);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("invalid @st sequence: invalid ST item " + item);
      }
      int times = matcher.group(4) == null ? 0 : Integer.parseInt(matcher.group(4));
      if (item.startsWith("_")) {
        offsets.addAll(Collections.nCopies(Math.max(1, times), null));
        continue;
      }
      long offset = item.startsWith("*") ? previous : millis(matcher.group(1));
      long step = matcher.group(3) == null ? 0 : millis(matcher.group(2) + matcher.group(3));
      for (int i = 0; i <= times; i++) {
        offsets.add(offset);
        previous = offset;
        offset += step;
      }
    }
    return new StartNotation(metric.isEmpty() ? null : SeriesNotation.labels(metric), offsets);
  }

  private static long millis(String text) {
    boolean negative = text.startsWith("-");
    boolean signed = negative || text.startsWith("+");
    long millis = PrometheusDuration.parseMillis(signed ? text.substring(1) : text);
    return negative ? -millis : millis;
  }

  /**
   * Since when the i-th sample counts, 0 for unknown. One for all lines begins again at its end.
   */
  long start(int i, long time) {
    Long offset = offsets.get(labels == null ? i % offsets.size() : i);
    return offset == null ? 0 : time + offset;
  }
}
