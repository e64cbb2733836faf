package dev.clew.benchmarks.labels;

import dev.clew.metricsstore.MetricsStore;
import dev.clew.metricsstore.MetricsStoreConfig;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Two days and a half of series with twelve labels, seen every twenty minutes: each has an ID of
 * its own, each tenth a pod. A tenth of the pods is replaced at each midnight. What came in the
 * last twenty minutes is not on disk, and a hundredth of the series is new there.
 */
final class LabelData {
  static final long END = Instant.parse("2026-01-15T12:10:00Z").toEpochMilli();

  private static final long DAY = 86_400_000L;
  private static final long INTERVAL = 20 * 60_000L;
  private static final long START = END / DAY * DAY - 2 * DAY;
  private static final int PODS_PER_EXPORT = 100;
  private static final int SERIES_PER_POD = 10;

  private LabelData() {}

  /** Opens the store in a directory, which is filled first when it does not exist. */
  static MetricsStore open(Path directory, int series) throws IOException {
    boolean fill = !Files.exists(directory);
    MetricsStore store =
        MetricsStore.open(
            MetricsStoreConfig.defaults(directory),
            InstantSource.fixed(Instant.ofEpochMilli(END)),
            task -> {});
    int pods = series / SERIES_PER_POD;
    if (fill) {
      fill(store, pods);
    }
    // The head is not kept by a store that is closed: it is filled at each opening.
    long last = (END - START) / INTERVAL * INTERVAL + START;
    export(store, last, pods, pods / 100);
    return store;
  }

  private static void fill(MetricsStore store, int pods) throws IOException {
    for (long time = START; time + INTERVAL <= END; time += INTERVAL) {
      export(store, time, pods, 0);
    }
    store.flush();
    store.maintain();
  }

  private static void export(MetricsStore store, long time, int pods, int fresh)
      throws IOException {
    int day = (int) ((time - START) / DAY);
    int first = day * (pods / 10);
    for (int pod = first; pod < first + pods + fresh; pod += PODS_PER_EXPORT) {
      byte[] request = request(pod, Math.min(pod + PODS_PER_EXPORT, first + pods + fresh), time);
      store.ingest(store.committedPosition() + 1, time * 1_000_000, request, 0, request.length);
      if (store.flushDue()) {
        store.flush();
      }
    }
  }

  private static byte[] request(int firstPod, int endPod, long time) {
    ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
    for (int pod = firstPod; pod < endPod; pod++) {
      String service = "service-" + pod % 40;
      List<Metric> metrics = new ArrayList<>();
      for (int i = 0; i < SERIES_PER_POD; i++) {
        Metric.Builder metric = Metric.newBuilder().setName("metric_" + pod % 10 + "_" + i);
        metric.getGaugeBuilder().addDataPoints(point(pod, i, time));
        metrics.add(metric.build());
      }
      Resource resource =
          Resource.newBuilder()
              .addAttributes(text("service.name", service))
              .addAttributes(
                  text("service.instance.id", "10.0." + pod / 250 + "." + pod % 250 + ":9090"))
              .build();
      request.addResourceMetrics(
          ResourceMetrics.newBuilder()
              .setResource(resource)
              .addScopeMetrics(ScopeMetrics.newBuilder().addAllMetrics(metrics)));
    }
    return request.build().toByteArray();
  }

  private static NumberDataPoint point(int pod, int i, long time) {
    String id = Integer.toHexString((pod * SERIES_PER_POD + i) * 0x9e3779b1);
    return NumberDataPoint.newBuilder()
        .setTimeUnixNano(time * 1_000_000)
        .addAttributes(text("cluster", "eu-" + pod % 3))
        .addAttributes(text("container", "container-" + pod % 25))
        .addAttributes(text("id", id))
        .addAttributes(text("namespace", "team-" + pod % 12))
        .addAttributes(text("node", "node-" + pod % 97))
        .addAttributes(text("pod", "service-" + pod % 40 + "-7f9c6d5b-" + pod))
        .addAttributes(text("region", "eu-west-1"))
        .addAttributes(text("route", "/api/v1/resource-" + i + "/{id}"))
        .addAttributes(text("zone", "eu-west-1" + "abc".charAt(pod % 3)))
        .setAsInt(pod + i)
        .build();
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }
}
