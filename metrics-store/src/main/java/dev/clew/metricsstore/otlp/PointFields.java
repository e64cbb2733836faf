package dev.clew.metricsstore.otlp;

import dev.clew.model.otlp.ProtoCursor;

/** The fields that every kind of data point has; used again for the next point. */
final class PointFields {
  private static final int NO_RECORDED_VALUE = 1;

  final Slices attributes = new Slices();
  final Slices exemplars = new Slices();
  final RawHash hash = new RawHash();
  boolean stale;

  private long startNanos;
  private long timeNanos;

  void clear() {
    attributes.clear();
    exemplars.clear();
    stale = false;
    startNanos = 0;
    timeNanos = 0;
  }

  void start(ProtoCursor cursor) {
    startNanos = cursor.fixed64();
  }

  void time(ProtoCursor cursor) {
    timeNanos = cursor.fixed64();
  }

  void flags(ProtoCursor cursor) {
    stale = (cursor.varintField() & NO_RECORDED_VALUE) != 0;
  }

  /** The point's time; a point without one gets the time at which it was received. */
  long timeMillis(MetricContext metric) {
    return timeNanos == 0 ? metric.receivedMillis : Math.floorDiv(timeNanos, 1_000_000L);
  }

  /** When the counter began, or 0 when the sender does not say. */
  long startMillis() {
    return Math.floorDiv(startNanos, 1_000_000L);
  }

  /** Hashes the metric and the point's attributes. */
  void identify(MetricContext metric, byte[] array) {
    hash.startFrom(metric.hash);
    attributes.addTo(hash, array);
  }

  /** The series of a point that feeds only one, under the name of its family. */
  int series(PointSink sink, MetricContext metric, byte[] array) {
    identify(metric, array);
    long high = hash.high();
    long low = hash.low();
    int series = sink.find(high, low);
    if (series == PointSink.NONE) {
      series = sink.create(metric.series(metric.labelsOf(attributes), ""));
      if (series != PointSink.NONE) {
        sink.bind(high, low, series);
        sink.metadata(metric.family(), metric.metadata());
      }
    }
    return series;
  }
}
