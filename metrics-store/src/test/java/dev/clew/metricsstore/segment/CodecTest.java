package dev.clew.metricsstore.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.metricsstore.files.ByteReader;
import dev.clew.metricsstore.files.ByteWriter;
import dev.clew.metricsstore.series.NativeHistogram;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {
  private static final double[] ADVERSARIAL = {
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.1,
    1e-18,
    1e-19,
    123456789.123456789,
    Math.PI,
    1.0 / 3,
    Double.NaN,
    Double.longBitsToDouble(0x7ff0000000000002L), // stale marker, a signalling NaN
    Double.longBitsToDouble(0xfff8dead_beef0001L),
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MIN_NORMAL,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    0x1p53,
    0x1p53 - 1,
    0x1p53 + 2,
    -0x1p53,
    0x1p63,
    0x1p64,
    18446744073709551615.0,
    1e22,
    1e23,
    9007199254740993.0,
    0.30000000000000004
  };

  private static void assertRoundTrip(double[] values) {
    ByteWriter out = new ByteWriter();
    out.u8(0xaa);
    new DoubleCodec().encode(values, 0, values.length, out);
    int end = out.size();
    out.u64(-1); // what follows must not matter
    out.u64(-1);
    ByteReader in = new ByteReader(out.toByteArray(), 1);
    double[] decoded = new double[values.length];
    new DoubleCodec().decode(in, decoded, values.length);
    assertThat(in.position()).isEqualTo(end);
    assertThat(bits(decoded)).isEqualTo(bits(values));
  }

  private static long[] bits(double[] values) {
    return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  @Test
  void everyAdversarialValueComesBackBitByBit() {
    for (double a : ADVERSARIAL) {
      assertRoundTrip(new double[] {a});
      for (double b : ADVERSARIAL) {
        assertRoundTrip(new double[] {a, b});
        assertRoundTrip(new double[] {a, b, a, a, b, b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
      }
    }
    assertRoundTrip(ADVERSARIAL);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void randomBlocksComeBackBitByBit(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      double[] values = new double[1 + random.nextInt(600)];
      int shape = random.nextInt(6);
      double sum = random.nextInt(1000);
      for (int i = 0; i < values.length; i++) {
        values[i] =
            switch (shape) {
              case 0 -> sum += random.nextInt(100);
              case 1 -> Math.round(random.nextGaussian() * 1000) / 100.0;
              case 2 -> random.nextGaussian();
              case 3 -> Double.longBitsToDouble(random.nextLong());
              case 4 -> sum;
              default -> random.nextLong();
            };
        if (random.nextInt(50) == 0) {
          values[i] = ADVERSARIAL[random.nextInt(ADVERSARIAL.length)];
        }
      }
      assertRoundTrip(values);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void sumsAndFullMantissasComeBackBitByBit(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      double[] values = new double[1 + random.nextInt(600)];
      int shape = random.nextInt(7);
      double sum = random.nextInt(1000) - 500;
      for (int i = 0; i < values.length; i++) {
        values[i] =
            switch (shape) {
              case 0 -> sum += random.nextInt(1000) / 1000.0; // rounding errors gather
              case 1 -> sum += random.nextDouble();
              case 2 -> sum -= random.nextInt(1_000_000) * 1e-9;
              case 3 -> random.nextInt(999) / 997.0;
              case 4 -> (float) random.nextGaussian(); // low bits are zero
              case 5 -> random.nextInt(5) == 0 ? sum = random.nextGaussian() : sum;
              default -> Double.longBitsToDouble(0x7fe0000000000000L + random.nextLong() % 9);
            };
        if (random.nextInt(80) == 0) {
          values[i] = ADVERSARIAL[random.nextInt(ADVERSARIAL.length)];
        }
      }
      assertRoundTrip(values);
    }
  }

  @Test
  void rowsOfAnyAdversarialValuesComeBackBitByBit() {
    Random random = new Random(11);
    for (int round = 0; round < 3000; round++) {
      double[] values = new double[1 + random.nextInt(300)];
      double[] few = new double[1 + random.nextInt(4)];
      for (int i = 0; i < few.length; i++) {
        few[i] = ADVERSARIAL[random.nextInt(ADVERSARIAL.length)];
      }
      for (int i = 0; i < values.length; i++) {
        values[i] = few[random.nextInt(few.length)];
      }
      assertRoundTrip(values);
    }
  }

  @Test
  void sumsOfShortDecimalsAreSmall() {
    double[] sums = new double[960];
    Random random = new Random(1);
    for (int i = 1; i < sums.length; i++) {
      sums[i] = sums[i - 1] + random.nextInt(1000) / 1000.0;
    }
    assertThat(size(sums)).isLessThan(2 * 960);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomIntegersComeBack(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      long[] numbers = new long[1 + random.nextInt(400)];
      int bits = random.nextInt(65);
      long sum = random.nextLong();
      for (int i = 0; i < numbers.length; i++) {
        long noise = bits == 0 ? 0 : random.nextLong() >>> (64 - bits);
        numbers[i] = round % 2 == 0 ? noise : (sum += noise);
      }
      ByteWriter out = new ByteWriter();
      new IntegerCodec().encode(numbers, numbers.length, 7, out);
      int end = out.size();
      out.u64(-1);
      out.u64(-1);
      ByteReader in = new ByteReader(out.toByteArray());
      int tag = in.u8();
      assertThat(tag & 31).isEqualTo(7);
      long[] decoded = new long[numbers.length];
      IntegerCodec.decode(in, tag, decoded, numbers.length);
      assertThat(decoded).isEqualTo(numbers);
      assertThat(in.position()).isEqualTo(end);
    }
  }

  @Test
  void integersAtTheEndsOfTheirRangeComeBack() {
    long[][] rows = {
      {Long.MIN_VALUE},
      {Long.MAX_VALUE, Long.MIN_VALUE},
      {Long.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, 0, -1, 1},
      {0, Long.MAX_VALUE, 0, Long.MAX_VALUE},
      {1L << 53, (1L << 53) + 1, -(1L << 53)},
      {0, 1, 1L << 62, (1L << 62) + 1, 1L << 63}
    };
    for (long[] row : rows) {
      ByteWriter out = new ByteWriter();
      new IntegerCodec().encode(row, row.length, 0, out);
      out.u64(-1);
      out.u64(-1);
      ByteReader in = new ByteReader(out.toByteArray());
      long[] decoded = new long[row.length];
      IntegerCodec.decode(in, in.u8(), decoded, row.length);
      assertThat(decoded).isEqualTo(row);
    }
  }

  @Test
  void countersAndShortDecimalsAreSmall() {
    double[] counter = new double[480];
    double[] gauge = new double[480];
    Random random = new Random(1);
    for (int i = 1; i < 480; i++) {
      counter[i] = counter[i - 1] + 10;
      gauge[i] = Math.round(50 + random.nextGaussian() * 5) / 10.0;
    }
    assertThat(size(counter)).isLessThan(30);
    assertThat(size(gauge)).isLessThan(480);
  }

  private static int size(double[] values) {
    ByteWriter out = new ByteWriter();
    new DoubleCodec().encode(values, 0, values.length, out);
    return out.size();
  }

  @Test
  void histogramsComeBack() {
    Random random = new Random(7);
    NativeHistogram[] histograms = new NativeHistogram[100];
    for (int i = 0; i < histograms.length; i++) {
      int[] indexes = i < 50 ? new int[] {-3, 0, 7} : new int[] {-3, 0, 1, 7};
      double[] counts = random.doubles(indexes.length, 0, 100).map(Math::rint).toArray();
      histograms[i] =
          new NativeHistogram(
              i < 80 ? 3 : 2,
              random.nextInt(1000),
              random.nextGaussian(),
              1e-128,
              i,
              NativeHistogram.CounterReset.values()[random.nextInt(2)],
              indexes,
              counts,
              new int[] {5},
              new double[] {i},
              i == 99 ? new double[] {1, 2} : new double[0]);
    }
    ByteWriter out = new ByteWriter();
    new HistogramCodec().encode(histograms, histograms.length, out);
    out.u64(-1);
    out.u64(-1);
    NativeHistogram[] decoded = new NativeHistogram[histograms.length];
    new HistogramCodec().decode(new ByteReader(out.toByteArray()), decoded, histograms.length);
    assertThat(decoded).usingRecursiveComparison().isEqualTo(histograms);
  }
}
