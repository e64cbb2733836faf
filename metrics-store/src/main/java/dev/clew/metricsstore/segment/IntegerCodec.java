package dev.clew.metricsstore.segment;

import dev.clew.metricsstore.files.ByteReader;
import dev.clew.metricsstore.files.ByteWriter;

/**
 * Sequences of integers as constant, plain, differences or differences of differences, whichever is
 * smallest, bit-packed. The choice is in the three high bits of a tag byte, whose low bits belong
 * to the caller.
 *
 * <pre>
 * 0 constant  zigzag varint
 * 1 plain     n packed
 * 2 delta     zigzag varint first, n-1 packed
 * 3 delta2    zigzag varint first, zigzag varint first difference, n-2 packed
 * </pre>
 *
 * Sums and differences are modulo 2^64, so any sequence comes back. Not thread-safe.
 */
final class IntegerCodec {
  private static final int CONSTANT = 0;
  private static final int PLAIN = 1;
  private static final int DELTA = 2;
  private static final int DELTA2 = 3;
  private static final int TAG_BITS = 5;

  private long[] deltas = new long[0];
  private long[] deltas2 = new long[0];

  /** Encodes the first {@code n} numbers, at least one. */
  void encode(long[] numbers, int n, int tag, ByteWriter out) {
    if (isConstant(numbers, n)) {
      out.u8((CONSTANT << TAG_BITS) | tag);
      out.zigzag(numbers[0]);
      return;
    }
    difference(numbers, n);
    long plain = BitPacking.cost(numbers, 0, n);
    long delta = BitPacking.cost(deltas, 0, n - 1) + 4;
    long delta2 = n < 3 ? Long.MAX_VALUE : BitPacking.cost(deltas2, 0, n - 2) + 6;
    if (plain <= delta && plain <= delta2) {
      out.u8((PLAIN << TAG_BITS) | tag);
      BitPacking.pack(numbers, 0, n, out);
    } else if (delta <= delta2) {
      out.u8((DELTA << TAG_BITS) | tag);
      out.zigzag(numbers[0]);
      BitPacking.pack(deltas, 0, n - 1, out);
    } else {
      out.u8((DELTA2 << TAG_BITS) | tag);
      out.zigzag(numbers[0]);
      out.zigzag(deltas[0]);
      BitPacking.pack(deltas2, 0, n - 2, out);
    }
  }

  /** The size in bytes that {@link #encode} comes to, roughly. */
  long cost(long[] numbers, int n) {
    if (isConstant(numbers, n)) {
      return 4;
    }
    difference(numbers, n);
    long plain = BitPacking.cost(numbers, 0, n);
    long delta = BitPacking.cost(deltas, 0, n - 1) + 4;
    long delta2 = n < 3 ? Long.MAX_VALUE : BitPacking.cost(deltas2, 0, n - 2) + 6;
    return Math.min(plain, Math.min(delta, delta2));
  }

  private static boolean isConstant(long[] numbers, int n) {
    long first = numbers[0];
    for (int i = 1; i < n; i++) {
      if (numbers[i] != first) {
        return false;
      }
    }
    return true;
  }

  private void difference(long[] numbers, int n) {
    if (deltas.length < n) {
      deltas = new long[n];
      deltas2 = new long[n];
    }
    for (int i = 0; i < n - 1; i++) {
      deltas[i] = numbers[i + 1] - numbers[i];
    }
    for (int i = 0; i < n - 2; i++) {
      deltas2[i] = deltas[i + 1] - deltas[i];
    }
  }

  /** Decodes {@code n} numbers, the tag byte having been read. */
  static void decode(ByteReader in, int tag, long[] target, int n) {
    switch (tag >>> TAG_BITS) {
      case CONSTANT -> java.util.Arrays.fill(target, 0, n, in.zigzag());
      case PLAIN -> BitPacking.unpack(in, target, 0, n);
      case DELTA -> {
        target[0] = in.zigzag();
        BitPacking.unpack(in, target, 1, n);
        sum(target, 1, n);
      }
      case DELTA2 -> {
        target[0] = in.zigzag();
        target[1] = in.zigzag();
        BitPacking.unpack(in, target, 2, n);
        sum(target, 2, n);
        sum(target, 1, n);
      }
      default -> throw new IllegalStateException("integer encoding " + (tag >>> TAG_BITS));
    }
  }

  private static void sum(long[] target, int from, int n) {
    for (int i = from; i < n; i++) {
      target[i] += target[i - 1];
    }
  }
}
