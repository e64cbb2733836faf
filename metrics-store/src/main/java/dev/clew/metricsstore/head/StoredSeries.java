package dev.clew.metricsstore.head;

import dev.clew.metricsstore.series.SeriesData;
import org.jspecify.annotations.Nullable;

/** What the head asks of the segments on disk. */
public interface StoredSeries {
  /** How many series the day has on disk: the next number to be given. */
  int count(long day);

  /** The number of a series in a day, or -1 when it has none yet. */
  int find(long day, long hashHigh, long hashLow);

  /** The hash of the labels of a series on disk. */
  SeriesHash hash(long day, int series);

  /**
   * The latest samples of a series in that day, stale markers not alone among them, or null when
   * there are none. Later ones are not in an earlier segment: right for series that only we write
   * in ascending time, as running totals are.
   */
  @Nullable SeriesData latest(long day, int series);
}
