package dev.clew.collector.scrape;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.clew.collector.intake.RequestSink;
import dev.clew.collector.prometheus.PrometheusBatch;
import dev.clew.model.Signal;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Stands for the buffer: keeps the samples that went in, or refuses them. */
final class StoredSamples implements RequestSink {
  private static final long STALE = 0x7ff0000000000002L;

  /**
   * @param series in PromQL's notation
   */
  record Sample(String series, long timeMillis, double value, long startMillis, boolean histogram) {
    boolean isStale() {
      return Double.doubleToRawLongBits(value) == STALE;
    }
  }

  final List<Sample> samples = new CopyOnWriteArrayList<>();
  final List<String> exemplars = new CopyOnWriteArrayList<>();
  final List<String> metadata = new CopyOnWriteArrayList<>();
  volatile @Nullable Exception refusal;

  @Override
  public CompletableFuture<Long> append(Signal signal, byte[] request, int offset, int length) {
    Exception refused = refusal;
    if (refused != null) {
      return CompletableFuture.failedFuture(refused);
    }
    try {
      ExportMetricsServiceRequest.parseFrom(ByteBuffer.wrap(request, offset, length))
          .getResourceMetrics(0)
          .getScopeMetrics(0)
          .getMetricsList()
          .forEach(this::keep);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
    return CompletableFuture.completedFuture(0L);
  }

  private void keep(Metric metric) {
    if (metric.getMetadataCount() > 0) {
      String type = metric.getMetadata(0).getValue().getStringValue();
      metadata.add(
          metric.getName() + " " + type + " " + metric.getUnit() + " " + metric.getDescription());
      return;
    }
    for (NumberDataPoint point : metric.getGauge().getDataPointsList()) {
      TreeMap<String, String> labels = new TreeMap<>();
      boolean histogram = false;
      for (KeyValue attribute : point.getAttributesList()) {
        if (attribute.getKey().equals(PrometheusBatch.HISTOGRAM)) {
          histogram = true;
        } else {
          labels.put(attribute.getKey(), attribute.getValue().getStringValue());
        }
      }
      String series = metric.getName() + labels;
      long millis = point.getTimeUnixNano() / 1_000_000;
      if (point.getExemplarsCount() > 0) {
        exemplars.add(series + " " + point.getExemplars(0).getAsDouble());
      } else {
        long start = point.getStartTimeUnixNano() / 1_000_000;
        samples.add(new Sample(series, millis, point.getAsDouble(), start, histogram));
      }
    }
  }

  /** The last sample of a series; null when there is none. */
  @Nullable Sample last(String series) {
    return samples.stream().filter(s -> s.series().equals(series)).reduce((a, b) -> b).orElse(null);
  }

  boolean has(String series, double value) {
    Sample last = last(series);
    return last != null && !last.isStale() && last.value() == value;
  }

  boolean isStale(String series) {
    Sample last = last(series);
    return last != null && last.isStale();
  }

  long count(String series) {
    return samples.stream().filter(s -> s.series().equals(series)).count();
  }
}
