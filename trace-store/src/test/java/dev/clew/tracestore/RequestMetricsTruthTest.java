package dev.clew.tracestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.clew.model.CorrelationKeys;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.testkit.Conformance;
import dev.clew.tracestore.red.RedConfig;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calls, errors and durations of thousands of random spans are what adding them up one by one
 * gives: over requests of any size, some sent twice, and over restarts.
 */
class RequestMetricsTruthTest {
  private static final String SET = "request metrics";
  private static final int REQUESTS = 150;
  private static final String[] SERVICES = {"web", "shop", "pay", "mail", "größe", "a b"};
  private static final String[] NAMES = {"GET /", "POST /pay", "send", "", "SELECT", "é"};

  private final TestClock clock = new TestClock();
  private final long now = TimeRange.nanosOf(clock.instant());

  @TempDir Path directory;

  /** What one series should be. */
  private static final class Truth {
    long calls;
    double seconds;
    final long[] buckets = new long[RedConfig.defaults().bucketsSeconds().size() + 1];

    void add(double duration) {
      calls++;
      seconds += duration;
      int bucket = 0;
      for (double bound : RedConfig.defaults().bucketsSeconds()) {
        if (duration <= bound) {
          break;
        }
        bucket++;
      }
      buckets[bucket]++;
    }
  }

  private TraceStore open(RecordingSink sink) throws IOException {
    return TraceStore.open(
        TraceStoreConfig.defaults(), directory, CorrelationKeys.defaults(), sink, clock);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void areWhatAddingUpGives(long seed) throws IOException {
    Random random = new Random(seed);
    Map<String, Truth> truths = new TreeMap<>();
    RecordingSink sink = new RecordingSink();
    TraceStore store = open(sink);
    long position = 0;
    for (int i = 0; i < REQUESTS; i++) {
      byte[] request = request(random, i, truths);
      for (int copies = random.nextInt(8) == 0 ? 2 : 1; copies > 0; copies--) {
        store.ingest(++position, now + i, request, 0, request.length);
      }
      if (random.nextInt(30) == 0) {
        store.flush();
        store.close();
        store = open(sink);
      }
    }
    store.writeMetrics();
    store.close();
    check(seed, truths, sink);
  }

  private static void check(long seed, Map<String, Truth> truths, RecordingSink sink)
      throws IOException {
    Map<String, Double> calls = sink.counters();
    Map<String, HistogramDataPoint> durations = sink.histograms();
    for (Map.Entry<String, Truth> entry : truths.entrySet()) {
      String series = entry.getKey();
      Truth truth = entry.getValue();
      String name = "seed " + seed + ": " + series;
      Conformance.expect(
          SET,
          () ->
              assertThat(calls.get("traces_spanmetrics_calls_total" + series))
                  .as(name)
                  .isEqualTo((double) truth.calls));
      Conformance.expect(
          SET,
          () -> {
            HistogramDataPoint point =
                durations.get("traces_spanmetrics_duration_seconds" + series);
            assertThat(point.getCount()).as(name).isEqualTo(truth.calls);
            assertThat(point.getSum()).as(name).isCloseTo(truth.seconds, within(1e-6));
            List<Long> buckets = new ArrayList<>();
            for (long count : truth.buckets) {
              buckets.add(count);
            }
            assertThat(point.getBucketCountsList()).as(name).isEqualTo(buckets);
          });
    }
    long series =
        calls.keySet().stream().filter(k -> k.startsWith("traces_spanmetrics_calls_total")).count();
    assertThat(series).isEqualTo(truths.size());
  }

  private byte[] request(Random random, int number, Map<String, Truth> truths) {
    Spans spans = new Spans();
    for (int i = 1 + random.nextInt(60); i > 0; i--) {
      String service = SERVICES[random.nextInt(SERVICES.length)];
      String name = NAMES[random.nextInt(NAMES.length)];
      SpanKind kind = SpanKind.forNumber(1 + random.nextInt(5));
      boolean error = random.nextInt(4) == 0;
      long nanos = (long) Math.pow(10, 4 + 6.5 * random.nextDouble());
      var span =
          spans
              .add(service, new TraceId(seedOf(number), 1 + random.nextInt(5)), i, 0, now)
              .setName(name)
              .setKind(kind)
              .setEndTimeUnixNano(now + nanos);
      if (error) {
        span.setStatus(Spans.error("no"));
      }
      truths
          .computeIfAbsent(
              "{service="
                  + service
                  + ", span_kind="
                  + kind
                  + (name.isEmpty() ? "" : ", span_name=" + name)
                  + ", status_code=STATUS_CODE_"
                  + (error ? "ERROR" : "UNSET")
                  + "}",
              s -> new Truth())
          .add(nanos / 1e9);
    }
    return spans.request();
  }

  /** Traces of different requests are different ones. */
  private static long seedOf(int number) {
    return 1_000L + number;
  }
}
