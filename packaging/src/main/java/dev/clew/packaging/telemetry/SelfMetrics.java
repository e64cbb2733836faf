package dev.clew.packaging.telemetry;

import com.google.protobuf.ByteString;
import dev.clew.model.Signal;
import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.model.health.Severity;
import dev.clew.model.seam.BufferFullException;
import dev.clew.model.seam.OtlpSink;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Collects the figures of all parts, writes them as text, and sends them to the own store. */
public final class SelfMetrics {
  private final List<Supplier<List<SelfMetric>>> sources;
  private final Clock clock;
  private final String version;
  private final long startNanos;
  private final Incidents.Condition unstored;

  public SelfMetrics(
      List<Supplier<List<SelfMetric>>> sources, Clock clock, String version, Incidents incidents) {
    this.unstored = incidents.condition("own metrics", IncidentKind.NOT_WRITABLE);
    this.sources = List.copyOf(sources);
    this.clock = clock;
    this.version = version;
    this.startNanos = nanosNow();
  }

  public List<SelfMetric> collect() {
    List<SelfMetric> metrics = new ArrayList<>();
    sources.forEach(source -> metrics.addAll(source.get()));
    return metrics;
  }

  /** The Prometheus text format, version 0.0.4. */
  public String text() {
    Map<String, StringBuilder> families = new LinkedHashMap<>();
    for (SelfMetric metric : collect()) {
      families
          .computeIfAbsent(metric.name(), name -> header(metric))
          .append(seriesOf(metric))
          .append(' ')
          .append(metric.value())
          .append('\n');
    }
    return String.join("", families.values());
  }

  /** Sends one export request to the store; a full buffer loses this one sample of each series. */
  public void send(OtlpSink sink) {
    try {
      sink.append(Signal.METRICS, request().toByteArray());
      unstored.clear();
    } catch (BufferFullException e) {
      unstored.raise(
          Severity.DEGRADED, "what Clew measures of itself is not stored: " + e.getMessage());
    }
  }

  private static StringBuilder header(SelfMetric metric) {
    String type = metric.kind() == SelfMetric.Kind.COUNTER ? "counter" : "gauge";
    return new StringBuilder()
        .append("# HELP ")
        .append(metric.name())
        .append(' ')
        .append(metric.help())
        .append('\n')
        .append("# TYPE ")
        .append(metric.name())
        .append(' ')
        .append(type)
        .append('\n');
  }

  private static String seriesOf(SelfMetric metric) {
    return metric.labels().isEmpty() ? metric.name() : metric.name() + metric.labels();
  }

  private ExportMetricsServiceRequest request() {
    long now = nanosNow();
    Map<String, List<SelfMetric>> families = new LinkedHashMap<>();
    for (SelfMetric metric : collect()) {
      families.computeIfAbsent(metric.name(), name -> new ArrayList<>()).add(metric);
    }
    ScopeMetrics.Builder scope = ScopeMetrics.newBuilder();
    families.values().forEach(family -> scope.addMetrics(family(family, now)));
    Resource resource =
        Resource.newBuilder()
            .addAttributes(attribute("service.name", "clew"))
            .addAttributes(attribute("service.version", version))
            .build();
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder().setResource(resource).addScopeMetrics(scope))
        .build();
  }

  private Metric family(List<SelfMetric> family, long now) {
    SelfMetric first = family.get(0);
    Metric.Builder metric = Metric.newBuilder().setName(first.name()).setDescription(first.help());
    for (SelfMetric sample : family) {
      NumberDataPoint.Builder point =
          NumberDataPoint.newBuilder().setTimeUnixNano(now).setAsDouble(sample.value());
      sample.labels().asMap().forEach((name, value) -> point.addAttributes(attribute(name, value)));
      if (first.kind() == SelfMetric.Kind.GAUGE) {
        metric.getGaugeBuilder().addDataPoints(point);
      } else {
        metric
            .getSumBuilder()
            .setIsMonotonic(true)
            .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
            .addDataPoints(point.setStartTimeUnixNano(startNanos));
      }
    }
    return metric.build();
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValueBytes(ByteString.copyFromUtf8(value)))
        .build();
  }

  private long nanosNow() {
    return clock.millis() * 1_000_000L;
  }
}
