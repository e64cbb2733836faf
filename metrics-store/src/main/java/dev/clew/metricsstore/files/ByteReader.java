package dev.clew.metricsstore.files;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link ByteWriter} has written. The bytes have passed their checksum before, so a read
 * beyond the end is a fault of ours and surfaces as {@link IndexOutOfBoundsException}.
 */
public final class ByteReader {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] array;
  private int position;

  public ByteReader(byte[] array) {
    this(array, 0);
  }

  public ByteReader(byte[] array, int position) {
    this.array = array;
    this.position = position;
  }

  public void reset(byte[] newArray, int newPosition) {
    array = newArray;
    position = newPosition;
  }

  public byte[] array() {
    return array;
  }

  public int position() {
    return position;
  }

  public void position(int newPosition) {
    position = newPosition;
  }

  public int u8() {
    return array[position++] & 0xff;
  }

  public int u32() {
    int value = (int) INT.get(array, position);
    position += 4;
    return value;
  }

  public long u64() {
    long value = (long) LONG.get(array, position);
    position += 8;
    return value;
  }

  public long varint() {
    byte first = array[position++];
    if (first >= 0) {
      return first;
    }
    long value = first & 0x7f;
    for (int shift = 7; ; shift += 7) {
      byte next = array[position++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  public int varint32() {
    return Math.toIntExact(varint());
  }

  /** The number of things that follow, each of which takes at least one byte. */
  public int count() {
    long count = varint();
    if (count < 0 || count > array.length - position) {
      throw new IndexOutOfBoundsException(
          count + " things in " + (array.length - position) + " bytes");
    }
    return (int) count;
  }

  public long zigzag() {
    long value = varint();
    return (value >>> 1) ^ -(value & 1);
  }

  public String text() {
    int length = varint32();
    String text = new String(array, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }
}
