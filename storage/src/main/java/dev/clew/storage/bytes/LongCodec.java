package dev.clew.storage.bytes;

/**
 * Arrays of longs. The first byte says how:
 *
 * <pre>
 * 0      all equal: a zigzag varint
 * 1+w    each minus the least: zigzag least; byte planes of width w (1 to 8)
 * 17+w   differences to the one before, minus the least: zigzag first value, zigzag least; planes
 * 33+w   differences of differences: zigzag first value, zigzag first difference, zigzag least;
 *        planes
 * </pre>
 *
 * Byte planes hold the lowest bytes of all numbers, then the next ones …, compressed together: high
 * bytes repeat, so that zstd packs them to nearly nothing.
 */
public final class LongCodec {
  private static final int CONSTANT = 0;
  private static final int PLAIN = 1;
  private static final int DELTA = 17;
  private static final int DELTA_OF_DELTA = 33;

  private LongCodec() {}

  public static void write(ByteOutput out, long[] values, int count) {
    if (isConstant(values, count)) {
      out.u8(CONSTANT);
      out.zigzag(count == 0 ? 0 : values[0]);
      return;
    }
    long[] deltas = differences(values, count);
    long[] second = differences(deltas, count - 1);
    int plainWidth = width(values, count);
    int deltaWidth = width(deltas, count - 1);
    int secondWidth = width(second, Math.max(0, count - 2));
    if (plainWidth <= deltaWidth && plainWidth <= secondWidth) {
      out.u8(PLAIN + plainWidth);
      planes(out, values, count, plainWidth);
    } else if (deltaWidth <= secondWidth) {
      out.u8(DELTA + deltaWidth);
      out.zigzag(values[0]);
      planes(out, deltas, count - 1, deltaWidth);
    } else {
      out.u8(DELTA_OF_DELTA + secondWidth);
      out.zigzag(values[0]);
      out.zigzag(deltas[0]);
      planes(out, second, count - 2, secondWidth);
    }
  }

  private static boolean isConstant(long[] values, int count) {
    for (int i = 1; i < count; i++) {
      if (values[i] != values[0]) {
        return false;
      }
    }
    return true;
  }

  private static long[] differences(long[] values, int count) {
    long[] differences = new long[Math.max(0, count - 1)];
    for (int i = 1; i < count; i++) {
      differences[i - 1] = values[i] - values[i - 1];
    }
    return differences;
  }

  private static long least(long[] values, int count) {
    long least = count == 0 ? 0 : values[0];
    for (int i = 1; i < count; i++) {
      least = Math.min(least, values[i]);
    }
    return least;
  }

  /** Bytes that each value needs after the least is subtracted; 8 when that overflows. */
  private static int width(long[] values, int count) {
    long least = least(values, count);
    long all = 0;
    for (int i = 0; i < count; i++) {
      all |= values[i] - least;
    }
    return Math.max(1, (71 - Long.numberOfLeadingZeros(all)) / 8);
  }

  private static void planes(ByteOutput out, long[] values, int count, int width) {
    long least = least(values, count);
    out.zigzag(least);
    byte[] planes = new byte[count * width];
    for (int plane = 0; plane < width; plane++) {
      int base = plane * count;
      int shift = plane * 8;
      for (int i = 0; i < count; i++) {
        planes[base + i] = (byte) ((values[i] - least) >>> shift);
      }
    }
    Compression.write(out, planes, 0, planes.length);
  }

  public static long[] read(ByteInput in, int count) {
    int code = in.u8();
    long[] values = new long[count];
    if (code == CONSTANT) {
      java.util.Arrays.fill(values, in.zigzag());
    } else if (code > PLAIN && code <= PLAIN + 8) {
      unplane(in, values, 0, code - PLAIN);
    } else if (code > DELTA && code <= DELTA + 8 && count > 1) {
      values[0] = in.zigzag();
      unplane(in, values, 1, code - DELTA);
      sum(values, 1);
    } else if (code > DELTA_OF_DELTA && code <= DELTA_OF_DELTA + 8 && count > 2) {
      values[0] = in.zigzag();
      values[1] = in.zigzag();
      unplane(in, values, 2, code - DELTA_OF_DELTA);
      sum(values, 2);
      sum(values, 1);
    } else {
      throw new CorruptBlockException("number encoding " + code, in.position());
    }
    return values;
  }

  private static void sum(long[] values, int from) {
    for (int i = from; i < values.length; i++) {
      values[i] += values[i - 1];
    }
  }

  private static void unplane(ByteInput in, long[] values, int from, int width) {
    long least = in.zigzag();
    int count = values.length - from;
    byte[] planes = Compression.read(in, count * width);
    if (planes.length != count * width) {
      throw new CorruptBlockException("planes of " + planes.length + " bytes", in.position());
    }
    for (int plane = 0; plane < width; plane++) {
      int base = plane * count;
      int shift = plane * 8;
      for (int i = 0; i < count; i++) {
        values[from + i] |= (planes[base + i] & 0xFFL) << shift;
      }
    }
    for (int i = from; i < values.length; i++) {
      values[i] += least;
    }
  }
}
