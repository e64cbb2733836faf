package dev.clew.alerting.template;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions that text/template itself brings. */
final class Builtins {
  private Builtins() {}

  static void addTo(Map<String, Functions.Function> functions) {
    // The interpreter stops early at the argument that decides; here all were true (or false).
    functions.put("and", Builtins::last);
    functions.put("or", Builtins::last);
    functions.put("not", arguments -> !Values.isTrue(single(arguments)));
    functions.put("eq", Builtins::equal);
    functions.put("ne", arguments -> !Values.equal(first(arguments), second(arguments)));
    functions.put("lt", arguments -> less("lt", arguments));
    functions.put("le", arguments -> less("le", arguments) || isEqual(arguments));
    functions.put(
        "gt", arguments -> !less("gt", arguments) && !isEqual(arguments) && !isNaN(arguments));
    functions.put("ge", arguments -> !less("ge", arguments) && !isNaN(arguments));
    functions.put("len", Builtins::length);
    functions.put("index", Builtins::index);
    functions.put("slice", Builtins::slice);
    functions.put("print", arguments -> GoFormat.print(arguments.values()));
    functions.put("println", Builtins::println);
    functions.put(
        "printf",
        arguments -> {
          arguments.checkAtLeast(1);
          return GoFormat.printf(arguments.text(0, arguments.count()), arguments.from(1));
        });
    functions.put("html", arguments -> html(GoFormat.print(arguments.values())));
    functions.put(
        "urlquery",
        arguments -> URLEncoder.encode(GoFormat.print(arguments.values()), StandardCharsets.UTF_8));
  }

  private static @Nullable Object last(Arguments arguments) {
    arguments.checkAtLeast(1);
    return arguments.value(arguments.count() - 1);
  }

  private static @Nullable Object single(Arguments arguments) {
    arguments.check(1);
    return arguments.value(0);
  }

  private static @Nullable Object first(Arguments arguments) {
    arguments.check(2);
    return arguments.value(0);
  }

  private static @Nullable Object second(Arguments arguments) {
    return arguments.value(1);
  }

  private static boolean less(String function, Arguments arguments) {
    return Values.less(function, first(arguments), second(arguments));
  }

  private static boolean isEqual(Arguments arguments) {
    return Values.equal(first(arguments), second(arguments));
  }

  private static boolean isNaN(Arguments arguments) {
    return arguments.values().stream()
        .anyMatch(value -> value instanceof Double number && number.isNaN());
  }

  private static Object equal(Arguments arguments) {
    arguments.checkAtLeast(1);
    if (arguments.count() < 2) {
      throw arguments.failure("missing argument for comparison");
    }
    return arguments.from(1).stream().anyMatch(other -> Values.equal(arguments.value(0), other));
  }

  private static Object length(Arguments arguments) {
    return switch (single(arguments)) {
      case String text -> (long) text.getBytes(StandardCharsets.UTF_8).length;
      case List<?> items -> (long) items.size();
      case Map<?, ?> map -> (long) map.size();
      case null -> throw arguments.failure("len of nil pointer");
      case Object other -> throw arguments.failure("len of type " + GoFormat.type(other));
    };
  }

  private static @Nullable Object index(Arguments arguments) {
    arguments.checkAtLeast(1);
    Object value = arguments.value(0);
    for (Object key : arguments.from(1)) {
      value =
          switch (value) {
            case Map<?, ?> map when !(key instanceof String) ->
                throw arguments.failure(
                    "value has type " + GoFormat.type(key) + "; should be string");
            case Map<?, ?> map when map.get(key) != null -> map.get(key);
            case Map<?, ?> map -> "";
            case List<?> items
                when key instanceof Long position && position >= 0 && position < items.size() ->
                items.get(position.intValue());
            case List<?> items ->
                throw arguments.failure("index out of range: " + GoFormat.text(key));
            case null -> throw arguments.failure("index of untyped nil");
            default -> throw arguments.failure("can't index item of type " + GoFormat.type(value));
          };
    }
    return value;
  }

  private static Object slice(Arguments arguments) {
    arguments.checkAtLeast(1);
    if (!(arguments.value(0) instanceof String text)) {
      throw arguments.failure("can't slice item of type " + GoFormat.type(arguments.value(0)));
    }
    int start = bound(arguments, 1, 0);
    int end = bound(arguments, 2, text.length());
    if (start < 0 || end > text.length() || start > end) {
      throw arguments.failure("index out of range: " + (end > text.length() ? end : start));
    }
    return text.substring(start, end);
  }

  private static int bound(Arguments arguments, int index, int absent) {
    if (arguments.count() <= index) {
      return absent;
    }
    if (arguments.value(index) instanceof Long position) {
      return Math.clamp(position, -1, Integer.MAX_VALUE);
    }
    throw arguments.failure(
        "cannot index slice/array with type " + GoFormat.type(arguments.value(index)));
  }

  private static Object println(Arguments arguments) {
    StringBuilder out = new StringBuilder();
    for (Object value : arguments.values()) {
      out.append(out.isEmpty() ? "" : " ").append(GoFormat.text(value));
    }
    return out.append('\n').toString();
  }

  private static String html(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&#34;")
        .replace("'", "&#39;");
  }
}
