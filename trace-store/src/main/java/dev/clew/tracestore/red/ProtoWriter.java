package dev.clew.tracestore.red;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the protobuf wire format; nested messages between {@link #begin} and {@link #end}. */
final class ProtoWriter {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes = new byte[4096];
  private int size;

  int size() {
    return size;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  /** Starts a nested message; the answer goes to {@link #end}. */
  int begin(int field) {
    varint((long) field << 3 | 2);
    return size;
  }

  void end(int start) {
    int length = size - start;
    int width = 1;
    for (int rest = length >>> 7; rest != 0; rest >>>= 7) {
      width++;
    }
    room(width);
    System.arraycopy(bytes, start, bytes, start + width, length);
    size = start;
    varint(length);
    size = start + width + length;
  }

  void text(int field, String value) {
    bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  void bytes(int field, byte[] value) {
    varint((long) field << 3 | 2);
    varint(value.length);
    room(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  void number(int field, long value) {
    varint((long) field << 3);
    varint(value);
  }

  void fixed64(int field, long value) {
    varint((long) field << 3 | 1);
    room(8);
    LONG.set(bytes, size, value);
    size += 8;
  }

  void float64(int field, double value) {
    fixed64(field, Double.doubleToRawLongBits(value));
  }

  /** Eight raw bytes of an ID, without tag and length. */
  void bigEndian(long value) {
    room(8);
    BIG_ENDIAN.set(bytes, size, value);
    size += 8;
  }

  /** A little-endian element of a packed field, without tag. */
  void packed64(long value) {
    room(8);
    LONG.set(bytes, size, value);
    size += 8;
  }

  private void varint(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) ((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
    }
  }
}
