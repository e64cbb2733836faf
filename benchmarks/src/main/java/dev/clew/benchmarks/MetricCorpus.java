package dev.clew.benchmarks;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import java.util.SplittableRandom;

/**
 * Counters and gauges of many instances: request {@code i} is the export number {@code i /
 * instances} of instance {@code i % instances}, fifteen seconds after the one before, with a few
 * milliseconds of jitter that all series of the export share, as SDKs do.
 */
final class MetricCorpus implements Corpus {
  /** How many senders there are, and how many series each has. */
  record Shape(int instances, int series) {}

  private static final long INTERVAL_NANOS = 15_000_000_000L;
  private static final String[] METHODS = {"GET", "POST", "PUT", "DELETE", "PATCH"};
  private static final int EXPORTS_KEPT_BACK = 5_000;

  private final Shape shape;

  MetricCorpus(Shape shape) {
    this.shape = shape;
  }

  @Override
  public String path() {
    return "/v1/metrics";
  }

  @Override
  public byte[] request(long index, int records, long nowNanos) {
    int instance = (int) (index % shape.instances());
    long export = index / shape.instances();
    long jitter = new SplittableRandom(index).nextLong(12_000_000L);
    long time = nowNanos - (EXPORTS_KEPT_BACK - export) * INTERVAL_NANOS + jitter;
    Metric.Builder requests =
        Metric.newBuilder().setName("http.server.requests").setUnit("{request}");
    Metric.Builder active = Metric.newBuilder().setName("http.server.active").setUnit("{request}");
    requests
        .getSumBuilder()
        .setIsMonotonic(true)
        .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
    for (int i = 0; i < shape.series(); i++) {
      SplittableRandom random = new SplittableRandom((long) instance << 32 | i);
      long rate = random.nextLong(1, 200);
      NumberDataPoint.Builder point =
          NumberDataPoint.newBuilder()
              .setTimeUnixNano(time)
              .addAttributes(Words.text("http.route", Words.ROUTES[i % Words.ROUTES.length]))
              .addAttributes(Words.text("http.request.method", METHODS[i / 12 % 5]))
              .addAttributes(Words.whole("http.response.status_code", 200 + i / 60));
      if (i % 2 == 0) {
        requests
            .getSumBuilder()
            .addDataPoints(
                point.setAsInt(export * rate + new SplittableRandom(index + i).nextLong(rate)));
      } else {
        active
            .getGaugeBuilder()
            .addDataPoints(
                point.setAsDouble(new SplittableRandom(index * 31 + i).nextInt(1000) / 10.0));
      }
    }
    String service = Words.SERVICES[instance % Words.SERVICES.length];
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .setResource(Words.resource(service, instance))
                .addScopeMetrics(ScopeMetrics.newBuilder().addMetrics(requests).addMetrics(active)))
        .build()
        .toByteArray();
  }
}
