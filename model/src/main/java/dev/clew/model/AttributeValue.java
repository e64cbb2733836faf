package dev.clew.model;

import java.util.Base64;
import java.util.List;

/**
 * A value of OpenTelemetry's {@code AnyValue}. {@link #asText} is how people and filters see it.
 */
public sealed interface AttributeValue {
  /**
   * The value as text: strings as they are, numbers in decimal, arrays and maps as JSON, bytes as
   * base64.
   */
  String asText();

  static AttributeValue of(String value) {
    return new Text(value);
  }

  static AttributeValue of(long value) {
    return new Whole(value);
  }

  static AttributeValue of(double value) {
    return new Real(value);
  }

  static AttributeValue of(boolean value) {
    return new Bool(value);
  }

  /** {@code string_value}. */
  record Text(String value) implements AttributeValue {
    @Override
    public String asText() {
      return value;
    }
  }

  /** {@code int_value}. */
  record Whole(long value) implements AttributeValue {
    @Override
    public String asText() {
      return Long.toString(value);
    }
  }

  /** {@code double_value}. */
  record Real(double value) implements AttributeValue {
    @Override
    public String asText() {
      return NumberText.of(value);
    }
  }

  /** {@code bool_value}. */
  record Bool(boolean value) implements AttributeValue {
    @Override
    public String asText() {
      return Boolean.toString(value);
    }
  }

  /** {@code bytes_value}, kept as base64 so that the value stays immutable. */
  record Bytes(String base64) implements AttributeValue {
    public static Bytes of(byte[] bytes) {
      return new Bytes(Base64.getEncoder().encodeToString(bytes));
    }

    @Override
    public String asText() {
      return base64;
    }
  }

  /** {@code array_value}. */
  record Items(List<AttributeValue> values) implements AttributeValue {
    public Items {
      values = List.copyOf(values);
    }

    @Override
    public String asText() {
      return JsonText.of(this);
    }
  }

  /** {@code kvlist_value}. */
  record Entries(Attributes attributes) implements AttributeValue {
    @Override
    public String asText() {
      return JsonText.of(this);
    }
  }

  /** An {@code AnyValue} with nothing set. */
  record Empty() implements AttributeValue {
    public static final Empty INSTANCE = new Empty();

    @Override
    public String asText() {
      return "";
    }
  }
}
