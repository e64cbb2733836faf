package dev.clew.benchmarks.samples;

import dev.clew.model.otlp.ProtoCursor;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What an SDK of a web service exports every fifteen seconds: histograms of requests by route,
 * counters and gauges of the runtime. Encoded once; for each export only the instance, times and
 * values are written over, so that making requests costs next to nothing.
 */
final class SdkExport {
  private static final String[] ROUTES = {
    "/", "/cart", "/cart/{id}", "/checkout", "/products", "/products/{id}", "/search", "/login"
  };
  private static final double[] BOUNDS = {
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10
  };
  private static final String INSTANCE = "@@@@@@";
  private static final int COUNTERS_PER_METRIC = 8;

  /** How many points of each kind an instance has. */
  record Shape(int histograms, int counters, int gauges, boolean delta) {
    AggregationTemporality temporality() {
      return delta
          ? AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA
          : AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;
    }

    /** Series that the points feed, {@code target_info} included. */
    int series() {
      return histograms * (BOUNDS.length + 3) + counters + gauges + 1;
    }
  }

  private final byte[] template;
  private final ByteBuffer bytes;
  private final List<Integer> instances = new ArrayList<>();
  private final List<Integer> times = new ArrayList<>();
  private final List<Integer> starts = new ArrayList<>();
  private final List<Integer> doubles = new ArrayList<>();
  private final List<Integer> integers = new ArrayList<>();

  /** Of each histogram: where its count, its sum and its first bucket stand. */
  private final List<int[]> histograms = new ArrayList<>();

  SdkExport(Shape shape) {
    template = request(shape).toByteArray();
    bytes = ByteBuffer.wrap(template).order(ByteOrder.LITTLE_ENDIAN);
    ProtoCursor cursor = new ProtoCursor().reset(template, 0, template.length);
    walk(cursor, 0);
    byte[] name = INSTANCE.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i + name.length <= template.length; i++) {
      if (java.util.Arrays.equals(template, i, i + name.length, name, 0, name.length)) {
        instances.add(i);
      }
    }
  }

  /** The array that {@link #export} writes to. */
  byte[] bytes() {
    return template;
  }

  /** Makes the array the export of an instance: number {@code export}, at the given time. */
  void export(int instance, long export, long timeNanos, long startNanos) {
    for (int at : instances) {
      int rest = instance;
      for (int digit = INSTANCE.length() - 1; digit >= 0; digit--) {
        template[at + digit] = (byte) ('0' + rest % 10);
        rest /= 10;
      }
    }
    times.forEach(at -> bytes.putLong(at, timeNanos));
    starts.forEach(at -> bytes.putLong(at, startNanos));
    long seed = instance * 1_000_003L;
    for (int i = 0; i < integers.size(); i++) {
      long rate = 1 + (mix(seed + i) & 255);
      long noise = ((mix(seed + i + export * 7919) & 0xffff) * rate) >>> 16;
      bytes.putLong(integers.get(i), i % 4 == 3 ? rate * 10 : export * rate + noise);
    }
    for (int i = 0; i < doubles.size(); i++) {
      long level = mix(seed + i) & 0xfff;
      long noise = mix(seed + i + export * 104_729) & 0x3f;
      bytes.putDouble(doubles.get(i), (level + noise) / 10.0);
    }
    for (int i = 0; i < histograms.size(); i++) {
      histogram(histograms.get(i), seed + i, export);
    }
  }

  private void histogram(int[] places, long seed, long export) {
    long count = 0;
    for (int bucket = 0; bucket <= BOUNDS.length; bucket++) {
      long rate = Math.max(0, 40 - 9L * Math.abs(bucket - 3 - (seed & 3)));
      long noise = ((mix(seed + bucket + export * 7919) & 0xff) * rate) >>> 8;
      long sum = export * rate + noise;
      bytes.putLong(places[2] + 8 * bucket, sum);
      count += sum;
    }
    bytes.putLong(places[0], count);
    bytes.putDouble(places[1], count * 0.0371 + (mix(seed + export) & 0xff) / 1e4);
  }

  private static long mix(long x) {
    long z = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** Depths: 0 request, 1 resource, 2 scope, 3 metric, 4 data, 5 point. */
  private void walk(ProtoCursor cursor, int depth) {
    while (cursor.next()) {
      boolean inward =
          switch (depth) {
            case 0 -> cursor.field() == 1;
            case 1, 2 -> cursor.field() == 2;
            case 3 -> cursor.field() == 5 || cursor.field() == 7 || cursor.field() == 9;
            default -> cursor.field() == 1;
          };
      if (!inward) {
        cursor.skip();
        continue;
      }
      boolean histogram = depth == 3 && cursor.field() == 9;
      int outer = cursor.enter();
      if (depth < 3) {
        walk(cursor, depth + 1);
      } else {
        points(cursor, histogram);
      }
      cursor.leave(outer);
    }
  }

  private void points(ProtoCursor cursor, boolean histogram) {
    while (cursor.next()) {
      if (cursor.field() != 1) {
        cursor.skip();
        continue;
      }
      int outer = cursor.enter();
      int[] places = new int[3];
      while (cursor.next()) {
        int at = cursor.position();
        switch (cursor.field()) {
          case 2 -> starts.add(at);
          case 3 -> times.add(at);
          case 4 -> places[0] = at;
          case 5 -> places[1] = at;
          case 6 -> places[2] = at;
          default -> {}
        }
        cursor.skip();
      }
      cursor.leave(outer);
      if (histogram) {
        places[2]++; // behind the length, which takes one byte
        histograms.add(places);
      } else if (places[0] > 0) {
        doubles.add(places[0]);
      } else {
        integers.add(places[2]);
      }
    }
  }

  private static ExportMetricsServiceRequest request(Shape shape) {
    ScopeMetrics.Builder http =
        ScopeMetrics.newBuilder().setScope(scope("io.opentelemetry.http-server"));
    ScopeMetrics.Builder runtime =
        ScopeMetrics.newBuilder().setScope(scope("io.opentelemetry.runtime-telemetry"));
    if (shape.histograms() > 0) {
      http.addMetrics(durations(shape.histograms(), shape.temporality()));
    }
    for (int i = 0; i < shape.counters(); i += COUNTERS_PER_METRIC) {
      int count = Math.min(COUNTERS_PER_METRIC, shape.counters() - i);
      runtime.addMetrics(counters(i / COUNTERS_PER_METRIC, count, shape.temporality()));
    }
    for (int i = 0; i < shape.gauges(); i += 4) {
      runtime.addMetrics(gauges(i / 4, Math.min(4, shape.gauges() - i)));
    }
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .setResource(resource())
                .addScopeMetrics(http)
                .addScopeMetrics(runtime))
        .build();
  }

  private static InstrumentationScope scope(String name) {
    return InstrumentationScope.newBuilder().setName(name).setVersion("2.21.0-alpha").build();
  }

  private static Resource resource() {
    return Resource.newBuilder()
        .addAttributes(text("service.name", "checkout"))
        .addAttributes(text("service.namespace", "shop"))
        .addAttributes(text("service.version", "1.4.0"))
        .addAttributes(text("service.instance.id", "checkout-" + INSTANCE))
        .addAttributes(text("deployment.environment.name", "production"))
        .addAttributes(text("k8s.namespace.name", "shop"))
        .addAttributes(text("k8s.pod.name", "checkout-7f9c6d-" + INSTANCE))
        .addAttributes(text("host.name", "node-1"))
        .addAttributes(text("os.type", "linux"))
        .addAttributes(text("process.runtime.name", "OpenJDK Runtime Environment"))
        .addAttributes(text("telemetry.sdk.language", "java"))
        .addAttributes(text("telemetry.sdk.name", "opentelemetry"))
        .addAttributes(text("telemetry.sdk.version", "1.54.0"))
        .build();
  }

  private static Metric durations(int count, AggregationTemporality temporality) {
    Metric.Builder metric =
        Metric.newBuilder()
            .setName("http.server.request.duration")
            .setDescription("Duration of HTTP server requests.")
            .setUnit("s");
    for (int i = 0; i < count; i++) {
      HistogramDataPoint.Builder point =
          HistogramDataPoint.newBuilder()
              .addAttributes(text("http.request.method", i % 3 == 0 ? "POST" : "GET"))
              .addAttributes(whole("http.response.status_code", 200 + i / ROUTES.length))
              .addAttributes(text("http.route", ROUTES[i % ROUTES.length]))
              .addAttributes(text("network.protocol.version", "1.1"))
              .addAttributes(text("url.scheme", "http"))
              .setStartTimeUnixNano(1)
              .setTimeUnixNano(1)
              .setCount(1)
              .setSum(1)
              .setMin(0.001)
              .setMax(0.9);
      for (double bound : BOUNDS) {
        point.addExplicitBounds(bound);
      }
      for (int bucket = 0; bucket <= BOUNDS.length; bucket++) {
        point.addBucketCounts(1);
      }
      metric.getHistogramBuilder().addDataPoints(point);
    }
    metric.getHistogramBuilder().setAggregationTemporality(temporality);
    return metric.build();
  }

  private static Metric counters(int number, int count, AggregationTemporality temporality) {
    Metric.Builder metric =
        Metric.newBuilder().setName("jvm.counter." + number + ".events").setUnit("{event}");
    metric.getSumBuilder().setIsMonotonic(true).setAggregationTemporality(temporality);
    for (int i = 0; i < count; i++) {
      metric
          .getSumBuilder()
          .addDataPoints(
              point("jvm.gc.name", "G1 Young Generation " + i)
                  .addAttributes(text("jvm.gc.action", "end of minor GC"))
                  .setAsInt(1));
    }
    return metric.build();
  }

  private static Metric gauges(int number, int count) {
    Metric.Builder metric =
        Metric.newBuilder().setName("jvm.memory." + number + ".used").setUnit("By");
    for (int i = 0; i < count; i++) {
      metric
          .getGaugeBuilder()
          .addDataPoints(
              point("jvm.memory.pool.name", "G1 Eden Space " + i)
                  .addAttributes(text("jvm.memory.type", "heap"))
                  .setAsDouble(1));
    }
    return metric.build();
  }

  private static NumberDataPoint.Builder point(String key, String value) {
    return NumberDataPoint.newBuilder()
        .addAttributes(text(key, value))
        .setStartTimeUnixNano(1)
        .setTimeUnixNano(1);
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static KeyValue whole(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }
}
