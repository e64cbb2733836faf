package dev.clew.model.otlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Snappy's block format (github.com/google/snappy, format_description.txt): the decompressed
 * length, then literals and copies of what came before. What talks Prometheus' or Loki's protocols
 * sends it bare, without the framing format.
 */
public final class SnappyBlock {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** Distances of copies are kept below this, so that two bytes tell them. */
  private static final int WINDOW = 1 << 16;

  private static final int HASH_BITS = 14;

  private final byte[] in;
  private final int end;
  private int position;
  private byte[] out = new byte[0];
  private int written;

  /** The bytes are not in that format, or there are too many of them. */
  public static final class SnappyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean tooLarge;

    private SnappyException(String message, boolean tooLarge) {
      super(message, null, false, false); // made for senders, not for stack traces
      this.tooLarge = tooLarge;
    }

    /** Whether they would be more bytes than allowed. */
    public boolean tooLarge() {
      return tooLarge;
    }
  }

  private SnappyBlock(byte[] in, int end) {
    this.in = in;
    this.end = end;
  }

  /**
   * @throws SnappyException when the bytes are not in that format, or longer than allowed
   */
  public static byte[] decode(byte[] body, int maxBytes) {
    return decode(body, body.length, maxBytes);
  }

  /**
   * @param end of the format in the array, which begins with it
   * @throws SnappyException when the bytes are not in that format, or longer than allowed
   */
  public static byte[] decode(byte[] body, int end, int maxBytes) {
    SnappyBlock block = new SnappyBlock(body, end);
    int length = block.checkedLength(maxBytes);
    block.out = new byte[length];
    block.elements();
    if (block.written != length) {
      throw malformed("it ends at byte " + block.written + " of " + length);
    }
    return block.out;
  }

  /**
   * How many bytes it becomes, before any memory is taken for them.
   *
   * @throws SnappyException when it is not in that format, or longer than allowed
   */
  public static int decodedLength(byte[] body, int end, int maxBytes) {
    return new SnappyBlock(body, end).checkedLength(maxBytes);
  }

  private int checkedLength(int maxBytes) {
    long length = length();
    if (length > maxBytes) {
      throw new SnappyException(length + " bytes (expected: <= " + maxBytes + ")", true);
    }
    // A copy of 64 bytes takes at least two: more than that is a lie that costs memory.
    if (length > (end - position) * 64L) {
      throw malformed("it is too short for its length of " + length);
    }
    return (int) length;
  }

  private long length() {
    long length = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int b = next();
      length |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        return length;
      }
    }
    throw malformed("its length takes more than five bytes");
  }

  private void elements() {
    while (position < end) {
      int tag = next();
      int upper = tag >>> 2;
      switch (tag & 3) {
        case 0 -> literal(upper < 60 ? upper + 1L : littleEndian(upper - 59) + 1);
        case 1 -> copy((upper & 7) + 4, ((upper >>> 3) << 8) | next());
        case 2 -> copy(upper + 1, littleEndian(2));
        default -> copy(upper + 1, littleEndian(4));
      }
    }
  }

  private void literal(long length) {
    if (length > end - position || length > out.length - written) {
      throw malformed("a literal of " + length + " bytes goes beyond the end");
    }
    System.arraycopy(in, position, out, written, (int) length);
    position += (int) length;
    written += (int) length;
  }

  private void copy(int length, long distance) {
    if (distance == 0 || distance > written || length > out.length - written) {
      throw malformed("a copy from " + distance + " bytes before goes beyond the ends");
    }
    int from = written - (int) distance;
    if (distance >= 8 && out.length - written >= length + 8) {
      for (int i = 0; i < length; i += 8) { // what goes beyond is written over later
        LONG.set(out, written + i, (long) LONG.get(out, from + i));
      }
      written += length;
      return;
    }
    for (int i = 0; i < length; i++) { // may overlap: then it repeats itself
      out[written++] = out[from + i];
    }
  }

  private long littleEndian(int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) next() << (8 * i);
    }
    return value;
  }

  private int next() {
    if (position >= end) {
      throw malformed("it ends in the middle of an element");
    }
    return in[position++] & 0xff;
  }

  private static SnappyException malformed(String what) {
    return new SnappyException("not compressed with snappy: " + what, false);
  }

  /** Compresses; what does not compress grows by a few bytes. */
  public static byte[] encode(byte[] content) {
    return encode(content, 0, content.length);
  }

  /** Compresses a slice. */
  public static byte[] encode(byte[] content, int offset, int length) {
    SnappyBlock block = new SnappyBlock(content, content.length);
    block.out = new byte[32 + length + length / 6];
    int rest = length;
    while (rest >= 0x80) {
      block.out[block.written++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    block.out[block.written++] = (byte) rest;
    block.compress(offset, offset + length);
    return Arrays.copyOf(block.out, block.written);
  }

  private void compress(int begin, int end) {
    int[] seen = new int[1 << HASH_BITS];
    Arrays.fill(seen, -1);
    int literal = begin;
    int at = begin;
    while (at + 4 <= end) {
      int word = (int) INT.get(in, at);
      int slot = (word * 0x1e35a7bd) >>> (32 - HASH_BITS);
      int candidate = seen[slot];
      seen[slot] = at;
      if (candidate < 0 || at - candidate >= WINDOW || (int) INT.get(in, candidate) != word) {
        at += 1 + ((at - literal) >> 5); // looks less often where nothing repeats
        continue;
      }
      int length = 4;
      while (at + length < end && in[at + length] == in[candidate + length]) {
        length++;
      }
      putLiteral(literal, at);
      putCopy(at - candidate, length);
      at += length;
      literal = at;
    }
    putLiteral(literal, end);
  }

  private void putLiteral(int from, int to) {
    int length = to - from;
    if (length == 0) {
      return;
    }
    int last = length - 1;
    if (last < 60) {
      out[written++] = (byte) (last << 2);
    } else {
      int bytes = (32 - Integer.numberOfLeadingZeros(last) + 7) / 8;
      out[written++] = (byte) ((59 + bytes) << 2);
      for (int i = 0; i < bytes; i++) {
        out[written++] = (byte) (last >>> (8 * i));
      }
    }
    System.arraycopy(in, from, out, written, length);
    written += length;
  }

  private void putCopy(int distance, int length) {
    int left = length;
    while (left > 0) {
      int part = Math.min(left, 64);
      out[written++] = (byte) (((part - 1) << 2) | 2);
      out[written++] = (byte) distance;
      out[written++] = (byte) (distance >>> 8);
      left -= part;
    }
  }
}
