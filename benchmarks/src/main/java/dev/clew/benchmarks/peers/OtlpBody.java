package dev.clew.benchmarks.peers;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.ArrayList;
import java.util.List;

/** OTLP as SDKs send it: cumulative, one point for a histogram, a start time on every point. */
final class OtlpBody implements Body {
  private static final long NANOS = 1_000_000L;
  private static final AggregationTemporality CUMULATIVE =
      AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;

  private final long startedNanos;
  private final List<List<List<KeyValue>>> attributes = new ArrayList<>();
  private ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();

  OtlpBody(long startedMillis) {
    startedNanos = startedMillis * NANOS;
    for (Family family : Family.ALL) {
      List<List<KeyValue>> points = new ArrayList<>();
      for (List<String> point : family.points()) {
        List<KeyValue> pairs = new ArrayList<>();
        for (int i = 0; i < point.size(); i += 2) {
          pairs.add(text(point.get(i), point.get(i + 1)));
        }
        points.add(pairs);
      }
      attributes.add(points);
    }
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  @Override
  public void add(Instance instance, long timeMillis) {
    ScopeMetrics.Builder scope = ScopeMetrics.newBuilder();
    for (int f = 0; f < Family.ALL.size(); f++) {
      scope.addMetrics(metric(instance, f, timeMillis * NANOS));
    }
    request.addResourceMetrics(
        ResourceMetrics.newBuilder().setResource(resource(instance)).addScopeMetrics(scope));
  }

  private static Resource.Builder resource(Instance instance) {
    return Resource.newBuilder()
        .addAttributes(text("service.name", instance.service))
        .addAttributes(text("service.namespace", "shop"))
        .addAttributes(text("service.version", "1.4.2"))
        .addAttributes(text("service.instance.id", instance.name))
        .addAttributes(text("deployment.environment.name", "production"))
        .addAttributes(text("host.name", "node-" + Math.floorMod(instance.name.hashCode(), 16)))
        .addAttributes(text("os.type", "linux"))
        .addAttributes(text("telemetry.sdk.language", "java"))
        .addAttributes(text("telemetry.sdk.name", "opentelemetry"))
        .addAttributes(text("telemetry.sdk.version", "1.58.0"));
  }

  private Metric.Builder metric(Instance instance, int f, long timeNanos) {
    Family family = Family.ALL.get(f);
    Metric.Builder metric = Metric.newBuilder().setName(family.name()).setUnit(family.unit());
    if (family.kind() == Family.Kind.HISTOGRAM) {
      metric.getHistogramBuilder().setAggregationTemporality(CUMULATIVE);
      for (int p = 0; p < instance.sums.length; p++) {
        metric.getHistogramBuilder().addDataPoints(histogram(instance, p, timeNanos));
      }
      return metric;
    }
    boolean sum = family.kind().monotonic();
    if (sum) {
      metric.getSumBuilder().setIsMonotonic(true).setAggregationTemporality(CUMULATIVE);
    }
    for (int p = 0; p < instance.values[f].length; p++) {
      double value = instance.values[f][p];
      NumberDataPoint.Builder point =
          NumberDataPoint.newBuilder()
              .setTimeUnixNano(timeNanos)
              .addAllAttributes(attributes.get(f).get(p));
      if (value == Math.rint(value)) {
        point.setAsInt((long) value);
      } else {
        point.setAsDouble(value);
      }
      if (sum) {
        metric.getSumBuilder().addDataPoints(point.setStartTimeUnixNano(startedNanos));
      } else {
        metric.getGaugeBuilder().addDataPoints(point);
      }
    }
    return metric;
  }

  private HistogramDataPoint.Builder histogram(Instance instance, int p, long timeNanos) {
    HistogramDataPoint.Builder point =
        HistogramDataPoint.newBuilder()
            .setStartTimeUnixNano(startedNanos)
            .setTimeUnixNano(timeNanos)
            .addAllAttributes(attributes.getFirst().get(p))
            .setSum(instance.sums[p]);
    long total = 0;
    for (long count : instance.buckets[p]) {
      point.addBucketCounts(count);
      total += count;
    }
    for (double bound : Family.BOUNDS) {
      point.addExplicitBounds(bound);
    }
    return point.setCount(total);
  }

  @Override
  public byte[] take() {
    byte[] bytes = request.build().toByteArray();
    request = ExportMetricsServiceRequest.newBuilder();
    return bytes;
  }

  @Override
  public String contentType() {
    return "application/x-protobuf";
  }

  @Override
  public String encoding() {
    return "";
  }
}
