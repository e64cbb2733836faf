package dev.clew.metricsstore.segment;

import dev.clew.metricsstore.files.ByteReader;
import dev.clew.metricsstore.files.ByteWriter;

/**
 * Blocks of doubles that are no short decimals: sums of measurements, quotients. Two ways, both as
 * integers that {@link IntegerCodec} packs:
 *
 * <ul>
 *   <li>Near decimals. A sum of short decimals is one but for the rounding errors that have
 *       gathered in its last bits: mantissas over a power of ten, and how many doubles the value is
 *       away from each quotient.
 *   <li>Bits. The bits of each value as an integer, in an order that keeps neighbours together,
 *       without the low bits that are zero in all of them.
 * </ul>
 *
 * Values that are not finite must have been replaced. Not thread-safe.
 */
final class FullDoubles {
  private static final int LARGEST_EXPONENT = 15;

  /** Values tried to find the best power of ten. */
  private static final int PROBE = 32;

  /** In fewer values there is nothing to gain. */
  private static final int LEAST = 8;

  /** Beyond so many doubles from a decimal, it is none. */
  private static final long LARGEST_DISTANCE = 1L << 40;

  private final IntegerCodec integers = new IntegerCodec();
  private long[] first = new long[0];
  private long[] second = new long[0];

  private void reserve(int n) {
    if (first.length < n) {
      first = new long[n];
      second = new long[n];
    }
  }

  /** Bits in the order of the values. Its own inverse on bits. */
  private static long ordered(long bits) {
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }

  private static long ordered(double value) {
    return ordered(Double.doubleToRawLongBits(value));
  }

  /** The power of ten that makes the near decimals of some values smallest, or -1. */
  int nearestExponent(double[] values, int from, int n) {
    if (n < LEAST) {
      return -1;
    }
    int probe = Math.min(n, PROBE);
    reserve(n);
    int best = -1;
    long least = Long.MAX_VALUE;
    for (int exponent = 0; exponent <= LARGEST_EXPONENT; exponent++) {
      if (split(values, from + (n - probe) / 2, probe, exponent)) {
        long cost = integers.cost(first, probe) + integers.cost(second, probe);
        if (cost < least) {
          least = cost;
          best = exponent;
        }
      }
    }
    return best;
  }

  /** Fills in mantissas and distances; false when a value is too far from a decimal. */
  private boolean split(double[] values, int from, int n, int exponent) {
    double power = DoubleCodec.POWERS[exponent];
    for (int i = 0; i < n; i++) {
      double value = values[from + i];
      double scaled = Math.rint(value * power);
      if (Math.abs(scaled) > DoubleCodec.LARGEST_MANTISSA) {
        return false;
      }
      first[i] = (long) scaled;
      long distance = ordered(value) - ordered(first[i] / power);
      if (Math.abs(distance) > LARGEST_DISTANCE) {
        return false;
      }
      second[i] = distance;
    }
    return true;
  }

  /** Writes near decimals; false, having written nothing, when a value is none. */
  boolean encodeNear(double[] values, int from, int n, int exponent, ByteWriter out) {
    reserve(n);
    if (!split(values, from, n, exponent)) {
      return false;
    }
    out.u8(exponent);
    integers.encode(first, n, 0, out);
    integers.encode(second, n, 0, out);
    return true;
  }

  void decodeNear(ByteReader in, double[] target, int n) {
    reserve(n);
    double power = DoubleCodec.POWERS[in.u8()];
    IntegerCodec.decode(in, in.u8(), first, n);
    IntegerCodec.decode(in, in.u8(), second, n);
    for (int i = 0; i < n; i++) {
      target[i] = Double.longBitsToDouble(ordered(ordered(first[i] / power) + second[i]));
    }
  }

  void encodeBits(double[] values, int from, int n, ByteWriter out) {
    reserve(n);
    long all = 0;
    for (int i = 0; i < n; i++) {
      first[i] = ordered(values[from + i]);
      all |= first[i];
    }
    int shift = all == 0 ? 0 : Long.numberOfTrailingZeros(all);
    for (int i = 0; i < n; i++) {
      first[i] >>= shift;
    }
    out.u8(shift);
    integers.encode(first, n, 0, out);
  }

  void decodeBits(ByteReader in, double[] target, int n) {
    reserve(n);
    int shift = in.u8();
    IntegerCodec.decode(in, in.u8(), first, n);
    for (int i = 0; i < n; i++) {
      target[i] = Double.longBitsToDouble(ordered(first[i] << shift));
    }
  }
}
