package dev.clew.alerting.evaluation;

import dev.clew.model.Labels;
import dev.clew.model.Signal;
import dev.clew.model.seam.BufferFullException;
import dev.clew.model.seam.OtlpSink;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.DataPointFlags;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what rules give ({@code ALERTS}, recorded metrics) the way all telemetry goes: as OTLP
 * gauges without resource, so that the series has exactly the labels of the rule. The end of a
 * series is a point without recorded value, which the store keeps as a stale marker.
 */
final class SeriesWriter {
  private static final Logger logger = LoggerFactory.getLogger(SeriesWriter.class);

  private final OtlpSink sink;
  private final AtomicLong refused = new AtomicLong();

  SeriesWriter(OtlpSink sink) {
    this.sink = sink;
  }

  /** Sends all points of one evaluation; a full buffer loses them, and is counted. */
  void write(List<SeriesPoint> points, Instant time) {
    if (points.isEmpty()) {
      return;
    }
    try {
      sink.append(Signal.METRICS, request(points, time).toByteArray());
    } catch (BufferFullException e) {
      refused.addAndGet(points.size());
      logger.warn("{} points of rules were not stored: {}", points.size(), e.getMessage());
    }
  }

  /** Points that a full buffer refused. */
  long refused() {
    return refused.get();
  }

  static ExportMetricsServiceRequest request(List<SeriesPoint> points, Instant time) {
    Map<String, Gauge.Builder> gauges = new TreeMap<>();
    for (SeriesPoint point : points) {
      gauges
          .computeIfAbsent(point.labels().metricName(), name -> Gauge.newBuilder())
          .addDataPoints(dataPoint(point, time));
    }
    ScopeMetrics.Builder scope = ScopeMetrics.newBuilder();
    gauges.forEach(
        (name, gauge) -> scope.addMetrics(Metric.newBuilder().setName(name).setGauge(gauge)));
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(ResourceMetrics.newBuilder().addScopeMetrics(scope))
        .build();
  }

  private static NumberDataPoint dataPoint(SeriesPoint point, Instant time) {
    NumberDataPoint.Builder built =
        NumberDataPoint.newBuilder().setTimeUnixNano(time.toEpochMilli() * 1_000_000L);
    if (point.ended()) {
      built.setFlags(DataPointFlags.DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK_VALUE);
    } else {
      built.setAsDouble(point.value());
    }
    point
        .labels()
        .asMap()
        .forEach((name, value) -> {
          if (!name.equals(Labels.METRIC_NAME)) {
            built.addAttributes(
                KeyValue.newBuilder()
                    .setKey(name)
                    .setValue(AnyValue.newBuilder().setStringValue(value)));
          }
        });
    return built.build();
  }
}
