package dev.clew.model.otlp;

import dev.clew.model.AttributeValue;
import dev.clew.model.Attributes;
import java.util.ArrayList;
import java.util.List;

/** Decodes {@code opentelemetry.proto.common.v1} messages whole, where columns are not wanted. */
public final class AnyValues {
  /**
   * Deeper nesting is cut off as {@link AttributeValue.Empty}: nobody reads it, and it could
   * exhaust the stack.
   */
  public static final int DEEPEST = 32;

  private AnyValues() {}

  /** Reads the {@code AnyValue} whose bounds the cursor has entered. */
  public static AttributeValue value(ProtoCursor cursor) {
    return value(cursor, 0);
  }

  private static AttributeValue value(ProtoCursor cursor, int depth) {
    AttributeValue value = AttributeValue.Empty.INSTANCE;
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> value = AttributeValue.of(cursor.string());
        case 2 -> value = AttributeValue.of(cursor.bool());
        case 3 -> value = AttributeValue.of(cursor.varintField());
        case 4 -> value = AttributeValue.of(cursor.float64());
        case 5, 6 -> value = nested(cursor, depth);
        case 7 -> value = AttributeValue.Bytes.of(cursor.bytes());
        default -> cursor.skip();
      }
    }
    return value;
  }

  private static AttributeValue nested(ProtoCursor cursor, int depth) {
    if (depth == DEEPEST) {
      cursor.skip();
      return AttributeValue.Empty.INSTANCE;
    }
    boolean list = cursor.field() == 5;
    int outer = cursor.enter();
    AttributeValue value =
        list ? items(cursor, depth + 1) : new AttributeValue.Entries(entries(cursor, depth + 1));
    cursor.leave(outer);
    return value;
  }

  private static AttributeValue items(ProtoCursor cursor, int depth) {
    List<AttributeValue> values = new ArrayList<>();
    while (cursor.next()) {
      if (cursor.field() == 1) {
        int outer = cursor.enter();
        values.add(value(cursor, depth));
        cursor.leave(outer);
      } else {
        cursor.skip();
      }
    }
    return new AttributeValue.Items(values);
  }

  private static Attributes entries(ProtoCursor cursor, int depth) {
    Attributes.Builder builder = new Attributes.Builder();
    while (cursor.next()) {
      if (cursor.field() == 1) {
        int outer = cursor.enter();
        keyValue(cursor, builder, depth);
        cursor.leave(outer);
      } else {
        cursor.skip();
      }
    }
    return builder.build();
  }

  /** Reads the {@code KeyValue} whose bounds the cursor has entered into the builder. */
  public static void keyValue(ProtoCursor cursor, Attributes.Builder builder) {
    keyValue(cursor, builder, 0);
  }

  private static void keyValue(ProtoCursor cursor, Attributes.Builder builder, int depth) {
    String key = "";
    AttributeValue value = AttributeValue.Empty.INSTANCE;
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> key = cursor.string();
        case 2 -> {
          int outer = cursor.enter();
          value = value(cursor, depth);
          cursor.leave(outer);
        }
        default -> cursor.skip();
      }
    }
    builder.put(key, value);
  }
}
