package dev.clew.logstore.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.clew.model.Attribute;
import dev.clew.model.AttributeValue;
import dev.clew.model.Attributes;
import dev.clew.model.otlp.AnyValues;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a body that is JSON text, so that what it holds is found by its name. */
final class JsonValues {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonValues() {}

  /** The object or list that a text is, or null when it is none. */
  static @Nullable AttributeValue read(byte[] text) {
    if (text.length == 0 || (text[0] != '{' && text[0] != '[')) {
      return null;
    }
    try (JsonParser json = JSON.createParser(text)) {
      json.nextToken();
      return value(json, 0);
    } catch (IOException e) {
      return null; // a text that only begins like JSON
    }
  }

  private static AttributeValue value(JsonParser json, int depth) throws IOException {
    if (depth > AnyValues.DEEPEST) {
      json.skipChildren();
      return AttributeValue.Empty.INSTANCE;
    }
    return switch (json.currentToken()) {
      case START_OBJECT -> {
        List<Attribute> fields = new ArrayList<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          json.nextToken();
          fields.add(new Attribute(name, value(json, depth + 1)));
        }
        yield new AttributeValue.Entries(new Attributes(fields));
      }
      case START_ARRAY -> {
        List<AttributeValue> items = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(json, depth + 1));
        }
        yield new AttributeValue.Items(items);
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(json);
      case VALUE_TRUE -> AttributeValue.of(true);
      case VALUE_FALSE -> AttributeValue.of(false);
      case VALUE_STRING -> AttributeValue.of(json.getText());
      case null, default -> AttributeValue.Empty.INSTANCE;
    };
  }

  private static AttributeValue number(JsonParser json) throws IOException {
    return switch (json.getNumberType()) {
      case INT, LONG -> AttributeValue.of(json.getLongValue());
      case BIG_INTEGER -> AttributeValue.of(json.getText());
      default -> AttributeValue.of(json.getDoubleValue());
    };
  }
}
