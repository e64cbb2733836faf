package dev.clew.metricsstore.segment;

import dev.clew.metricsstore.files.ByteReader;
import dev.clew.metricsstore.files.ByteWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Frame of reference with bit packing, in frames of 128 numbers: zigzag varint of the least, then,
 * when the frame has more than one number, a byte with the width in bits and the differences to the
 * least, least significant bit first, rounded up to a whole byte.
 *
 * <p>Unpacking reads whole words: the array must have {@link #SLACK} bytes behind its content.
 *
 * <p>The kernels are kept small: the JIT compiles them well only so.
 */
final class BitPacking {
  static final int SLACK = 9;

  private static final int FRAME = 128;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private BitPacking() {}

  static void pack(long[] numbers, int from, int to, ByteWriter out) {
    for (int start = from; start < to; start += FRAME) {
      packFrame(numbers, start, Math.min(to, start + FRAME), out);
    }
  }

  /** The size in bytes that {@link #pack} comes to, roughly. */
  static long cost(long[] numbers, int from, int to) {
    long bits = 0;
    for (int start = from; start < to; start += FRAME) {
      int end = Math.min(to, start + FRAME);
      long least = least(numbers, start, end);
      bits += 8 + (71 - Long.numberOfLeadingZeros(least ^ (least >> 63)));
      bits += (long) (end - start) * width(numbers, start, end, least);
    }
    return bits / 8;
  }

  private static long least(long[] numbers, int from, int to) {
    long least = numbers[from];
    for (int i = from + 1; i < to; i++) {
      least = Math.min(least, numbers[i]);
    }
    return least;
  }

  private static int width(long[] numbers, int from, int to, long least) {
    long all = 0;
    for (int i = from; i < to; i++) {
      all |= numbers[i] - least; // modulo 2^64, so it is right for any range
    }
    return 64 - Long.numberOfLeadingZeros(all);
  }

  private static void packFrame(long[] numbers, int from, int to, ByteWriter out) {
    long least = least(numbers, from, to);
    out.zigzag(least);
    if (to - from == 1) {
      return;
    }
    int width = width(numbers, from, to, least);
    out.u8(width);
    if (width == 0) {
      return;
    }
    long word = 0;
    int used = 0;
    for (int i = from; i < to; i++) {
      long bits = numbers[i] - least;
      word |= bits << used;
      used += width;
      if (used >= 64) {
        out.u64(word);
        used -= 64;
        // What did not fit; a shift by 64 would be one by 0.
        word = used == 0 ? 0 : bits >>> (width - used);
      }
    }
    for (; used > 0; used -= 8) {
      out.u8((int) word);
      word >>>= 8;
    }
  }

  static void unpack(ByteReader in, long[] target, int from, int to) {
    for (int start = from; start < to; start += FRAME) {
      unpackFrame(in, target, start, Math.min(to, start + FRAME));
    }
  }

  private static void unpackFrame(ByteReader in, long[] target, int from, int to) {
    long least = in.zigzag();
    int width = to - from == 1 ? 0 : in.u8();
    if (width == 0) {
      for (int i = from; i < to; i++) {
        target[i] = least;
      }
      return;
    }
    int start = in.position();
    for (int i = from; i < to; i++) {
      target[i] = least;
    }
    if (width <= 56) {
      addNarrow(in, width, target, from, to);
    } else {
      addWide(in, width, target, from, to);
    }
    in.position(start + (int) (((long) (to - from) * width + 7) >>> 3));
  }

  private static void addNarrow(ByteReader in, int width, long[] target, int from, int to) {
    byte[] array = in.array();
    int start = in.position();
    long mask = (1L << width) - 1;
    int bit = 0;
    for (int i = from; i < to; i++) {
      long word = (long) LONG.get(array, start + (bit >>> 3));
      target[i] += (word >>> (bit & 7)) & mask;
      bit += width;
    }
  }

  private static void addWide(ByteReader in, int width, long[] target, int from, int to) {
    byte[] array = in.array();
    int start = in.position();
    long mask = width == 64 ? -1 : (1L << width) - 1;
    int bit = 0;
    for (int i = from; i < to; i++) {
      int at = start + (bit >>> 3);
      int shift = bit & 7;
      long word = (long) LONG.get(array, at) >>> shift;
      if (shift > 0) {
        word |= (long) array[at + 8] << (64 - shift);
      }
      target[i] += word & mask;
      bit += width;
    }
  }
}
