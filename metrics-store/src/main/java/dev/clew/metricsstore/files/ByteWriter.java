package dev.clew.metricsstore.files;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing byte array. All numbers are little-endian; a varint is LEB128, as in protobuf. */
public final class ByteWriter {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] array;
  private int size;

  public ByteWriter() {
    this(256);
  }

  public ByteWriter(int capacity) {
    array = new byte[Math.max(16, capacity)];
  }

  public void clear() {
    size = 0;
  }

  /** Takes back all but the first bytes. */
  public void truncate(int newSize) {
    size = Math.min(size, newSize);
  }

  public int size() {
    return size;
  }

  /** The bytes; only the first {@link #size} count. */
  public byte[] array() {
    return array;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(array, size);
  }

  public void u8(int value) {
    reserve(1);
    array[size++] = (byte) value;
  }

  public void u32(int value) {
    reserve(4);
    INT.set(array, size, value);
    size += 4;
  }

  public void u64(long value) {
    reserve(8);
    LONG.set(array, size, value);
    size += 8;
  }

  public void varint(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      array[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    array[size++] = (byte) rest;
  }

  public void zigzag(long value) {
    varint((value << 1) ^ (value >> 63));
  }

  public void bytes(byte[] bytes, int offset, int length) {
    reserve(length);
    System.arraycopy(bytes, offset, array, size, length);
    size += length;
  }

  public void append(ByteWriter other) {
    bytes(other.array, 0, other.size);
  }

  /** A varint of the length, then UTF-8. */
  public void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    varint(utf8.length);
    bytes(utf8, 0, utf8.length);
  }

  private void reserve(int length) {
    if (size + length > array.length) {
      array = Arrays.copyOf(array, Math.max(size + length, array.length * 2));
    }
  }
}
