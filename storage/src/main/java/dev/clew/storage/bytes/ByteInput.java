package dev.clew.storage.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link ByteOutput} wrote; anything else is a {@link CorruptBlockException}. */
public final class ByteInput {
  private final byte[] bytes;
  private final int end;
  private int at;

  public ByteInput(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  public int position() {
    return at;
  }

  public int remaining() {
    return end - at;
  }

  byte[] array() {
    return bytes;
  }

  private int take(int count) {
    if (count < 0 || count > end - at) {
      throw new CorruptBlockException("needs " + count + " bytes, " + (end - at) + " are left", at);
    }
    int from = at;
    at += count;
    return from;
  }

  public int u8() {
    return bytes[take(1)] & 0xFF;
  }

  public int u32() {
    int from = take(4);
    int value = 0;
    for (int i = 3; i >= 0; i--) {
      value = (value << 8) | (bytes[from + i] & 0xFF);
    }
    return value;
  }

  public long u64() {
    int from = take(8);
    long value = 0;
    for (int i = 7; i >= 0; i--) {
      value = (value << 8) | (bytes[from + i] & 0xFF);
    }
    return value;
  }

  public long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte b = bytes[take(1)];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new CorruptBlockException("a number of more than 10 bytes", at);
  }

  /** A varint that must be between 0 and {@code most}. */
  public int count(int most) {
    long value = varint();
    if (value < 0 || value > most) {
      throw new CorruptBlockException("count " + value + " (expected: 0 to " + most + ")", at);
    }
    return (int) value;
  }

  public long zigzag() {
    long value = varint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** Another input that stands at the same place. */
  ByteInput fork() {
    return new ByteInput(bytes, at, end);
  }

  /** Skips some bytes; returns where they begin. */
  public int skip(int count) {
    return take(count);
  }

  public byte[] bytes(int count) {
    int from = take(count);
    return Arrays.copyOfRange(bytes, from, from + count);
  }

  public String string() {
    int length = count(remaining());
    int from = take(length);
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }
}
