package dev.clew.tracestore;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.clew.model.Signal;
import dev.clew.model.seam.BufferFullException;
import dev.clew.model.seam.OtlpSink;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Keeps the metrics it is given, decoded. */
public final class RecordingSink implements OtlpSink {
  public final List<Metric> metrics = new ArrayList<>();
  public boolean full;

  @Override
  public synchronized void append(Signal signal, byte[] request) {
    if (full) {
      throw new BufferFullException("full");
    }
    try {
      ExportMetricsServiceRequest.parseFrom(request).getResourceMetricsList().stream()
          .flatMap(resource -> resource.getScopeMetricsList().stream())
          .forEach(scope -> metrics.addAll(scope.getMetricsList()));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String series(String name, List<KeyValue> labels) {
    TreeMap<String, String> sorted = new TreeMap<>();
    labels.forEach(l -> sorted.put(l.getKey(), l.getValue().getStringValue()));
    return name + sorted;
  }

  /** The last value of each counter series, {@code name{label=value, …}}. */
  public synchronized Map<String, Double> counters() {
    Map<String, Double> values = new TreeMap<>();
    for (Metric metric : metrics) {
      for (NumberDataPoint point : metric.getSum().getDataPointsList()) {
        values.put(series(metric.getName(), point.getAttributesList()), point.getAsDouble());
      }
    }
    return values;
  }

  /** All values of a counter series in order, zeros included. */
  public synchronized List<Double> values(String series) {
    return metrics.stream()
        .flatMap(metric ->
            metric.getSum().getDataPointsList().stream()
                .filter(p -> series(metric.getName(), p.getAttributesList()).equals(series)))
        .map(NumberDataPoint::getAsDouble)
        .toList();
  }

  /** The last point of each histogram series. */
  public synchronized Map<String, HistogramDataPoint> histograms() {
    Map<String, HistogramDataPoint> values = new TreeMap<>();
    for (Metric metric : metrics) {
      for (HistogramDataPoint point : metric.getHistogram().getDataPointsList()) {
        values.put(series(metric.getName(), point.getAttributesList()), point);
      }
    }
    return values;
  }
}
