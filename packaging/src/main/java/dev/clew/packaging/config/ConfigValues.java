package dev.clew.packaging.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads and writes single values: numbers, sizes (64MiB), durations (200ms, 20d), lists, enums. */
final class ConfigValues {
  private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("(\\d+)\\s*(B|KiB|MiB|GiB|TiB)?");
  private static final List<String> SIZE_UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");

  private ConfigValues() {}

  /**
   * @param value a scalar or list of YAML, or the text of a variable
   * @throws IllegalArgumentException saying what was expected
   */
  static Object parse(Type type, Object value) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return parseList(value, list.getActualTypeArguments()[0]);
    }
    String text = String.valueOf(value).strip();
    if (type == String.class) {
      return text;
    } else if (type == int.class || type == long.class) {
      return parseWhole(type, text);
    } else if (type == double.class || type == Double.class) {
      return parseReal(text);
    } else if (type == boolean.class) {
      return parseBoolean(text);
    } else if (type == Duration.class) {
      return parseDuration(text);
    } else if (type == Path.class) {
      return Path.of(text);
    } else if (type instanceof Class<?> c && c.isEnum()) {
      return parseEnum(c, text);
    }
    throw new IllegalStateException("BUG: configuration values of " + type + " cannot be read");
  }

  private static boolean isSize(String component) {
    String name = component.toLowerCase(Locale.ROOT);
    return name.endsWith("bytes") || name.endsWith("bytespersecond");
  }

  /** The value as one would write it into the file. */
  static String format(String component, Object value) {
    return switch (value) {
      case Duration duration -> format(duration);
      case Long bytes when isSize(component) -> formatSize(bytes);
      case Integer bytes when isSize(component) -> formatSize(bytes);
      case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
      case List<?> items ->
          items.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
      case String text when text.isEmpty() -> "\"\"";
      default -> value.toString();
    };
  }

  private static List<Object> parseList(Object value, Type element) {
    List<?> items =
        value instanceof List<?> list
            ? list
            : Arrays.stream(value.toString().split(";"))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .toList();
    List<Object> parsed = new ArrayList<>();
    items.forEach(item -> parsed.add(parse(element, item)));
    return List.copyOf(parsed);
  }

  private static Object parseWhole(Type type, String text) {
    Matcher size = SIZE.matcher(text);
    long number;
    try {
      if (size.matches() && size.group(2) != null) {
        number =
            Math.multiplyExact(
                Long.parseLong(size.group(1)), 1L << (10 * SIZE_UNITS.indexOf(size.group(2))));
      } else {
        number = Long.parseLong(text);
      }
      return type == int.class ? (Object) Math.toIntExact(number) : (Object) number;
    } catch (NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\" (expected: a whole number, or a size such as 64MiB)", e);
    }
  }

  private static double parseReal(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" (expected: a number)", e);
    }
  }

  private static boolean parseBoolean(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on", "1" -> true;
      case "false", "no", "off", "0" -> false;
      default -> throw new IllegalArgumentException("\"" + text + "\" (expected: true or false)");
    };
  }

  private static Duration parseDuration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" (expected: a duration such as 200ms, 30s, 5m, 1h or 20d)");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private static Object parseEnum(Class<?> type, String text) {
    for (Object constant : type.getEnumConstants()) {
      // Words may be parted by anything or, as in Prometheus' settings, begin with a capital.
      if (words(((Enum<?>) constant).name()).equalsIgnoreCase(words(text))) {
        return constant;
      }
    }
    String names =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    throw new IllegalArgumentException("\"" + text + "\" (expected: one of " + names + ")");
  }

  private static String words(String text) {
    return text.replace("-", "").replace("_", "");
  }

  private static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1000 != 0 || millis == 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    } else if (seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  private static String formatSize(long bytes) {
    int unit = 0;
    long amount = bytes;
    while (amount != 0 && amount % 1024 == 0 && unit < SIZE_UNITS.size() - 1) {
      amount /= 1024;
      unit++;
    }
    return unit == 0 ? Long.toString(bytes) : amount + SIZE_UNITS.get(unit);
  }
}
