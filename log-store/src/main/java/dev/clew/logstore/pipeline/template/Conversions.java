package dev.clew.logstore.pipeline.template;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.clew.logstore.pipeline.Quantities;
import dev.clew.model.query.Nesting;
import dev.clew.notation.template.GoFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Values as the functions of Loki take them: text for numbers, numbers for text. */
final class Conversions {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(Nesting.MOST).build())
          .build();

  private Conversions() {}

  static String text(@Nullable Object value) {
    return value == null ? "" : GoFormat.text(value);
  }

  /** As a real number; 0 for what is none. */
  static double toReal(@Nullable Object value) {
    return switch (value) {
      case Long number -> number;
      case Double number -> number;
      case Boolean bool -> bool ? 1 : 0;
      case String text -> {
        double number = Quantities.number(text.strip());
        yield Double.isNaN(number) ? 0 : number;
      }
      case null, default -> 0;
    };
  }

  /** As a whole number; 0 for what is none. */
  static long toWhole(@Nullable Object value) {
    if (value instanceof String text) {
      try {
        return Long.parseLong(text.strip());
      } catch (NumberFormatException e) {
        return (long) toReal(value);
      }
    }
    return value instanceof Long number ? number : (long) toReal(value);
  }

  /** A JSON document; empty text for what is none. */
  static @Nullable Object fromJson(String text) {
    try (JsonParser json = JSON.createParser(text)) {
      JsonToken token = json.nextToken();
      if (token == null) {
        return "";
      }
      Object value = json(json);
      return json.nextToken() == null ? value : "";
    } catch (IOException e) {
      return "";
    }
  }

  private static @Nullable Object json(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> map = new TreeMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          json.nextToken();
          map.put(name, json(json));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          list.add(json(json));
        }
        yield list;
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> json.getText();
    };
  }
}
