package dev.clew.storage.column.slot;

import dev.clew.storage.bytes.ByteInput;
import dev.clew.storage.bytes.ByteOutput;
import dev.clew.storage.bytes.CorruptBlockException;

/**
 * Numbers of one slot: described in one stream, packed bit by bit in a second one that is not
 * compressed, or in byte planes in a third one that is. Bits are taken when the numbers are about
 * evenly spread, for then compression would cost time and save nothing.
 *
 * <pre>
 * 0        zigzag value: all are equal
 * b        zigzag least: each minus the least in b bits (1 to 64), the lowest bit first
 * 64+w     zigzag least: each minus the least in planes of w bytes (1 to 8)
 * 128+…    zigzag first value, then the same of the differences
 * </pre>
 */
public final class VariableNumbers {
  private static final int PLANES = 64;
  private static final int DELTA = 128;

  /** Fewer numbers tell nothing of how they are spread. */
  private static final int FEWEST = 32;

  private VariableNumbers() {}

  /** The streams of a column of templates. */
  public record Streams(ByteOutput head, ByteOutput strings, ByteOutput planes, ByteOutput bits) {
    public Streams() {
      this(
          new ByteOutput(4096), new ByteOutput(8192), new ByteOutput(16384), new ByteOutput(65536));
    }
  }

  static void write(Streams to, long[] values, int count) {
    long least = least(values, count);
    int bits = bits(values, count, least);
    if (bits == 0) {
      to.head().u8(0);
      to.head().zigzag(least);
      return;
    }
    if (count > 2) {
      long[] differences = new long[count - 1];
      for (int i = 1; i < count; i++) {
        differences[i - 1] = values[i] - values[i - 1];
      }
      long leastDifference = least(differences, count - 1);
      int differenceBits = bits(differences, count - 1, leastDifference);
      if (differenceBits + 2 < bits) {
        Span span = new Span(leastDifference, differenceBits);
        body(to, differences, count - 1, span, DELTA, values[0]);
        return;
      }
    }
    body(to, values, count, new Span(least, bits), 0, 0);
  }

  /** The least number, and the bits that the others take beyond it. */
  private record Span(long least, int bits) {}

  private static void body(Streams to, long[] values, int count, Span span, int delta, long first) {
    long least = span.least();
    int bits = span.bits();
    boolean packed = isSpread(values, count, least, bits);
    to.head().u8(delta + (packed ? bits : PLANES + Math.max(1, (bits + 7) / 8)));
    if (delta != 0) {
      to.head().zigzag(first);
    }
    to.head().zigzag(least);
    if (packed) {
      pack(to.bits(), values, count, least, bits);
    } else {
      planes(to.planes(), values, count, least, Math.max(1, (bits + 7) / 8));
    }
  }

  private static long least(long[] values, int count) {
    long least = count == 0 ? 0 : values[0];
    for (int i = 1; i < count; i++) {
      least = Math.min(least, values[i]);
    }
    return least;
  }

  private static int bits(long[] values, int count, long least) {
    long all = 0;
    for (int i = 0; i < count; i++) {
      all |= values[i] - least;
    }
    return 64 - Long.numberOfLeadingZeros(all);
  }

  /** Whether the entropy of the highest eight bits says that packing is as good as it gets. */
  private static boolean isSpread(long[] values, int count, long least, int bits) {
    if (bits == 0 || bits > 62) {
      return false;
    }
    if (count < FEWEST) {
      return bits % 8 != 0 || bits > 24;
    }
    int shift = Math.max(0, bits - 8);
    int[] histogram = new int[256];
    for (int i = 0; i < count; i++) {
      histogram[(int) ((values[i] - least) >>> shift)]++;
    }
    double sum = 0;
    for (int n : histogram) {
      if (n > 1) {
        sum += n * (Math.log(n) * 1.4426950408889634);
      }
    }
    double entropy = Math.log(count) * 1.4426950408889634 - sum / count;
    // Few numbers look less spread than they are: at most log2(count) can be seen.
    double seen = Math.min(Math.min(8, bits), Math.log(count) * 1.4426950408889634);
    return entropy > seen * 0.9 - 0.2;
  }

  private static void pack(ByteOutput out, long[] values, int count, long least, int bits) {
    out.reserve((int) (((long) bits * count + 7) / 8) + 8);
    byte[] target = out.array();
    int at = out.length();
    long pending = 0;
    int filled = 0;
    for (int i = 0; i < count; i++) {
      long value = values[i] - least;
      int left = bits;
      while (left > 0) {
        int taken = Math.min(left, 56 - filled);
        pending |= (value & (1L << taken) - 1) << filled;
        filled += taken;
        value >>>= taken;
        left -= taken;
        while (filled >= 8) {
          target[at++] = (byte) pending;
          pending >>>= 8;
          filled -= 8;
        }
      }
    }
    if (filled > 0) {
      target[at++] = (byte) pending;
    }
    out.advance(at - out.length());
  }

  private static void planes(ByteOutput out, long[] values, int count, long least, int width) {
    out.reserve(count * width);
    byte[] target = out.array();
    int at = out.length();
    for (int plane = 0; plane < width; plane++) {
      int shift = plane * 8;
      for (int i = 0; i < count; i++) {
        target[at++] = (byte) ((values[i] - least) >>> shift);
      }
    }
    out.advance(count * width);
  }

  /** Where numbers are, so that they can be unpacked when they are asked for. */
  record Stored(
      int count, int mode, long first, long least, int planesAt, int bitsAt, Sources from) {
    boolean isConstant() {
      return mode == 0;
    }

    /** Bits that a number takes up, at least; how dear it is to keep it. */
    long[] read() {
      long[] values = new long[count];
      if (mode == 0) {
        java.util.Arrays.fill(values, least);
        return values;
      }
      int begin = mode >= DELTA ? 1 : 0;
      int width = mode & (DELTA - 1);
      if (width > PLANES) {
        unplane(values, begin, width - PLANES);
      } else {
        unpack(values, begin, width);
      }
      if (begin == 1 && count > 0) {
        values[0] = first;
        for (int i = 1; i < count; i++) {
          values[i] += values[i - 1] + least;
        }
      } else {
        for (int i = 0; i < count; i++) {
          values[i] += least;
        }
      }
      return values;
    }

    private void unplane(long[] values, int begin, int width) {
      byte[] planes = from.planes();
      int at = planesAt;
      for (int plane = 0; plane < width; plane++) {
        int shift = plane * 8;
        for (int i = begin; i < count; i++) {
          values[i] |= (planes[at++] & 0xFFL) << shift;
        }
      }
    }

    private void unpack(long[] values, int begin, int width) {
      byte[] bits = from.bits();
      int at = bitsAt;
      long pending = 0;
      int filled = 0;
      for (int i = begin; i < count; i++) {
        long value = 0;
        int got = 0;
        while (got < width) {
          while (filled <= 48 && at < bits.length) {
            pending |= (bits[at++] & 0xFFL) << filled;
            filled += 8;
          }
          int taken = Math.min(width - got, filled);
          value |= (pending & (1L << taken) - 1) << got;
          pending >>>= taken;
          filled -= taken;
          got += taken;
        }
        values[i] = value;
      }
    }
  }

  /** The packed streams of a stored column. */
  public interface Sources {
    byte[] planes();

    byte[] bits();

    byte[] strings();
  }

  /** Walks through the descriptions of a stored column. */
  public static final class Cursor {
    private final Sources sources;
    private final int planesLength;
    private final int bitsLength;
    private final int stringsLength;
    private long planesAt;
    private long bitsAt;
    private long stringsAt;

    public Cursor(Sources sources, int planesLength, int bitsLength, int stringsLength) {
      this.sources = sources;
      this.planesLength = planesLength;
      this.bitsLength = bitsLength;
      this.stringsLength = stringsLength;
    }

    Stored numbers(ByteInput head, int count) {
      int mode = head.u8();
      long first = mode >= DELTA ? head.zigzag() : 0;
      long least = head.zigzag();
      int width = mode & (DELTA - 1);
      if (width > PLANES + 8 || (mode >= DELTA && (width == 0 || count < 1))) {
        throw new CorruptBlockException("number mode " + mode, head.position());
      }
      Stored stored = new Stored(count, mode, first, least, (int) planesAt, (int) bitsAt, sources);
      int packed = mode >= DELTA ? count - 1 : count;
      if (width > PLANES) {
        planesAt += (long) packed * (width - PLANES);
      } else {
        bitsAt += ((long) packed * width + 7) / 8;
      }
      check(head);
      return stored;
    }

    /** Takes bytes of the bit stream; returns where they begin. */
    int bits(ByteInput head, long length) {
      int at = (int) bitsAt;
      bitsAt += length;
      check(head);
      return at;
    }

    /** Takes bytes of the strings; returns where they begin. */
    int strings(ByteInput head, long length) {
      int at = (int) stringsAt;
      stringsAt += length;
      check(head);
      return at;
    }

    /**
     * Goes over the strings of these lengths. Their sum is written too, so that lengths need not be
     * unpacked before a string is asked for.
     */
    void stringsOf(ByteInput head, Stored lengths, int longest) {
      if (longest > stringsLength) {
        throw new CorruptBlockException("text of length " + longest, head.position());
      }
      strings(head, lengths.isConstant() ? lengths.least() * lengths.count() : head.varint());
    }

    private void check(ByteInput head) {
      if (stringsAt < 0
          || planesAt > planesLength
          || bitsAt > bitsLength
          || stringsAt > stringsLength) {
        throw new CorruptBlockException("slots longer than their streams", head.position());
      }
    }

    Sources sources() {
      return sources;
    }
  }
}
