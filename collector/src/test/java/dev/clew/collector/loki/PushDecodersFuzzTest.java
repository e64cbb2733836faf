package dev.clew.collector.loki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.collector.RefusedException;
import dev.clew.model.Signal;
import dev.clew.model.otlp.OtlpCheck;
import dev.clew.model.otlp.OtlpLimits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged requests are refused with a reason, or become OTLP that passes its check. */
class PushDecodersFuzzTest {
  private static final byte[] PROTOBUF =
      Pushes.protobuf(
          "{app=\"shop\", env=\"a\\\"b\\u00e4\"}",
          List.of(
              new Pushes.Entry(1_763_683_200_123_456_789L, "one", Map.of("trace_id", "00ff")),
              new Pushes.Entry(1_763_683_200_123_456_790L, "två", Map.of("level", "warn"))));
  private static final byte[] JSON =
      ("{\"streams\":[{\"stream\":{\"app\":\"shop\"},\"values\":[[\"1763683200000000000\",\"line\","
              + "{\"trace_id\":\"00ff\",\"level\":\"warn\"}],[\"1\",\"x\"]]},{\"labels\":\"{a=\\\"b\\\"}\","
              + "\"entries\":[{\"ts\":\"2026-11-21T00:00:00Z\",\"line\":\"old\"}]}]}")
          .getBytes(StandardCharsets.UTF_8);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void protobuf(long seed) {
    damage(seed, PROTOBUF, PushProtobuf::toOtlp);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void json(long seed) {
    damage(seed, JSON, PushJson::toOtlp);
  }

  private static void damage(long seed, byte[] good, UnaryOperator<byte[]> reader) {
    Random random = new Random(seed);
    OtlpLimits limits = new OtlpLimits(1000, 100, 10_000);
    for (int i = 0; i < 30_000; i++) {
      byte[] bad = good.clone();
      for (int change = 0; change <= random.nextInt(3); change++) {
        int at = random.nextInt(bad.length);
        bad[at] =
            (byte) (random.nextBoolean() ? random.nextInt(256) : good[random.nextInt(good.length)]);
      }
      int length = random.nextInt(5) == 0 ? random.nextInt(bad.length) : bad.length;
      try {
        byte[] otlp = reader.apply(Arrays.copyOf(bad, length));
        OtlpCheck.check(Signal.LOGS, limits, otlp, 0, otlp.length);
      } catch (RefusedException e) {
        assertThat(e.refusal().reason()).as("seed %s, round %s", seed, i).isNotEmpty();
      }
    }
  }
}
