package dev.clew.storage.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes; integers are little-endian. */
public final class ByteOutput {
  private byte[] bytes;
  private int length;

  public ByteOutput(int capacity) {
    bytes = new byte[capacity];
  }

  public int length() {
    return length;
  }

  /** The array behind; valid up to {@link #length} until the next write. */
  public byte[] array() {
    return bytes;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  public void clear() {
    length = 0;
  }

  /** Makes room for so many more bytes. */
  public void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), bytes.length * 2));
    }
  }

  /** Moves the end after writing to {@link #array} directly. */
  public void advance(int more) {
    length += more;
  }

  public void u8(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
  }

  public void u32(int value) {
    reserve(4);
    for (int i = 0; i < 4; i++) {
      bytes[length++] = (byte) (value >>> (8 * i));
    }
  }

  public void u64(long value) {
    reserve(8);
    for (int i = 0; i < 8; i++) {
      bytes[length++] = (byte) (value >>> (8 * i));
    }
  }

  /** Unsigned, seven bits per byte, the lowest first. */
  public void varint(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  /** Signed, small magnitudes short. */
  public void zigzag(long value) {
    varint((value << 1) ^ (value >> 63));
  }

  public void bytes(byte[] source, int from, int count) {
    reserve(count);
    System.arraycopy(source, from, bytes, length, count);
    length += count;
  }

  /** A length and UTF-8. */
  public void string(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    varint(utf8.length);
    bytes(utf8, 0, utf8.length);
  }
}
