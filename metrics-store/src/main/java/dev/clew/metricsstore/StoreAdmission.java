package dev.clew.metricsstore;

import dev.clew.metricsstore.head.AdmissionSink;
import dev.clew.metricsstore.head.Head;
import dev.clew.metricsstore.index.LabelSet;
import dev.clew.metricsstore.otlp.OtlpMetricsReader;
import dev.clew.metricsstore.otlp.PointSink.DropReason;
import dev.clew.model.Labels;
import dev.clew.model.health.Incidents;
import dev.clew.model.health.Severity;
import dev.clew.model.otlp.MalformedProtobufException;
import dev.clew.model.otlp.PointLimits;
import dev.clew.model.seam.MetricAdmission;
import dev.clew.model.time.GuardedClock;
import java.util.concurrent.locks.Lock;

/**
 * Tells the collector what the store would take. Thread-safe.
 *
 * <p>The store may be some requests behind the collector. Requests are therefore looked at while a
 * twentieth of the series limit is still free; further away than that nothing is done.
 */
final class StoreAdmission implements MetricAdmission {
  private static final long NANOS = 1_000_000L;

  private final MetricsStoreConfig config;
  private final GuardedClock clock;
  private final Head head;
  private final Lock readLock;
  private final int crowded;
  private final Incidents.Condition limited;

  StoreAdmission(
      MetricsStoreConfig config,
      GuardedClock clock,
      Head head,
      Lock readLock,
      Incidents.Condition limited) {
    this.limited = limited;
    this.config = config;
    this.clock = clock;
    this.head = head;
    this.readLock = readLock;
    crowded = config.maxSeriesPerDay() - config.maxSeriesPerDay() / 20;
  }

  @Override
  public PointLimits limits() {
    return new PointLimits(
        (clock.earliest().toEpochMilli() - config.retention().toMillis()) * NANOS,
        (clock.latest().toEpochMilli() + MetricsStore.AHEAD_MILLIS + 1) * NANOS - 1,
        config.maxLabelsPerSeries(),
        config.maxLabelLength());
  }

  @Override
  public Refused refused(byte[] otlp, int offset, int length, boolean doubtful) {
    if (head.greatestSeriesCount() < crowded) {
      limited.clear();
      if (!doubtful) {
        return Refused.NOTHING;
      }
    }
    AdmissionSink trial = new AdmissionSink(head);
    OtlpMetricsReader reader = new OtlpMetricsReader(trial, config.otlp());
    readLock.lock();
    try {
      reader.read(otlp, offset, length, clock.millis());
    } catch (MalformedProtobufException e) {
      return Refused.NOTHING; // the check has let it pass, the store is going to complain
    } finally {
      readLock.unlock();
    }
    long points = trial.refusedPoints();
    DropReason reason = trial.firstReason();
    LabelSet labels = trial.firstLabels();
    if (points == 0 || reason == null || labels == null) {
      return Refused.NOTHING;
    }
    if (reason == DropReason.SERIES_LIMIT) {
      limited.raise(
          Severity.DEGRADED,
          "points of new series are refused: the day has "
              + config.maxSeriesPerDay()
              + " series already, as many as metrics.max_series_per_day and the heap allow");
    }
    String metric = "metric " + labels.value(Labels.METRIC_NAME) + ": ";
    return reason == DropReason.SERIES_LIMIT
        ? new Refused(
            points,
            metric + "the day has " + config.maxSeriesPerDay() + " series already",
            "Send fewer different attribute values, or raise metrics.max_series_per_day and, if the"
                + " heap is small, -Xmx.")
        : new Refused(
            points,
            metric
                + "a series with "
                + labels.size()
                + " labels, or one that is too long (limits: "
                + config.maxLabelsPerSeries()
                + " labels of "
                + config.maxLabelLength()
                + " characters)",
            "Shorten its attributes, or raise metrics.max_labels_per_series or"
                + " metrics.max_label_length.");
  }
}
