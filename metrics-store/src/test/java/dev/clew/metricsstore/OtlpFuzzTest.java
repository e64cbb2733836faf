package dev.clew.metricsstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.metricsstore.otlp.OtlpTranslation;
import dev.clew.metricsstore.otlp.TranslationStrategy;
import dev.clew.metricsstore.series.ReadLimits;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.Signal;
import dev.clew.model.otlp.MalformedProtobufException;
import dev.clew.model.otlp.OtlpCheck;
import dev.clew.model.otlp.OtlpLimits;
import dev.clew.testkit.ManualClock;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mutated requests: the reader throws nothing but {@link MalformedProtobufException}, comes to an
 * end, and leaves nothing of a request behind that it gave up.
 */
class OtlpFuzzTest {
  private static final long T = 1_772_323_200_000L; // 2026-03-01T00:00:00Z
  private static final int ROUNDS = 5_000;

  @TempDir Path directory;

  /** Goes on over many requests; begun anew now and then, or it would only grow. */
  private static @Nullable MetricsStore fuzzed;

  private static int fuzzedRequests;

  private MetricsStore open(boolean everything) throws IOException {
    MetricsStoreConfig defaults = MetricsStoreConfig.defaults(directory);
    OtlpTranslation translation =
        new OtlpTranslation(
            TranslationStrategy.NO_UTF8_ESCAPING_WITH_SUFFIXES,
            List.of(),
            true,
            List.of("a"),
            true,
            true,
            true);
    return MetricsStore.open(
        new MetricsStoreConfig(
            Files.createTempDirectory(directory, "store"),
            defaults.flushInterval(),
            defaults.flushSamples(),
            defaults.retention(),
            everything ? translation : defaults.otlp(),
            2_000,
            20,
            64),
        ManualClock.at("2026-03-01T01:00:00Z"),
        task -> {});
  }

  @Test
  void mutatedRequestsAreTakenOrRefused() throws IOException {
    fuzz(open(false), 20_261_121);
  }

  @Test
  void underEverySetting() throws IOException {
    fuzz(open(true), 20_261_122);
  }

  private static void fuzz(MetricsStore store, long seed) {
    Random random = new Random(seed);
    int malformed = 0;
    try (store) {
      for (int round = 0; round < ROUNDS; round++) {
        byte[] bytes = mutated(request(round), random);
        Map<String, Integer> before = round % 100 == 0 ? sizes(store) : Map.of();
        try {
          store.ingest(round, (T + round) * 1_000_000, bytes, 0, bytes.length);
          store.admission().refused(bytes, 0, bytes.length, true);
        } catch (MalformedProtobufException e) {
          malformed++;
          if (round % 100 == 0) {
            assertThat(sizes(store)).as("seed %s round %s", seed, round).isEqualTo(before);
          }
        }
        if (round % 1_000 == 0) {
          store.flush();
        }
      }
      assertThat(malformed).as("seed %s", seed).isBetween(ROUNDS / 10, ROUNDS);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  static Stream<byte[]> requests() {
    return Stream.of(request(0), request(1));
  }

  /** The receiver's check refuses what the store cannot read. */
  @MethodSource("requests")
  @FuzzTest
  void ingest(byte[] request) throws IOException {
    if (fuzzed == null || ++fuzzedRequests % 2_000 == 0) {
      if (fuzzed != null) {
        fuzzed.close();
      }
      fuzzed = open(true);
    }
    boolean passed = true;
    int length = request.length;
    try {
      length = OtlpCheck.check(Signal.METRICS, OtlpLimits.NONE, request, 0, length).length();
    } catch (MalformedProtobufException e) {
      passed = false;
    }
    try {
      fuzzed.ingest(fuzzedRequests, T * 1_000_000, request, 0, length);
      fuzzed.admission().refused(request, 0, length, true);
    } catch (MalformedProtobufException e) {
      assertThat(passed).isFalse();
    }
  }

  @AfterAll
  static void closeFuzzed() throws IOException {
    if (fuzzed != null) {
      fuzzed.close();
      fuzzed = null;
    }
  }

  private static Map<String, Integer> sizes(MetricsStore store) {
    Map<String, Integer> sizes = new TreeMap<>();
    for (SeriesData series : store.select(List.of(), 0, 2 * T, ReadLimits.NONE)) {
      sizes.put(series.labels().toString(), series.size());
    }
    return sizes;
  }

  private static byte[] mutated(byte[] original, Random random) {
    byte[] bytes = original.clone();
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        case 3 -> System.arraycopy(bytes, 0, bytes, at, Math.min(at, bytes.length - at));
        default -> bytes[at] = (byte) (random.nextBoolean() ? 0xff : 0x80);
      }
    }
    return bytes;
  }

  /** One metric of each kind, in both temporalities by turns. */
  private static byte[] request(int round) {
    long nanos = (T + round) * 1_000_000;
    var temporality = round % 2 == 0 ? Otlp.CUMULATIVE : Otlp.DELTA;
    List<KeyValue> resource =
        List.of(
            Otlp.attributes("service.name", "shop").getFirst(),
            KeyValue.newBuilder()
                .setKey("process.pid")
                .setValue(AnyValue.newBuilder().setIntValue(7))
                .build());
    NumberDataPoint number =
        Otlp.point(T + round, round, "route", "/a", "empty", "").toBuilder()
            .setStartTimeUnixNano(nanos - 5)
            .addExemplars(
                Otlp.exemplar(T, 0.5, "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"))
            .build();
    HistogramDataPoint histogram =
        HistogramDataPoint.newBuilder()
            .setTimeUnixNano(nanos)
            .setCount(6)
            .setSum(20.5)
            .addAllExplicitBounds(List.of(0.005, 1.0))
            .addAllBucketCounts(List.of(1L, 2L, 3L))
            .addExemplars(
                Otlp.exemplar(T, 0.5, "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"))
            .build();
    ExponentialHistogramDataPoint.Builder exponential =
        ExponentialHistogramDataPoint.newBuilder()
            .setTimeUnixNano(nanos)
            .setScale(round % 12 - 3)
            .setCount(5);
    exponential.getPositiveBuilder().setOffset(-1).addAllBucketCounts(List.of(2L, 0L, 3L));
    Summary summary =
        Summary.newBuilder()
            .addDataPoints(
                SummaryDataPoint.newBuilder()
                    .setTimeUnixNano(nanos)
                    .setCount(3)
                    .addQuantileValues(
                        SummaryDataPoint.ValueAtQuantile.newBuilder().setQuantile(0.5).setValue(2)))
            .build();
    return Otlp.request(
        resource,
        Otlp.gauge("g", "1", number),
        Otlp.counter("c", "By", temporality, number),
        Otlp.histogram("h", "s", temporality, histogram),
        Otlp.exponential("e", temporality, exponential.build()),
        Metric.newBuilder().setName("s").setSummary(summary).build());
  }
}
