package dev.clew.storage.rows;

import java.util.List;
import java.util.Map;

/**
 * Rows grouped by the template of their text.
 *
 * @param startNanos start of the first bucket
 * @param stepNanos length of a bucket
 * @param patterns the most frequent first, at most as many as asked for; {@link #OTHER} comes last
 * @param total rows with a text, those of patterns left out included
 * @param distinct number of patterns, those left out included
 */
public record Patterns(
    long startNanos,
    long stepNanos,
    List<Pattern> patterns,
    long total,
    int distinct,
    ScanReport report) {
  /** How a variable is printed in a pattern. */
  public static final String WILDCARD = "<*>";

  /** The pattern of rows that would have made too many patterns. */
  public static final String OTHER = "<other>";

  /**
   * One pattern.
   *
   * @param text the template, {@link #WILDCARD} for each variable, or {@link #OTHER}; without the
   *     codes that colour it
   * @param template the same with them, as they stand in the lines
   * @param firstNanos time of its first row in the range
   * @param lastNanos time of its last row in the range
   * @param counts rows per bucket
   * @param symbols rows per name of the schema's first field with symbols (the severity)
   * @param services rows per value of the coverage attribute; empty for rows that have none
   * @param sample the text of one of its rows
   */
  @SuppressWarnings("ArrayRecordComponent") // a value for charts, never compared
  public record Pattern(
      String text,
      String template,
      long count,
      long firstNanos,
      long lastNanos,
      long[] counts,
      Map<String, Long> symbols,
      Map<String, Long> services,
      String sample) {}
}
