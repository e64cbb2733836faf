package dev.clew.model.otlp;

import dev.clew.model.memory.MemoryBudget;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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

  /** Content up to this is moved to save bytes of its length: a copy that costs next to nothing. */
  private static final int COMPACTED = 1 << 14;

  private byte[] array;
  private int size;
  private final MemoryBudget.@Nullable Claim claim;

  public ProtoWriter(int capacity) {
    array = new byte[capacity];
    claim = null;
  }

  /**
   * @param claim takes what the array grows by before it does; the writer gives nothing back at its
   *     end
   * @throws dev.clew.model.memory.NoRoomException when there is no room, as every method that adds
   *     something; what was written may then end in the middle of a field
   */
  public ProtoWriter(int capacity, MemoryBudget.Claim claim) {
    claim.grow(capacity);
    array = new byte[capacity];
    this.claim = claim;
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

  /** The bytes that beginning a message takes. */
  public static int sizeOfOpen(int field) {
    return sizeOfVarint(field << 3) + OPEN_LENGTH;
  }

  /** Ends a message as {@link #close} does, with the shortest form of the length if it is short. */
  public void closeCompact(int begin) {
    int length = size - begin;
    if (length >= COMPACTED) {
      close(begin);
      return;
    }
    int to = begin - OPEN_LENGTH;
    if (length < 0x80) {
      array[to++] = (byte) length;
    } else {
      array[to++] = (byte) (length | 0x80);
      array[to++] = (byte) (length >>> 7);
    }
    System.arraycopy(array, begin, array, to, length);
    size = to + length;
  }

  /** Forgets what was written from a place on. */
  public void truncate(int newSize) {
    size = newSize;
  }

  /** Takes out what stands between two places; what follows moves up. */
  public void cut(int from, int to) {
    System.arraycopy(array, to, array, from, size - to);
    size -= to - from;
  }

  /** Moves what stands from a place on to the end in front of what stands at an earlier place. */
  public void moveForward(int from, int before) {
    int length = size - from;
    reserve(length);
    System.arraycopy(array, before, array, before + length, size - before);
    System.arraycopy(array, from + length, array, before, length);
  }

  /** Gives back what the array took, when what was written is not needed any more. */
  public void release() {
    MemoryBudget.Claim room = claim;
    if (room != null) {
      room.shrink(array.length);
    }
    array = new byte[0];
    size = 0;
  }

  /** Makes room for so many bytes, so that writing them does not fail. */
  public void reserveRoom(int more) {
    reserve(more);
  }

  /** One byte, as part of a content that is written piece by piece. */
  public void raw(int b) {
    reserve(1);
    array[size++] = (byte) b;
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
      grow(more);
    }
  }

  private void grow(int more) {
    int before = array.length;
    int capacity = Math.toIntExact(Math.max(2L * before, (long) size + more));
    MemoryBudget.Claim room = claim;
    if (room == null) {
      array = Arrays.copyOf(array, capacity);
      return;
    }
    room.grow(capacity); // beside the old one while it is copied
    array = Arrays.copyOf(array, capacity);
    room.shrink(before);
  }
}
