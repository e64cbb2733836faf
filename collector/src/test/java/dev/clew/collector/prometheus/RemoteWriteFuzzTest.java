package dev.clew.collector.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.collector.RefusedException;
import dev.clew.model.Signal;
import dev.clew.model.otlp.OtlpCheck;
import dev.clew.model.otlp.OtlpLimits;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged requests are refused with a reason, or become OTLP that passes its check. */
class RemoteWriteFuzzTest {
  private static final long NOW = 1_772_323_200_000L;
  private static final int MAX_BYTES = 1 << 20;
  private static final byte[] V1 =
      Writes.message(
          Writes.series(
              List.of("__name__", "up", "job", "nöde", "x", "y"),
              Writes.sample(NOW, 1.5),
              Writes.sample(NOW - 1, 2),
              Writes.exemplar(NOW, 0.5, "trace_id", "00ff")),
          Writes.series(List.of("__name__", "h"), Writes.histogram(4, NOW, 3)),
          Writes.metadata(3, "up", "Helps.", "s"));
  private static final byte[] V2 = version2();

  private static byte[] version2() {
    Writes.Symbols symbols = new Writes.Symbols();
    symbols.series(
        symbols.references(1, "__name__", "requests_total", "job", "shöp"),
        Writes.sample(NOW, NOW - 60_000, 7),
        symbols.exemplar(NOW, 1, "trace_id", "abc"),
        symbols.metadata(1, "How many.", "requests"));
    symbols.series(
        symbols.references(1, "__name__", "h"),
        Writes.histogram(3, NOW, 5),
        symbols.metadata(3, "", ""));
    return symbols.request();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void version1(long seed) {
    damage(seed, V1, out -> new WriteRequestV1(out, SeriesLimits.DEFAULT));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void version2(long seed) {
    damage(seed, V2, out -> new WriteRequestV2(out, SeriesLimits.DEFAULT));
  }

  private static void damage(
      long seed, byte[] good, Function<WrittenSeries, WriteRequestReader> reader) {
    Random random = new Random(seed);
    for (int i = 0; i < 15_000; i++) {
      byte[] bad = good.clone();
      for (int change = 0; change <= random.nextInt(3); change++) {
        int at = random.nextInt(bad.length);
        bad[at] =
            (byte) (random.nextBoolean() ? random.nextInt(256) : good[random.nextInt(good.length)]);
      }
      int length = random.nextInt(5) == 0 ? random.nextInt(bad.length) : bad.length;
      WrittenSeries out = new WrittenSeries("fuzz", SeriesLimits.DEFAULT, NOW, 1 << 10, MAX_BYTES);
      try {
        reader.apply(out).read(Arrays.copyOf(bad, length));
      } catch (RefusedException e) {
        assertThat(e.refusal().reason()).as("seed %s, round %s", seed, i).isNotEmpty();
        continue;
      }
      byte[] otlp = out.batch().encode();
      assertThat(otlp.length).isLessThan(2 * MAX_BYTES);
      OtlpCheck.check(Signal.METRICS, OtlpLimits.NONE, otlp, 0, otlp.length);
    }
  }
}
