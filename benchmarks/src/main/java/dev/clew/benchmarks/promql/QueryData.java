package dev.clew.benchmarks.promql;

import dev.clew.metricsstore.MetricsStore;
import dev.clew.metricsstore.MetricsStoreConfig;
import dev.clew.metricsstore.otlp.OtlpTranslation;
import dev.clew.metricsstore.otlp.TranslationStrategy;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Six hours of a cluster at fifteen seconds: 200 instances with 50 counters, 4 histograms of 12
 * buckets and 10 gauges each under some twenty label names, every export a few milliseconds off its
 * time; and one gauge of 100,000 pods, seen once.
 */
final class QueryData {
  static final long START = Instant.parse("2026-01-15T06:00:00Z").toEpochMilli();
  static final long END = Instant.parse("2026-01-15T12:00:00Z").toEpochMilli();

  private static final long INTERVAL = 15_000;
  private static final int INSTANCES = 200;
  private static final int COUNTERS = 50;
  private static final int HISTOGRAMS = 4;
  private static final int GAUGES = 10;
  private static final int PODS = 100_000;
  private static final List<Double> BOUNDS =
      List.of(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0);
  private static final String[] PROMOTED = {
    "service.name",
    "service.namespace",
    "service.version",
    "service.instance.id",
    "deployment.environment.name",
    "k8s.cluster.name",
    "k8s.namespace.name",
    "k8s.pod.name",
    "k8s.node.name",
    "k8s.deployment.name",
    "cloud.region",
    "cloud.availability_zone",
    "team"
  };

  private QueryData() {}

  /** Opens the store in a directory, which is filled first when it does not exist. */
  static MetricsStore open(Path directory) throws IOException {
    boolean fill = !Files.exists(directory);
    MetricsStoreConfig defaults = MetricsStoreConfig.defaults(directory);
    MetricsStoreConfig config =
        new MetricsStoreConfig(
            directory,
            defaults.flushInterval(),
            defaults.flushSamples(),
            Duration.ofDays(20),
            new OtlpTranslation(
                TranslationStrategy.UNDERSCORE_ESCAPING_WITH_SUFFIXES,
                Arrays.asList(PROMOTED),
                false,
                List.of(),
                false,
                false,
                false),
            defaults.maxSeriesPerDay(),
            defaults.maxLabelsPerSeries(),
            defaults.maxLabelLength());
    MetricsStore store =
        MetricsStore.open(config, InstantSource.fixed(Instant.ofEpochMilli(END)), task -> {});
    if (fill) {
      fill(store);
      store.flush();
      store.maintain();
    }
    return store;
  }

  private static void fill(MetricsStore store) throws IOException {
    long position = 0;
    double[][] totals = new double[INSTANCES][COUNTERS];
    long[][][] buckets = new long[INSTANCES][HISTOGRAMS][BOUNDS.size() + 1];
    SplittableRandom random = new SplittableRandom(42);
    for (long time = START; time <= END; time += INTERVAL) {
      for (int instance = 0; instance < INSTANCES; instance++) {
        long jittered = time + random.nextInt(12) - (time == END ? 12 : 0);
        byte[] request =
            export(
                instance,
                List.of(
                    counters(totals[instance], jittered, random),
                    histograms(buckets[instance], jittered, random),
                    gauges(jittered, random)));
        ingest(store, position++, jittered, request);
      }
    }
    for (int first = 0; first < PODS; first += 1000) {
      ingest(store, position++, END - 20_000, pods(first));
    }
  }

  private static void ingest(MetricsStore store, long position, long time, byte[] request)
      throws IOException {
    store.ingest(position, time * 1_000_000, request, 0, request.length);
    if (store.flushDue()) {
      store.flush();
    }
  }

  private static byte[] export(int instance, List<Metric> metrics) {
    String service = "service-" + instance % 20;
    String node = "node-" + instance % 16;
    Resource resource =
        Resource.newBuilder()
            .addAllAttributes(
                List.of(
                    text("service.name", service),
                    text("service.namespace", "shop"),
                    text("service.version", "1." + instance % 3 + ".0"),
                    text("service.instance.id", service + "-" + instance),
                    text("deployment.environment.name", instance % 10 == 0 ? "canary" : "live"),
                    text("k8s.cluster.name", "cluster-" + instance % 2),
                    text("k8s.namespace.name", "ns-" + instance % 5),
                    text("k8s.pod.name", service + "-7f9c6d5b-" + (1000 + instance)),
                    text("k8s.node.name", node),
                    text("k8s.deployment.name", service),
                    text("cloud.region", "eu-west-1"),
                    text("cloud.availability_zone", "eu-west-1" + "abc".charAt(instance % 3)),
                    text("team", "team-" + instance % 7)))
            .build();
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .setResource(resource)
                .addScopeMetrics(ScopeMetrics.newBuilder().addAllMetrics(metrics)))
        .build()
        .toByteArray();
  }

  private static Metric counters(double[] totals, long time, SplittableRandom random) {
    Metric.Builder metric = Metric.newBuilder().setName("http.requests").setUnit("{request}");
    metric
        .getSumBuilder()
        .setIsMonotonic(true)
        .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
    for (int i = 0; i < totals.length; i++) {
      // Now and then a process begins anew.
      totals[i] = random.nextInt(20_000) == 0 ? 0 : totals[i] + random.nextInt(1 + i * 7);
      metric.getSumBuilder().addDataPoints(point(i, time).setAsInt((long) totals[i]));
    }
    return metric.build();
  }

  private static NumberDataPoint.Builder point(int i, long time) {
    return NumberDataPoint.newBuilder()
        .setTimeUnixNano(time * 1_000_000)
        .addAttributes(text("http.route", "/api/v1/resource-" + i / 5))
        .addAttributes(text("http.request.method", i % 2 == 0 ? "GET" : "POST"))
        .addAttributes(text("http.response.status_code", "" + (i % 5 == 4 ? 500 : 200 + i % 5)))
        .addAttributes(text("server.port", "8080"));
  }

  private static Metric histograms(long[][] buckets, long time, SplittableRandom random) {
    Metric.Builder metric = Metric.newBuilder().setName("http.duration").setUnit("s");
    metric
        .getHistogramBuilder()
        .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
    for (int i = 0; i < buckets.length; i++) {
      List<Long> counts = new ArrayList<>();
      long all = 0;
      for (int bucket = 0; bucket < buckets[i].length; bucket++) {
        buckets[i][bucket] += random.nextInt(1 + 20 / (1 + Math.abs(bucket - 4)));
        counts.add(buckets[i][bucket]);
        all += buckets[i][bucket];
      }
      metric
          .getHistogramBuilder()
          .addDataPoints(
              HistogramDataPoint.newBuilder()
                  .setTimeUnixNano(time * 1_000_000)
                  .addAttributes(text("http.route", "/api/v1/resource-" + i))
                  .addAllExplicitBounds(BOUNDS)
                  .addAllBucketCounts(counts)
                  .setCount(all)
                  .setSum(all * 0.07));
    }
    return metric.build();
  }

  private static Metric gauges(long time, SplittableRandom random) {
    Metric.Builder metric = Metric.newBuilder().setName("pool.usage").setUnit("1");
    for (int i = 0; i < GAUGES; i++) {
      metric
          .getGaugeBuilder()
          .addDataPoints(
              NumberDataPoint.newBuilder()
                  .setTimeUnixNano(time * 1_000_000)
                  .addAttributes(text("pool", "pool-" + i))
                  .setAsDouble(random.nextInt(1000) / 1000.0));
    }
    return metric.build();
  }

  private static byte[] pods(int first) {
    Metric.Builder metric = Metric.newBuilder().setName("kube.pod.ready");
    for (int i = first; i < first + 1000; i++) {
      metric
          .getGaugeBuilder()
          .addDataPoints(
              NumberDataPoint.newBuilder()
                  .setTimeUnixNano((END - 20_000) * 1_000_000)
                  .addAttributes(
                      text("pod", "app-" + i % 997 + "-" + Integer.toHexString(i * 7919)))
                  .setAsInt(1));
    }
    return export(0, List.of(metric.build()));
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }
}
