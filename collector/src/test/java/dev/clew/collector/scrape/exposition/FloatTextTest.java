package dev.clew.collector.scrape.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers as Go reads and writes them. */
class FloatTextTest {
  @Test
  void readsWhatJavaReads() {
    long seed = 42;
    Random random = new Random(seed);
    for (int i = 0; i < 200_000; i++) {
      double value =
          random.nextInt(3) == 0
              ? Double.longBitsToDouble(random.nextLong())
              : random.nextInt(1_000_000) / Math.pow(10, random.nextInt(9));
      if (Double.isFinite(value)) {
        String text = random.nextBoolean() ? Double.toString(value) : String.format("%.17e", value);
        assertThat(parse(text)).as("seed %s: %s", seed, text).isEqualTo(Double.parseDouble(text));
      }
    }
    assertThat(Double.doubleToRawLongBits(parse("-0"))).isEqualTo(Double.doubleToRawLongBits(-0.0));
    assertThat(Double.doubleToRawLongBits(parse("nan"))).isEqualTo(0x7ff8000000000001L);
    assertThat(parse("9223372036854775807123")).isEqualTo(9223372036854775807123.0);
    assertThat(parse("00000000000000000000000000001.5")).isEqualTo(1.5);
    assertThat(parse("+.5")).isEqualTo(0.5);
    assertThat(parse("5.")).isEqualTo(5);
  }

  private static double parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return FloatText.parse(bytes, 0, bytes.length);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1.0",
    "0, 0.0",
    "-1, -1.0",
    "0.005, 0.005",
    "100000, 100000.0",
    "1000000, 1e+06",
    "1234567, 1.234567e+06",
    "0.0001, 0.0001",
    "0.00001, 1e-05",
    "1e100, 1e+100",
    "2.50, 2.5",
    "+Inf, +Inf",
    "-inf, -Inf",
    "NaN, NaN",
    "abc, abc",
    "10, 10.0",
    "123.456, 123.456"
  })
  void writesAsOpenMetrics(String text, String canonical) {
    assertThat(FloatText.canonical(text)).isEqualTo(canonical);
  }
}
