package dev.clew.metricsstore.segment;

import dev.clew.metricsstore.files.ByteReader;
import dev.clew.metricsstore.files.ByteWriter;

/**
 * Blocks of doubles, bit by bit as they were (after ALP, SIGMOD 2024): measured values are mostly
 * short decimals, so each is written as an integer mantissa over a power of ten that the block
 * shares, and the mantissas as {@link IntegerCodec} does. Whether the quotient gives back the very
 * same bits is checked for every value; those that do not are listed as exceptions. Blocks in which
 * that would be many are coded as XOR.
 *
 * <p>The low five bits of the tag byte say how:
 *
 * <pre>
 * 0..18  mantissas over 10^tag
 * 29     exceptions: varint count, then of each a varint distance of its index to the one before
 *        and u64 bits; then a block of the kind above, in which exceptions repeat the value before
 * 30     XOR: see {@link XorCodec}
 * 31     raw: u64 bits each
 * </pre>
 *
 * The number of values is known from the time column. Not thread-safe.
 */
final class DoubleCodec {
  private static final int LARGEST_EXPONENT = 18;
  private static final int EXCEPTIONS = 29;
  private static final int XOR = 30;
  private static final int RAW = 31;
  private static final int TAG_MASK = 31;

  /** Beyond, not every integer is a double. */
  private static final double LARGEST_MANTISSA = 1L << 53;

  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18
  };

  private final IntegerCodec integers = new IntegerCodec();
  private long[] mantissas = new long[0];
  private int[] exceptions = new int[0];

  /** Encodes values {@code [from, to)}, at least one. */
  void encode(double[] values, int from, int to, ByteWriter out) {
    int n = to - from;
    int exponent = exponent(values, from, to);
    if (exponent < 0) {
      if (n <= 2) {
        raw(values, from, to, out);
      } else {
        out.u8(XOR);
        XorCodec.encode(values, from, to, out);
      }
      return;
    }
    if (mantissas.length < n) {
      mantissas = new long[n];
      exceptions = new int[n];
    }
    int count = scale(values, from, n, exponent);
    if (count > 0) {
      writeExceptions(values, from, count, out);
    }
    integers.encode(mantissas, n, exponent, out);
  }

  /** The least power of ten that makes most values integers, or -1. */
  private static int exponent(double[] values, int from, int to) {
    int exponent = 0;
    int misses = 0;
    int allowed = (to - from) / 8 + (to - from > 2 ? 1 : 0);
    for (int i = from; i < to; i++) {
      if (!isExact(values[i], exponent)) {
        int larger = exponent + 1;
        while (larger <= LARGEST_EXPONENT && !isExact(values[i], larger)) {
          larger++;
        }
        if (larger <= LARGEST_EXPONENT) {
          exponent = larger;
        } else if (++misses > allowed) {
          return -1;
        }
      }
    }
    return exponent;
  }

  private static boolean isExact(double value, int exponent) {
    double scaled = Math.rint(value * POWERS[exponent]);
    return Math.abs(scaled) <= LARGEST_MANTISSA
        && Double.doubleToRawLongBits(scaled / POWERS[exponent])
            == Double.doubleToRawLongBits(value)
        && (scaled != 0 || Double.doubleToRawLongBits(value) == 0);
  }

  /** Fills in mantissas and exceptions; returns how many exceptions there are. */
  private int scale(double[] values, int from, int n, int exponent) {
    int count = 0;
    double power = POWERS[exponent];
    long previous = 0;
    for (int i = 0; i < n; i++) {
      double value = values[from + i];
      double scaled = Math.rint(value * power);
      long mantissa = (long) scaled;
      // The cast makes -0 a 0 and cuts what is too large: the quotient then differs.
      if (Math.abs(scaled) <= LARGEST_MANTISSA
          && Double.doubleToRawLongBits(mantissa / power) == Double.doubleToRawLongBits(value)) {
        previous = mantissa;
      } else {
        exceptions[count++] = i;
      }
      mantissas[i] = previous;
    }
    return count;
  }

  private void writeExceptions(double[] values, int from, int count, ByteWriter out) {
    out.u8(EXCEPTIONS);
    out.varint(count);
    int previous = 0;
    for (int i = 0; i < count; i++) {
      out.varint(exceptions[i] - previous);
      out.u64(Double.doubleToRawLongBits(values[from + exceptions[i]]));
      previous = exceptions[i];
    }
  }

  private static void raw(double[] values, int from, int to, ByteWriter out) {
    out.u8(RAW);
    for (int i = from; i < to; i++) {
      out.u64(Double.doubleToRawLongBits(values[i]));
    }
  }

  /** Decodes {@code n} values. */
  void decode(ByteReader in, double[] target, int n) {
    int tag = in.u8();
    switch (tag & TAG_MASK) {
      case XOR -> XorCodec.decode(in, target, n);
      case RAW -> {
        for (int i = 0; i < n; i++) {
          target[i] = Double.longBitsToDouble(in.u64());
        }
      }
      case EXCEPTIONS -> decodeExceptions(in, target, n);
      default -> decodeMantissas(in, tag, target, n);
    }
  }

  private void decodeExceptions(ByteReader in, double[] target, int n) {
    int list = in.position();
    int count = in.varint32();
    for (int i = 0; i < count; i++) {
      in.varint();
      in.u64();
    }
    decodeMantissas(in, in.u8(), target, n);
    int end = in.position();
    in.position(list);
    in.varint();
    int index = 0;
    for (int i = 0; i < count; i++) {
      index += in.varint32();
      target[index] = Double.longBitsToDouble(in.u64());
    }
    in.position(end);
  }

  private void decodeMantissas(ByteReader in, int tag, double[] target, int n) {
    if (mantissas.length < n) {
      mantissas = new long[n];
      exceptions = new int[n];
    }
    IntegerCodec.decode(in, tag, mantissas, n);
    double power = POWERS[tag & TAG_MASK];
    for (int i = 0; i < n; i++) {
      target[i] = mantissas[i] / power;
    }
  }
}
