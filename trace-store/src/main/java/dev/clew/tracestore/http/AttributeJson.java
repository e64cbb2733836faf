package dev.clew.tracestore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.clew.model.Attribute;
import dev.clew.model.AttributeValue;
import dev.clew.model.Attributes;
import java.io.IOException;

/** Attributes with their types. */
final class AttributeJson {
  /** Up to here every whole number is a double. */
  private static final long WHOLE_DOUBLES = (1L << 53) - 1;

  private AttributeJson() {}

  static void write(JsonGenerator json, String field, Attributes attributes) throws IOException {
    json.writeArrayFieldStart(field);
    for (Attribute attribute : attributes) {
      json.writeStartObject();
      json.writeStringField("key", attribute.key());
      json.writeStringField("type", type(attribute.value()));
      json.writeFieldName("value");
      value(json, attribute.value());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static String type(AttributeValue value) {
    return switch (value) {
      case AttributeValue.Text text -> "string";
      case AttributeValue.Whole whole -> "int";
      case AttributeValue.Real real -> "double";
      case AttributeValue.Bool bool -> "bool";
      case AttributeValue.Bytes bytes -> "bytes";
      case AttributeValue.Items items -> "array";
      case AttributeValue.Entries entries -> "map";
      case AttributeValue.Empty empty -> "empty";
    };
  }

  /**
   * Within an array or a map nothing says the type, so a number is one there. Beyond {@link
   * #WHOLE_DOUBLES} it is a string all the same: readers whose numbers are doubles would take
   * another one for it.
   */
  private static void inner(JsonGenerator json, AttributeValue value) throws IOException {
    if (value instanceof AttributeValue.Whole whole && Math.abs(whole.value()) <= WHOLE_DOUBLES) {
      json.writeNumber(whole.value());
    } else {
      value(json, value);
    }
  }

  private static void value(JsonGenerator json, AttributeValue value) throws IOException {
    switch (value) {
      case AttributeValue.Text text -> json.writeString(text.value());
      case AttributeValue.Whole whole -> json.writeString(Long.toString(whole.value()));
      case AttributeValue.Real real -> {
        if (Double.isFinite(real.value())) {
          json.writeNumber(real.asText());
        } else {
          json.writeString(real.asText());
        }
      }
      case AttributeValue.Bool bool -> json.writeBoolean(bool.value());
      case AttributeValue.Bytes bytes -> json.writeString(bytes.base64());
      case AttributeValue.Items items -> {
        json.writeStartArray();
        for (AttributeValue item : items.values()) {
          inner(json, item);
        }
        json.writeEndArray();
      }
      case AttributeValue.Entries entries -> {
        json.writeStartObject();
        for (Attribute attribute : entries.attributes()) {
          json.writeFieldName(attribute.key());
          inner(json, attribute.value());
        }
        json.writeEndObject();
      }
      case AttributeValue.Empty empty -> json.writeNull();
    }
  }
}
