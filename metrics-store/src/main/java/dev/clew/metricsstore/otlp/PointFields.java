package dev.clew.metricsstore.otlp;

import dev.clew.model.otlp.ProtoCursor;

/** The fields that every kind of data point has; used again for the next point. */
final class PointFields {
  private static final int NO_RECORDED_VALUE = 1;

  final Slices attributes = new Slices();
  final Slices exemplars = new Slices();
  final RawHash hash = new RawHash();
  boolean stale;

  private final long receivedMillis;
  private long startNanos;
  private long timeNanos;

  PointFields(long receivedMillis) {
    this.receivedMillis = receivedMillis;
  }

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
  long timeMillis() {
    return timeNanos == 0 ? receivedMillis : Math.floorDiv(timeNanos, 1_000_000L);
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
}
