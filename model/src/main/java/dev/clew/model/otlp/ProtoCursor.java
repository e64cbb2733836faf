package dev.clew.model.otlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads the protobuf wire format (protobuf.dev/programming-guides/encoding) field by field from a
 * byte array. One cursor walks nested messages by narrowing its limit:
 *
 * <pre>{@code
 * while (cursor.next()) {
 *   switch (cursor.field()) {
 *     case 1 -> { int outer = cursor.enter(); readResource(cursor); cursor.leave(outer); }
 *     case 2 -> name = cursor.string();
 *     default -> cursor.skip();
 *   }
 * }
 * }</pre>
 *
 * Every read checks its bounds and throws {@link MalformedProtobufException}. Not thread-safe.
 */
public final class ProtoCursor {
  public static final int VARINT = 0;
  public static final int FIXED64 = 1;
  public static final int BYTES = 2;
  public static final int FIXED32 = 5;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] array = new byte[0];
  private int position;
  private int limit;
  private int start;
  private int field;
  private int wireType;

  /** Starts over at the given slice; the array is not copied. */
  public ProtoCursor reset(byte[] bytes, int offset, int length) {
    array = bytes;
    start = offset;
    position = offset;
    limit = offset + length;
    return this;
  }

  /** Moves to the next field of the current message; false at its end. */
  public boolean next() {
    if (position >= limit) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    wireType = (int) tag & 7;
    if (field == 0 || tag >>> 32 != 0) {
      throw malformed("invalid tag " + tag);
    }
    return true;
  }

  /** Number of the current field. */
  public int field() {
    return field;
  }

  /** Wire type of the current field. */
  public int wireType() {
    return wireType;
  }

  /** The array that slices of {@link #enter} and {@link #position} refer to. */
  public byte[] array() {
    return array;
  }

  public int position() {
    return position;
  }

  /** End of the current message, exclusive. */
  public int limit() {
    return limit;
  }

  /**
   * Enters a length-delimited field. Afterwards {@link #position} and {@link #limit} are the bounds
   * of its content.
   *
   * @return the limit of the outer message, to be given to {@link #leave}
   */
  public int enter() {
    expect(BYTES);
    int length = length();
    int outer = limit;
    limit = position + length;
    return outer;
  }

  /** Leaves a field entered before, whether or not all of it was read. */
  public void leave(int outerLimit) {
    position = limit;
    limit = outerLimit;
  }

  /** Goes back to a position of the current message, to read it a second time. */
  public void rewind(int earlierPosition) {
    position = earlierPosition;
  }

  public long varintField() {
    expect(VARINT);
    return varint();
  }

  public boolean bool() {
    return varintField() != 0;
  }

  public long fixed64() {
    expect(FIXED64);
    require(8);
    long value = (long) LONG.get(array, position);
    position += 8;
    return value;
  }

  public int fixed32() {
    expect(FIXED32);
    require(4);
    int value = (int) INT.get(array, position);
    position += 4;
    return value;
  }

  public double float64() {
    return Double.longBitsToDouble(fixed64());
  }

  /** A {@code sint32} or {@code sint64}. */
  public long zigzag() {
    long value = varintField();
    return (value >>> 1) ^ -(value & 1);
  }

  /** UTF-8 text; invalid sequences become U+FFFD. */
  public String string() {
    expect(BYTES);
    int length = length();
    String value = new String(array, position, length, StandardCharsets.UTF_8);
    position += length;
    return value;
  }

  public byte[] bytes() {
    expect(BYTES);
    int length = length();
    byte[] value = java.util.Arrays.copyOfRange(array, position, position + length);
    position += length;
    return value;
  }

  /**
   * Eight bytes at an absolute offset, big-endian: half of a trace ID. The caller checks bounds.
   */
  public long bigEndianLong(int offset) {
    return Long.reverseBytes((long) LONG.get(array, offset));
  }

  /** Skips the value of the current field. */
  public void skip() {
    switch (wireType) {
      case VARINT -> varint();
      case FIXED64 -> advance(8);
      case BYTES -> {
        int length = length(); // moves the position, so it cannot stand in one expression with it
        position += length;
      }
      case FIXED32 -> advance(4);
      default -> throw malformed("unsupported wire type " + wireType);
    }
  }

  /** A varint without a tag, as in a packed field. */
  public long varint() {
    if (position < limit && array[position] >= 0) {
      return array[position++]; // nearly all tags and lengths
    }
    long result = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position >= limit) {
        throw malformed("truncated varint");
      }
      byte b = array[position++];
      result |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return result;
      }
    }
    throw malformed("varint longer than 10 bytes");
  }

  /** A fixed64 without a tag, as in a packed field. */
  public long packedFixed64() {
    require(8);
    long value = (long) LONG.get(array, position);
    position += 8;
    return value;
  }

  private int length() {
    long length = varint();
    if (length < 0 || length > limit - position) {
      throw malformed("length " + length + " beyond the end of the message");
    }
    return (int) length;
  }

  private void advance(int bytes) {
    require(bytes);
    position += bytes;
  }

  private void require(int bytes) {
    if (limit - position < bytes) {
      throw malformed("truncated field " + field);
    }
  }

  private void expect(int type) {
    if (wireType != type) {
      throw malformed("field " + field + " has wire type " + wireType + ", expected " + type);
    }
  }

  private MalformedProtobufException malformed(String message) {
    return new MalformedProtobufException(message, position - start);
  }
}
