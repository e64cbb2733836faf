package dev.clew.metricsstore.remote;

import java.util.Arrays;

/**
 * Encodes float samples as a chunk of Prometheus (tsdb/docs/format/chunks.md, "XOR chunk data"):
 * differences of differences of times, and values XORed with the one before, after Gorilla
 * (vldb.org/pvldb/vol8/p1816-teller.pdf). Used again for the next chunk.
 */
final class XorChunk {
  /** As many as Prometheus puts into one. */
  static final int MOST_SAMPLES = 120;

  private byte[] bytes = new byte[256];
  private int size;

  /** Bits that are free in the last byte. */
  private int free;

  private int samples;
  private long time;
  private long delta;
  private long value;
  private int leading;
  private int trailing;

  void clear() {
    Arrays.fill(bytes, 0, size, (byte) 0);
    size = 2; // the number of samples comes first
    free = 0;
    samples = 0;
    delta = 0;
    leading = -1;
  }

  int samples() {
    return samples;
  }

  byte[] toByteArray() {
    bytes[0] = (byte) (samples >>> 8);
    bytes[1] = (byte) samples;
    return Arrays.copyOf(bytes, size);
  }

  void add(long timeMillis, double sample) {
    long bits = Double.doubleToRawLongBits(sample);
    if (samples == 0) {
      unsigned((timeMillis << 1) ^ (timeMillis >> 63));
      write(bits, 64);
    } else if (samples == 1) {
      delta = timeMillis - time;
      unsigned(delta);
      xor(bits);
    } else {
      long nextDelta = timeMillis - time;
      deltaOfDelta(nextDelta - delta);
      delta = nextDelta;
      xor(bits);
    }
    time = timeMillis;
    value = bits;
    samples++;
  }

  private void unsigned(long number) {
    long rest = number;
    while ((rest & ~0x7fL) != 0) {
      write((rest & 0x7f) | 0x80, 8);
      rest >>>= 7;
    }
    write(rest, 8);
  }

  private void deltaOfDelta(long difference) {
    if (difference == 0) {
      write(0, 1);
    } else if (fits(difference, 14)) {
      write(0b10, 2);
      write(difference, 14);
    } else if (fits(difference, 17)) {
      write(0b110, 3);
      write(difference, 17);
    } else if (fits(difference, 20)) {
      write(0b1110, 4);
      write(difference, 20);
    } else {
      write(0b1111, 4);
      write(difference, 64);
    }
  }

  private static boolean fits(long number, int bits) {
    return number >= -((1L << (bits - 1)) - 1) && number <= 1L << (bits - 1);
  }

  private void xor(long bits) {
    long changed = bits ^ value;
    if (changed == 0) {
      write(0, 1);
      return;
    }
    write(1, 1);
    int nextLeading = Math.min(31, Long.numberOfLeadingZeros(changed));
    int nextTrailing = Long.numberOfTrailingZeros(changed);
    if (leading >= 0 && nextLeading >= leading && nextTrailing >= trailing) {
      write(0, 1);
      write(changed >>> trailing, 64 - leading - trailing);
      return;
    }
    leading = nextLeading;
    trailing = nextTrailing;
    int significant = 64 - leading - trailing;
    write(1, 1);
    write(leading, 5);
    write(significant, 6); // 64 is written as 0
    write(changed >>> trailing, significant);
  }

  /** Writes the lowest bits of a number, the highest of them first. */
  private void write(long number, int bits) {
    int left = bits;
    while (left > 0) {
      if (free == 0) {
        if (size == bytes.length) {
          bytes = Arrays.copyOf(bytes, 2 * size);
        }
        size++;
        free = 8;
      }
      int part = Math.min(left, free);
      long piece = (number >>> (left - part)) & ((1L << part) - 1);
      bytes[size - 1] |= (byte) (piece << (free - part));
      free -= part;
      left -= part;
    }
  }
}
