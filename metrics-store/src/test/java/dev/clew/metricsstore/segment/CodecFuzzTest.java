package dev.clew.metricsstore.segment;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.metricsstore.files.ByteReader;
import dev.clew.metricsstore.files.ByteWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Numbers that are written are read back, bit by bit. */
class CodecFuzzTest {
  /** A byte says how many decimals the numbers have; 8 or more for any bits. */
  @FuzzTest
  void doubles(byte[] bytes) {
    if (bytes.length <= Long.BYTES) {
      return;
    }
    int decimals = bytes[0] & 15;
    long[] raw = longs(Arrays.copyOfRange(bytes, 1, bytes.length));
    double[] values =
        Arrays.stream(raw)
            .mapToDouble(bits ->
                decimals < 8
                    ? (double) (bits >> 20) / Math.pow(10, decimals)
                    : Double.longBitsToDouble(bits))
            .toArray();
    ByteWriter out = new ByteWriter();
    new DoubleCodec().encode(values, 0, values.length, out);
    int end = out.size();
    out.u64(-1); // what follows must not matter
    out.u64(-1);
    double[] decoded = new double[values.length];
    ByteReader in = new ByteReader(out.toByteArray());
    new DoubleCodec().decode(in, decoded, values.length);
    assertThat(in.position()).isEqualTo(end);
    assertThat(Arrays.stream(decoded).mapToLong(Double::doubleToRawLongBits).toArray())
        .isEqualTo(Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray());
  }

  @FuzzTest
  void integers(byte[] bytes) {
    long[] numbers = longs(bytes);
    if (numbers.length == 0) {
      return;
    }
    ByteWriter out = new ByteWriter();
    new IntegerCodec().encode(numbers.clone(), numbers.length, 7, out);
    out.bytes(new byte[BitPacking.SLACK], 0, BitPacking.SLACK);
    ByteReader in = new ByteReader(out.toByteArray());
    int tag = in.u8();
    long[] decoded = new long[numbers.length];
    IntegerCodec.decode(in, tag, decoded, numbers.length);
    assertThat(decoded).isEqualTo(numbers);
  }

  private static long[] longs(byte[] bytes) {
    long[] numbers = new long[bytes.length / 8];
    ByteBuffer.wrap(bytes).asLongBuffer().get(numbers);
    return numbers;
  }
}
