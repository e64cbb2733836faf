package dev.clew.metricsstore.otlp;

import dev.clew.metricsstore.index.LabelSet;
import dev.clew.metricsstore.series.ExemplarSeries.Exemplar;
import dev.clew.metricsstore.series.MetricMetadata;
import dev.clew.metricsstore.series.NativeHistogram;

/**
 * Where translated points go. Series are numbered per day; every method but {@link #seek} and
 * {@link #metadata} refers to the day that the last successful {@link #seek} has chosen.
 */
public interface PointSink {
  /** What {@link #find} and {@link #create} answer when there is no series. */
  int NONE = -1;

  /** Why a point was not stored. */
  enum DropReason {
    TOO_OLD,
    TOO_FAR_AHEAD,
    SERIES_LIMIT,
    LABEL_LIMIT,
    NO_VALUE,
    REPEATED_DELTA,
    UNSUPPORTED_SCALE
  }

  /** Chooses the day of a point; false when its time is outside of what is kept (and counted). */
  boolean seek(long timeMillis);

  /** What was bound to a raw hash: a series or a group of series, or {@link #NONE}. */
  int find(long hashHigh, long hashLow);

  void bind(long hashHigh, long hashLow, int reference);

  /** The number of a series, new or known; {@link #NONE} when a limit forbids it. */
  int create(LabelSet labels);

  /** Registers the series that one point of several values feeds. */
  int createGroup(int[] series);

  int[] group(int reference);

  /**
   * @param startMillis since when the value has been counting, or 0
   */
  void value(int series, long timeMillis, long startMillis, double value);

  /**
   * Adds to a running total, which is stored.
   *
   * @param startMillis since when this difference has been counting, or 0; that of the first one is
   *     the start of the total
   */
  void delta(int series, long timeMillis, long startMillis, double value);

  /**
   * @param startMillis since when the histogram has been counting, or 0
   */
  void histogram(int series, long timeMillis, long startMillis, NativeHistogram value);

  /** Adds to a running total, which is stored. */
  void deltaHistogram(int series, long timeMillis, long startMillis, NativeHistogram value);

  void exemplar(int series, Exemplar exemplar);

  void metadata(String family, MetricMetadata metadata);

  void drop(DropReason reason);
}
