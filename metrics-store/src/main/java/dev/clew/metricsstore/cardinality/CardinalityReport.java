package dev.clew.metricsstore.cardinality;

import java.util.List;

/**
 * The series of one day.
 *
 * @param day days since the Unix epoch, UTC
 * @param series how many there are
 * @param seriesBefore how many there were on the day before
 * @param seriesLimit above which new ones are refused
 * @param labelPairs different pairs of a label name and a value
 * @param metrics values of {@code __name__}, by series
 * @param labels label names, by values
 * @param labelBytes label names, by the bytes that their values would take were each series to hold
 *     its own
 * @param pairs pairs of a label name and a value, by series
 * @param days all days, the oldest first
 */
public record CardinalityReport(
    long day,
    long series,
    long seriesBefore,
    long seriesLimit,
    long labelPairs,
    List<Count> metrics,
    List<Count> labels,
    List<Count> labelBytes,
    List<Pair> pairs,
    List<DayTotals> days) {
  public CardinalityReport {
    metrics = List.copyOf(metrics);
    labels = List.copyOf(labels);
    labelBytes = List.copyOf(labelBytes);
    pairs = List.copyOf(pairs);
    days = List.copyOf(days);
  }

  /**
   * A name and its number.
   *
   * @param before the same of the day before
   */
  public record Count(String name, long count, long before) {}

  /** How many series have a label with a value, and how many had on the day before. */
  public record Pair(String name, String value, long series, long before) {}

  /**
   * What a day holds.
   *
   * @param samples in files
   * @param bytes of files
   * @param minMillis time of the earliest sample in files; greater than maxMillis without any
   * @param maxMillis time of the latest sample in files
   */
  public record DayTotals(
      long day,
      long series,
      long samples,
      long bytes,
      int segments,
      long minMillis,
      long maxMillis) {}
}
