package dev.clew.logstore.logql.eval;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of a row a query looks at.
 *
 * @param text whether it needs the text of the line
 * @param labels the labels it needs; null means all
 */
record Projection(boolean text, @Nullable Set<String> labels) {
  /** Attributes that tell the level of a line without severity, the best first. */
  static final List<String> LEVELS =
      List.of("level", "severity", "severity_text", "lvl", "loglevel", "LEVEL", "SEVERITY");

  static final Projection EVERYTHING = new Projection(true, null);

  private static final Set<String> FIXED =
      Set.of(
          "severity_number",
          "severity_text",
          "detected_level",
          "trace_id",
          "span_id",
          "event_name",
          "observed_timestamp");

  boolean label(String name) {
    return labels == null || labels.contains(name);
  }

  /** Whether the label comes from a field of the store. */
  static boolean isField(String label) {
    return FIXED.contains(label);
  }
}
