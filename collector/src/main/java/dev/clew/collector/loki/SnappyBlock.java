package dev.clew.collector.loki;

import dev.clew.collector.Refusal;
import dev.clew.collector.RefusedException;

/**
 * Reads Snappy's block format (github.com/google/snappy, format_description.txt): the decompressed
 * length, then literals and copies of what came before. Remote clients of Loki send it bare,
 * without the framing format.
 */
final class SnappyBlock {
  private final byte[] in;
  private int position;
  private byte[] out = new byte[0];
  private int written;

  private SnappyBlock(byte[] in) {
    this.in = in;
  }

  /**
   * @throws RefusedException when the bytes are not in that format, or longer than allowed
   */
  static byte[] decode(byte[] body, int maxBytes) {
    SnappyBlock block = new SnappyBlock(body);
    long length = block.length();
    if (length > maxBytes) {
      throw new RefusedException(
          Refusal.Kind.TOO_LARGE,
          "the decompressed request is larger than " + maxBytes + " bytes",
          "Send smaller batches, or raise collector.max_decompressed_bytes.");
    }
    // A copy of 64 bytes takes at least two: more than that is a lie that costs memory.
    if (length > (body.length - block.position) * 64L) {
      throw malformed("it is too short for its length of " + length);
    }
    block.out = new byte[(int) length];
    block.elements();
    if (block.written != length) {
      throw malformed("it ends at byte " + block.written + " of " + length);
    }
    return block.out;
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
    while (position < in.length) {
      int tag = next();
      int upper = tag >>> 2;
      switch (tag & 3) {
        case 0 -> literal(upper < 60 ? upper + 1L : littleEndian(upper - 59) + 1);
        case 1 -> copy((upper & 7) + 4, (upper >>> 3) << 8 | next());
        case 2 -> copy(upper + 1, littleEndian(2));
        default -> copy(upper + 1, littleEndian(4));
      }
    }
  }

  private void literal(long length) {
    if (length > in.length - position || length > out.length - written) {
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
    if (position >= in.length) {
      throw malformed("it ends in the middle of an element");
    }
    return in[position++] & 0xff;
  }

  private static RefusedException malformed(String what) {
    return new RefusedException(
        Refusal.Kind.MALFORMED,
        "the body is not compressed with snappy: " + what,
        "Protobuf is sent in Snappy's block format; send JSON with Content-Type:"
            + " application/json.");
  }
}
