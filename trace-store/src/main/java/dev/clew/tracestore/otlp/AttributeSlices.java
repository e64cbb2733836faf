package dev.clew.tracestore.otlp;

import dev.clew.model.AttributeValue;
import dev.clew.model.Attributes;
import dev.clew.model.otlp.AnyValues;
import dev.clew.model.otlp.ProtoCursor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A list of OTLP {@code KeyValue}s as offsets into the request that holds them. Reused from span to
 * span; what it says is valid until the reader moves on. Not thread-safe.
 */
public final class AttributeSlices {
  /** What an {@code AnyValue} holds; the ordinal is its field number in the protocol. */
  public enum Type {
    EMPTY,
    STRING,
    BOOL,
    INT,
    DOUBLE,
    ARRAY,
    MAP,
    BYTES;

    private static final Type[] ALL = values();
  }

  /** A span with more is cut off: nobody reads them, and they would cost memory for all others. */
  private static final int MOST = 1024;

  private final ProtoCursor values = new ProtoCursor();
  private byte[] array = new byte[0];
  private int[] keyOffset = new int[32];
  private int[] keyLength = new int[32];
  private byte[] type = new byte[32];
  private int[] offset = new int[32];
  private int[] length = new int[32];
  private long[] number = new long[32];
  private int size;
  private int cut;

  void clear(byte[] request) {
    array = request;
    size = 0;
    cut = 0;
  }

  /** Adds the {@code KeyValue} whose bounds the cursor has entered. */
  void add(ProtoCursor cursor) {
    if (size == keyOffset.length) {
      grow();
    }
    keyOffset[size] = 0;
    keyLength[size] = 0;
    type[size] = 0;
    offset[size] = 0;
    length[size] = 0;
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> {
          int outer = cursor.enter();
          keyOffset[size] = cursor.position();
          keyLength[size] = cursor.limit() - cursor.position();
          cursor.leave(outer);
        }
        case 2 -> {
          int outer = cursor.enter();
          readValue(cursor);
          cursor.leave(outer);
        }
        default -> cursor.skip();
      }
    }
    if (size < MOST) {
      size++;
    } else {
      cut++;
    }
  }

  private void readValue(ProtoCursor cursor) {
    int start = cursor.position();
    int end = cursor.limit();
    while (cursor.next()) {
      int field = cursor.field();
      switch (field) {
        case 1 -> {
          int outer = cursor.enter();
          offset[size] = cursor.position();
          length[size] = cursor.limit() - cursor.position();
          cursor.leave(outer);
        }
        case 2, 3 -> number[size] = cursor.varintField();
        case 4 -> number[size] = cursor.fixed64();
        case 5, 6, 7 -> {
          offset[size] = start;
          length[size] = end - start;
          values.reset(array, start, end - start);
          AnyValues.value(values);
          cursor.skip();
        }
        default -> cursor.skip();
      }
      if (field >= 1 && field <= 7) {
        type[size] = (byte) field;
      }
    }
  }

  private void grow() {
    int capacity = keyOffset.length * 2;
    keyOffset = Arrays.copyOf(keyOffset, capacity);
    keyLength = Arrays.copyOf(keyLength, capacity);
    type = Arrays.copyOf(type, capacity);
    offset = Arrays.copyOf(offset, capacity);
    length = Arrays.copyOf(length, capacity);
    number = Arrays.copyOf(number, capacity);
  }

  public int size() {
    return size;
  }

  /** How many more there were. */
  public int cut() {
    return cut;
  }

  /** The request that all offsets refer to. */
  public byte[] array() {
    return array;
  }

  public int keyOffset(int index) {
    return keyOffset[index];
  }

  public int keyLength(int index) {
    return keyLength[index];
  }

  public Type type(int index) {
    return Type.ALL[type[index]];
  }

  /** Where the content of a string begins, or the {@code AnyValue} of bytes, array or map. */
  public int valueOffset(int index) {
    return offset[index];
  }

  public int valueLength(int index) {
    return length[index];
  }

  /** The value of an INT; 0 or 1 of a BOOL. */
  public long longValue(int index) {
    return number[index];
  }

  public double doubleValue(int index) {
    return Double.longBitsToDouble(number[index]);
  }

  public String key(int index) {
    return new String(array, keyOffset[index], keyLength[index], StandardCharsets.UTF_8);
  }

  /** Index of the last attribute with this key, or -1. */
  public int find(byte[] key) {
    for (int i = size - 1; i >= 0; i--) {
      int from = keyOffset[i];
      if (keyLength[i] == key.length
          && array[from] == key[0]
          && Arrays.equals(array, from, from + key.length, key, 0, key.length)) {
        return i;
      }
    }
    return -1;
  }

  /** The value as people see it. */
  public String text(int index) {
    return type(index) == Type.STRING
        ? new String(array, offset[index], length[index], StandardCharsets.UTF_8)
        : value(index).asText();
  }

  public AttributeValue value(int index) {
    int from = offset[index];
    return switch (type(index)) {
      case EMPTY -> AttributeValue.Empty.INSTANCE;
      case STRING -> AttributeValue.of(text(index));
      case BOOL -> AttributeValue.of(number[index] != 0);
      case INT -> AttributeValue.of(number[index]);
      case DOUBLE -> AttributeValue.of(doubleValue(index));
      case ARRAY, MAP, BYTES ->
          AnyValues.value(new ProtoCursor().reset(array, from, length[index]));
    };
  }

  public Attributes attributes() {
    Attributes.Builder builder = new Attributes.Builder();
    for (int i = 0; i < size; i++) {
      builder.put(key(i), value(i));
    }
    return builder.build();
  }
}
