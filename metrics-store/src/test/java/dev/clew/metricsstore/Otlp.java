package dev.clew.metricsstore;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Builds OTLP requests for tests. */
public final class Otlp {
  public static final AggregationTemporality CUMULATIVE =
      AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;
  public static final AggregationTemporality DELTA =
      AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;

  private Otlp() {}

  /** Alternating keys and values. */
  public static List<KeyValue> attributes(String... keysAndValues) {
    List<KeyValue> list = new ArrayList<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      list.add(
          KeyValue.newBuilder()
              .setKey(keysAndValues[i])
              .setValue(AnyValue.newBuilder().setStringValue(keysAndValues[i + 1]))
              .build());
    }
    return list;
  }

  public static byte[] request(List<KeyValue> resource, Metric... metrics) {
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .setResource(Resource.newBuilder().addAllAttributes(resource))
                .addScopeMetrics(ScopeMetrics.newBuilder().addAllMetrics(List.of(metrics))))
        .build()
        .toByteArray();
  }

  public static NumberDataPoint point(long millis, double value, String... attributes) {
    return NumberDataPoint.newBuilder()
        .setTimeUnixNano(millis * 1_000_000)
        .setAsDouble(value)
        .addAllAttributes(attributes(attributes))
        .build();
  }

  public static Metric gauge(String name, String unit, NumberDataPoint... points) {
    return Metric.newBuilder()
        .setName(name)
        .setUnit(unit)
        .setGauge(Gauge.newBuilder().addAllDataPoints(List.of(points)))
        .build();
  }

  public static Metric counter(
      String name, String unit, AggregationTemporality temporality, NumberDataPoint... points) {
    return Metric.newBuilder()
        .setName(name)
        .setUnit(unit)
        .setSum(
            Sum.newBuilder()
                .setIsMonotonic(true)
                .setAggregationTemporality(temporality)
                .addAllDataPoints(List.of(points)))
        .build();
  }

  public static Metric histogram(
      String name, String unit, AggregationTemporality temporality, HistogramDataPoint... points) {
    return Metric.newBuilder()
        .setName(name)
        .setUnit(unit)
        .setHistogram(
            io.opentelemetry.proto.metrics.v1.Histogram.newBuilder()
                .setAggregationTemporality(temporality)
                .addAllDataPoints(List.of(points)))
        .build();
  }

  public static Metric exponential(
      String name, AggregationTemporality temporality, ExponentialHistogramDataPoint... points) {
    return Metric.newBuilder()
        .setName(name)
        .setExponentialHistogram(
            io.opentelemetry.proto.metrics.v1.ExponentialHistogram.newBuilder()
                .setAggregationTemporality(temporality)
                .addAllDataPoints(List.of(points)))
        .build();
  }

  public static Exemplar exemplar(long millis, double value, String traceId, String spanId) {
    return Exemplar.newBuilder()
        .setTimeUnixNano(millis * 1_000_000)
        .setAsDouble(value)
        .setTraceId(ByteString.copyFrom(HexFormat.of().parseHex(traceId)))
        .setSpanId(ByteString.copyFrom(HexFormat.of().parseHex(spanId)))
        .build();
  }
}
