package dev.clew.logstore.pipeline.template;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.clew.logstore.pipeline.Line;
import dev.clew.logstore.pipeline.Quantities;
import dev.clew.model.NumberText;
import dev.clew.model.query.Nesting;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Values in templates as Go sees them: text, whole and real numbers, booleans, lists, maps. */
final class Values {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(Nesting.MOST).build())
          .build();

  private Values() {}

  static boolean isTrue(Object value) {
    return switch (value) {
      case String text -> !text.isEmpty();
      case Boolean bool -> bool;
      case Long number -> number != 0;
      case Double number -> number != 0;
      case List<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      case Nil nil -> false;
      default -> true;
    };
  }

  /** Go's default format, {@code %v}. */
  static String print(Object value) {
    return switch (value) {
      case Double number -> real(number);
      case ZonedDateTime time -> GoTime.format("2006-01-02 15:04:05.999999999 -0700 MST", time);
      case List<?> list -> {
        StringBuilder out = new StringBuilder("[");
        for (Object item : list) {
          out.append(out.length() > 1 ? " " : "").append(print(item));
        }
        yield out.append(']').toString();
      }
      case Map<?, ?> map -> {
        StringBuilder out = new StringBuilder("map[");
        map.forEach((key, item) ->
            out.append(out.length() > 4 ? " " : "").append(key).append(':').append(print(item)));
        yield out.append(']').toString();
      }
      case Line line -> print(line.labels());
      default -> value.toString();
    };
  }

  /** Go's shortest form: an exponent below 1e-4 and from 1e21 on. */
  static String real(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    BigDecimal decimal = NumberText.shortest(value);
    int exponent = decimal.precision() - decimal.scale() - 1;
    if (exponent >= -4 && exponent < 21) {
      return decimal.toPlainString();
    }
    String digits = decimal.unscaledValue().abs().toString();
    return (value < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }

  /** What a range goes over. */
  static void items(Object values, List<Object> keys, List<Object> items) {
    switch (values) {
      case List<?> list -> {
        for (Object item : list) {
          keys.add((long) items.size());
          items.add(item);
        }
      }
      case Map<?, ?> map ->
          map.forEach((key, item) -> {
            keys.add(key);
            items.add(item);
          });
      case Line line -> items(line.labels(), keys, items);
      case Nil nil -> {}
      case String text -> {
        if (!text.isEmpty()) {
          throw new TemplateException("range can't iterate over " + text);
        }
      }
      default -> throw new TemplateException("range can't iterate over " + print(values));
    }
  }

  static String text(Object value) {
    return value instanceof Nil ? "" : print(value);
  }

  /** As a real number; 0 for what is none. */
  static double toReal(Object value) {
    return switch (value) {
      case Long number -> number;
      case Double number -> number;
      case Boolean bool -> bool ? 1 : 0;
      case String text -> {
        double number = Quantities.number(text.strip());
        yield Double.isNaN(number) ? 0 : number;
      }
      default -> 0;
    };
  }

  /** As a whole number; 0 for what is none. */
  static long toWhole(Object value) {
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
  static Object fromJson(String text) {
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

  private static Object json(JsonParser json) throws IOException {
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
      case VALUE_NULL -> Nil.NIL;
      default -> json.getText();
    };
  }
}
