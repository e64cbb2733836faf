package dev.clew.metricsstore.segment;

import dev.clew.metricsstore.files.ByteReader;
import dev.clew.metricsstore.files.ByteWriter;

/**
 * Doubles as XOR with the one before (Gorilla, VLDB 2015): u64 bits of the first; then per value a
 * bit 0 when it is the same; bits 10 and the significant bits when they fit into the window of the
 * value before; bits 11, six bits leading zeros, six bits length less one, and that many bits
 * otherwise. Most significant bit first, padded with zeros to a whole byte.
 */
final class XorCodec {
  private XorCodec() {}

  static void encode(double[] values, int from, int to, ByteWriter out) {
    long previous = Double.doubleToRawLongBits(values[from]);
    out.u64(previous);
    BitWriter bits = new BitWriter(out);
    int leading = 64;
    int trailing = 0;
    for (int i = from + 1; i < to; i++) {
      long current = Double.doubleToRawLongBits(values[i]);
      long xor = previous ^ current;
      previous = current;
      if (xor == 0) {
        bits.write(0, 1);
        continue;
      }
      int zerosBefore = Long.numberOfLeadingZeros(xor);
      int zerosBehind = Long.numberOfTrailingZeros(xor);
      if (zerosBefore >= leading && zerosBehind >= trailing && leading < 64) {
        bits.write(0b10, 2);
        bits.write(xor >>> trailing, 64 - leading - trailing);
      } else {
        leading = zerosBefore;
        trailing = zerosBehind;
        int length = 64 - leading - trailing;
        bits.write(0b11, 2);
        bits.write(leading, 6);
        bits.write(length - 1, 6);
        bits.write(xor >>> trailing, length);
      }
    }
    bits.finish();
  }

  static void decode(ByteReader in, double[] target, int n) {
    long previous = in.u64();
    target[0] = Double.longBitsToDouble(previous);
    BitReader bits = new BitReader(in);
    int length = 0;
    int trailing = 0;
    for (int i = 1; i < n; i++) {
      if (bits.read(1) == 1) {
        if (bits.read(1) == 1) {
          int leading = (int) bits.read(6);
          length = (int) bits.read(6) + 1;
          trailing = 64 - leading - length;
        }
        previous ^= bits.read(length) << trailing;
      }
      target[i] = Double.longBitsToDouble(previous);
    }
  }

  private static final class BitWriter {
    private final ByteWriter out;
    private int current;
    private int used;

    BitWriter(ByteWriter out) {
      this.out = out;
    }

    void write(long value, int count) {
      int left = count;
      while (left > 0) {
        int take = Math.min(8 - used, left);
        int part = (int) (value >>> (left - take)) & ((1 << take) - 1);
        current = (current << take) | part;
        used += take;
        left -= take;
        if (used == 8) {
          out.u8(current);
          current = 0;
          used = 0;
        }
      }
    }

    void finish() {
      if (used > 0) {
        out.u8(current << (8 - used));
      }
    }
  }

  private static final class BitReader {
    private final ByteReader in;
    private int current;
    private int left;

    BitReader(ByteReader in) {
      this.in = in;
    }

    long read(int count) {
      long value = 0;
      int wanted = count;
      while (wanted > 0) {
        if (left == 0) {
          current = in.u8();
          left = 8;
        }
        int take = Math.min(left, wanted);
        value = (value << take) | ((current >>> (left - take)) & ((1 << take) - 1));
        left -= take;
        wanted -= take;
      }
      return value;
    }
  }
}
