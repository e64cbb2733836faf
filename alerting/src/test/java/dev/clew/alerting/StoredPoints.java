package dev.clew.alerting;

import dev.clew.model.Signal;
import dev.clew.model.seam.OtlpSink;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Keeps what rules give as lines: {@code ALERTS{alertname="A"} 1} or {@code … ended}. */
public final class StoredPoints implements OtlpSink {
  private final List<String> lines = new ArrayList<>();

  @Override
  public synchronized void append(Signal signal, byte[] request) {
    try {
      var parsed = ExportMetricsServiceRequest.parseFrom(request);
      for (var resource : parsed.getResourceMetricsList()) {
        for (Metric metric : resource.getScopeMetrics(0).getMetricsList()) {
          metric.getGauge().getDataPointsList().forEach(point -> add(metric.getName(), point));
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void add(String name, NumberDataPoint point) {
    lines.add(
        point.getAttributesList().stream()
                .map(label -> label.getKey() + "=\"" + label.getValue().getStringValue() + "\"")
                .collect(Collectors.joining(", ", name + "{", "}"))
            + " "
            + (point.getFlags() == 1 ? "ended" : point.getAsDouble())
            + " @"
            + point.getTimeUnixNano() / 1_000_000_000L);
  }

  /** What came since the last call. */
  public synchronized List<String> take() {
    List<String> taken = List.copyOf(lines);
    lines.clear();
    return taken;
  }
}
