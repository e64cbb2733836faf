package dev.clew.model.otlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the protobuf wire format (protobuf.dev/programming-guides/encoding) in one pass. A message
 * whose length is not known yet gets five bytes for it, which is more than it mostly needs but
 * valid.
 */
public final class ProtoWriter {
  public static final int VARINT = 0;
  public static final int FIXED64 = 1;
  public static final int BYTES = 2;

  private static final int OPEN_LENGTH = 5;

  /** Key and value of a pair whose lengths take one byte each. */
  private static final int SHORT = 121;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] array;
  private int size;

  public ProtoWriter(int capacity) {
    array = new byte[capacity];
  }

  public void clear() {
    size = 0;
  }

  public int size() {
    return size;
  }

  /** What was written begins at 0 and is {@link #size} long; the rest is anything. */
  public byte[] array() {
    return array;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(array, size);
  }

  public void tag(int field, int wireType) {
    varint((field << 3) | wireType);
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

  public void fixed64(int field, long value) {
    tag(field, FIXED64);
    rawFixed64(value);
  }

  /** A fixed64 without a tag, as in a packed field. */
  public void rawFixed64(long value) {
    reserve(8);
    LONG.set(array, size, value);
    size += 8;
  }

  public void bytes(int field, byte[] content) {
    bytes(field, content, 0, content.length);
  }

  public void bytes(int field, byte[] content, int offset, int length) {
    tag(field, BYTES);
    varint(length);
    append(content, offset, length);
  }

  public void text(int field, String content) {
    bytes(field, content.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes an OTLP {@code KeyValue} whose key and value are texts in one array. Series have many,
   * so the short ones are written without calls.
   */
  public void keyValue(
      int field, byte[] from, int keyOffset, int keyLength, int valueOffset, int valueLength) {
    if (keyLength + valueLength <= SHORT && field < 16) {
      reserve(keyLength + valueLength + 8 + 2 * Long.BYTES);
      byte[] to = array;
      int at = size;
      to[at] = (byte) ((field << 3) | BYTES);
      to[at + 1] = (byte) (keyLength + valueLength + 6);
      to[at + 2] = (1 << 3) | BYTES;
      to[at + 3] = (byte) keyLength;
      copy(from, keyOffset, to, at + 4, keyLength);
      at += 4 + keyLength;
      to[at] = (2 << 3) | BYTES;
      to[at + 1] = (byte) (valueLength + 2);
      to[at + 2] = (1 << 3) | BYTES;
      to[at + 3] = (byte) valueLength;
      copy(from, valueOffset, to, at + 4, valueLength);
      size = at + 4 + valueLength;
      return;
    }
    int value = sizeOfBytes(valueLength);
    tag(field, BYTES);
    varint(sizeOfBytes(keyLength) + sizeOfBytes(value));
    bytes(1, from, keyOffset, keyLength);
    tag(2, BYTES);
    varint(value);
    bytes(1, from, valueOffset, valueLength);
  }

  /** Copies in words; up to seven bytes too many, for which there is room. */
  private static void copy(byte[] from, int offset, byte[] to, int at, int length) {
    if (offset + length + Long.BYTES > from.length) {
      System.arraycopy(from, offset, to, at, length);
      return;
    }
    for (int i = 0; i < length; i += Long.BYTES) {
      LONG.set(to, at + i, (long) LONG.get(from, offset + i));
    }
  }

  public void append(ProtoWriter other) {
    append(other.array, 0, other.size);
  }

  public void append(byte[] content, int offset, int length) {
    reserve(length);
    System.arraycopy(content, offset, array, size, length);
    size += length;
  }

  /**
   * Begins a message.
   *
   * @return to be given to {@link #close}
   */
  public int open(int field) {
    tag(field, BYTES);
    reserve(OPEN_LENGTH);
    size += OPEN_LENGTH;
    return size;
  }

  /** Ends a message: writes its length before it. */
  public void close(int begin) {
    int rest = size - begin;
    for (int i = begin - OPEN_LENGTH; i < begin; i++) {
      array[i] = (byte) (i == begin - 1 ? rest : (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
  }

  /** The bytes that a field of this length takes; its number is below 16. */
  public static int sizeOfBytes(int length) {
    return 1 + sizeOfVarint(length) + length;
  }

  /** The bytes that a number takes which is not negative. */
  public static int sizeOfVarint(int value) {
    return (Integer.SIZE - Integer.numberOfLeadingZeros(value | 1) + 6) / 7;
  }

  private void reserve(int more) {
    if (array.length - size < more) {
      array =
          Arrays.copyOf(array, Math.toIntExact(Math.max(2L * array.length, (long) size + more)));
    }
  }
}
