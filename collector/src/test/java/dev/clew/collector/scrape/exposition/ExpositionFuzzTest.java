package dev.clew.collector.scrape.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged bodies are read, or refused with their place; nothing else happens. */
class ExpositionFuzzTest {
  private static final byte[] TEXT =
      """
      # HELP a_total Help \\n.
      # TYPE a_total counter
      a_total{b="c\\"d",e="f"} 1.5e3 1700000000000
      {"quoted.name","x.y"="z"} -Inf
      # TYPE h histogram
      h_bucket{le="0.1"} 1
      h_bucket{le="+Inf"} 2
      h_sum 3
      h_count 2
      """
          .getBytes(StandardCharsets.UTF_8);
  private static final byte[] OPEN_METRICS =
      """
      # TYPE a counter
      # UNIT a_seconds seconds
      a_total{b="c"} 1 1.5 # {trace_id="x"} 0.5 1.25
      a_created{b="c"} 1700000000.5
      # TYPE h histogram
      h_bucket{le="0.1"} 1 # {} 1
      h_bucket{le="+Inf"} 2
      h_created 5
      # EOF
      """
          .getBytes(StandardCharsets.UTF_8);
  private static final byte[] PROTOBUF =
      ClientMessages.delimited(
          ClientMessages.counter("c_total", 5, 1_000),
          ClientMessages.summary("s"),
          ClientMessages.histogram("h"));
  private static final HistogramChoice ALL = new HistogramChoice(true, true, false);
  private static final HistogramChoice CUSTOM = new HistogramChoice(true, true, true);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void text(long seed) {
    damage(seed, TEXT, PrometheusText::new);
    damage(seed, TEXT, (b, n) -> new CustomBuckets(new PrometheusText(b, n), CUSTOM));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void openMetrics(long seed) {
    damage(seed, OPEN_METRICS, OpenMetricsText::new);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void protobuf(long seed) {
    damage(seed, PROTOBUF, (bytes, length) -> new ProtobufExposition(bytes, length, ALL));
  }

  private static void damage(
      long seed, byte[] good, BiFunction<byte[], Integer, Exposition> format) {
    Random random = new Random(seed);
    assertThat(Expositions.list(format.apply(good, good.length))).isNotEmpty();
    for (int i = 0; i < 8_000; i++) {
      byte[] bad = good.clone();
      for (int change = 0; change <= random.nextInt(4); change++) {
        int at = random.nextInt(bad.length);
        bad[at] =
            (byte) (random.nextBoolean() ? random.nextInt(256) : good[random.nextInt(good.length)]);
      }
      int length = random.nextInt(5) == 0 ? random.nextInt(bad.length) : bad.length;
      try {
        List<String> entries = Expositions.list(format.apply(Arrays.copyOf(bad, length), length));
        assertThat(entries.size()).as("seed %s, round %s", seed, i).isLessThan(1_000);
      } catch (ExpositionException e) {
        assertThat(e.getMessage())
            .as("seed %s, round %s", seed, i)
            .matches("(?s)(line|byte|metric|native) .*");
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", round " + i + ": " + e, e);
      }
    }
  }
}
