package dev.clew.tracestore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.clew.model.Attribute;
import dev.clew.model.AttributeValue;
import dev.clew.model.Attributes;
import java.io.IOException;

/** Attributes with their types. */
final class AttributeJson {
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
          value(json, item);
        }
        json.writeEndArray();
      }
      case AttributeValue.Entries entries -> {
        json.writeStartObject();
        for (Attribute attribute : entries.attributes()) {
          json.writeFieldName(attribute.key());
          value(json, attribute.value());
        }
        json.writeEndObject();
      }
      case AttributeValue.Empty empty -> json.writeNull();
    }
  }
}
