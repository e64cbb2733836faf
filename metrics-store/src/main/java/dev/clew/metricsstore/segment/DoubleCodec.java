package dev.clew.metricsstore.segment;

import dev.clew.metricsstore.files.ByteReader;
import dev.clew.metricsstore.files.ByteWriter;

/**
 * Blocks of doubles, bit by bit as they were (after ALP, SIGMOD 2024): measured values are mostly
 * short decimals, so each is written as an integer mantissa over a power of ten that the block
 * shares, and the mantissas as {@link IntegerCodec} does. Whether the quotient gives back the very
 * same bits is checked for every value; those that do not are listed as exceptions. Blocks in which
 * that would be many are coded in the smallest of three other ways.
 *
 * <p>The low five bits of the tag byte say how:
 *
 * <pre>
 * 0..18  mantissas over 10^tag
 * 27     near decimals: u8 exponent, then mantissas over 10^exponent, then how many doubles each
 *        value is above the quotient; both as integers with tag 0
 * 28     bits: u8 shift, then the bits of each value, the lower 63 inverted when it is negative,
 *        shifted to the right; as integers with tag 0
 * 29     exceptions: varint count, then of each a varint distance of its index to the one before
 *        and u64 bits; then a block of one of the kinds above, in which exceptions repeat the value
 *        before
 * 30     XOR: see {@link XorCodec}
 * 31     raw: u64 bits each
 * </pre>
 *
 * The number of values is known from the time column. Not thread-safe.
 */
final class DoubleCodec {
  private static final int LARGEST_EXPONENT = 18;
  private static final int NEAR = 27;
  private static final int BITS = 28;
  private static final int EXCEPTIONS = 29;
  private static final int XOR = 30;
  private static final int RAW = 31;
  private static final int TAG_MASK = 31;

  /** Beyond, not every integer is a double. */
  static final double LARGEST_MANTISSA = 1L << 53;

  static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18
  };

  private final IntegerCodec integers = new IntegerCodec();
  private long[] mantissas = new long[0];
  private int[] exceptions = new int[0];
  private final FullDoubles full = new FullDoubles();
  private final ByteWriter trial = new ByteWriter();
  private final ByteWriter smallest = new ByteWriter();
  private double[] finite = new double[0];

  /** Encodes values {@code [from, to)}, at least one. */
  void encode(double[] values, int from, int to, ByteWriter out) {
    int n = to - from;
    int exponent = exponent(values, from, to);
    if (exponent < 0) {
      if (n <= 2) {
        raw(values, from, to, out);
      } else {
        encodeFull(values, from, to, out);
      }
      return;
    }
    reserve(n);
    int count = scale(values, from, n, exponent);
    if (count > 0) {
      writeExceptions(values, from, count, out);
    }
    integers.encode(mantissas, n, exponent, out);
  }

  private void reserve(int n) {
    if (mantissas.length < n) {
      mantissas = new long[n];
      exceptions = new int[n];
      finite = new double[n];
    }
  }

  /** Encodes values that are no short decimals. */
  private void encodeFull(double[] values, int from, int to, ByteWriter out) {
    int n = to - from;
    reserve(n);
    smallest.clear();
    int count = 0;
    double previous = 0;
    for (int i = 0; i < n; i++) {
      if (Double.isFinite(values[from + i])) {
        previous = values[from + i];
      } else {
        exceptions[count++] = i;
      }
      finite[i] = previous;
    }
    if (count > 0) {
      writeExceptions(values, from, count, smallest);
    }
    int start = smallest.size();
    smallest.u8(BITS);
    full.encodeBits(finite, 0, n, smallest);
    int exponent = full.nearestExponent(finite, 0, n);
    trial.clear();
    trial.u8(NEAR);
    if (exponent >= 0
        && full.encodeNear(finite, 0, n, exponent, trial)
        && trial.size() < smallest.size() - start) {
      smallest.truncate(start);
      smallest.append(trial);
    }
    if (repeats(values, from, to) > n / 4) {
      // Slow to read, so only where it is clearly smaller.
      trial.clear();
      trial.u8(XOR);
      XorCodec.encode(values, from, to, trial);
      if (trial.size() < smallest.size() - smallest.size() / 8) {
        out.append(trial);
        return;
      }
    }
    out.append(smallest);
  }

  /** How many values are the same as the one before. */
  private static int repeats(double[] values, int from, int to) {
    int count = 0;
    for (int i = from + 1; i < to; i++) {
      if (Double.doubleToRawLongBits(values[i]) == Double.doubleToRawLongBits(values[i - 1])) {
        count++;
      }
    }
    return count;
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
    decode(in, in.u8(), target, n);
  }

  private void decode(ByteReader in, int tag, double[] target, int n) {
    switch (tag & TAG_MASK) {
      case XOR -> XorCodec.decode(in, target, n);
      case RAW -> {
        for (int i = 0; i < n; i++) {
          target[i] = Double.longBitsToDouble(in.u64());
        }
      }
      case EXCEPTIONS -> decodeExceptions(in, target, n);
      case NEAR -> full.decodeNear(in, target, n);
      case BITS -> full.decodeBits(in, target, n);
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
    int tag = in.u8();
    if ((tag & TAG_MASK) == EXCEPTIONS) {
      throw new IllegalStateException("exceptions of exceptions");
    }
    decode(in, tag, target, n);
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
    reserve(n);
    IntegerCodec.decode(in, tag, mantissas, n);
    double power = POWERS[tag & TAG_MASK];
    for (int i = 0; i < n; i++) {
      target[i] = mantissas[i] / power;
    }
  }
}
