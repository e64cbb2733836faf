package dev.clew.notation.template;

import dev.clew.notation.template.Dialect.Body;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions that text/template itself brings. */
final class Builtins {
  private Builtins() {}

  static <C> void addTo(Map<String, Body<C>> functions) {
    // The interpreter stops early at the argument that decides; here all were true (or false).
    functions.put("and", Builtins::last);
    functions.put("or", Builtins::last);
    functions.put("not", call -> !TemplateValues.isTrue(call.takes(1).value(0)));
    functions.put("eq", Builtins::equal);
    functions.put("ne", call -> !isEqual(call.takes(2)));
    functions.put("lt", call -> less(call.takes(2)));
    functions.put("le", call -> less(call.takes(2)) || isEqual(call));
    functions.put("gt", call -> !less(call.takes(2)) && !isEqual(call) && !isNaN(call));
    functions.put("ge", call -> !less(call.takes(2)) && !isNaN(call));
    functions.put("len", Builtins::length);
    functions.put("index", Builtins::index);
    functions.put("slice", Builtins::slice);
    functions.put("print", call -> GoFormat.print(call.values()));
    functions.put("println", call -> GoFormat.println(call.values()));
    functions.put(
        "printf",
        call -> GoFormat.printf(call.takesAtLeast(1).text(0), call.from(1), call.longest()));
    functions.put("html", call -> GoText.html(GoFormat.print(call.values())));
    functions.put("js", call -> GoText.javascript(GoFormat.print(call.values())));
    functions.put("urlquery", call -> GoText.queryEscape(GoFormat.print(call.values())));
  }

  private static @Nullable Object last(Call<?> call) {
    return call.takesAtLeast(1).value(call.count() - 1);
  }

  private static boolean less(Call<?> call) {
    return TemplateValues.less(call.function(), call.value(0), call.value(1));
  }

  private static boolean isEqual(Call<?> call) {
    return TemplateValues.equal(call.function(), call.value(0), call.value(1));
  }

  private static boolean isNaN(Call<?> call) {
    return call.values().stream()
        .anyMatch(value -> value instanceof Double number && number.isNaN());
  }

  private static Object equal(Call<?> call) {
    if (call.takesAtLeast(1).count() < 2) {
      throw call.failure("missing argument for comparison");
    }
    return call.from(1).stream()
        .anyMatch(other -> TemplateValues.equal(call.function(), call.value(0), other));
  }

  private static Object length(Call<?> call) {
    Object value = call.takes(1).value(0);
    Map<?, ?> map = TemplateValues.map(value);
    return switch (value) {
      case String text -> (long) text.getBytes(StandardCharsets.UTF_8).length;
      case List<?> items -> (long) items.size();
      case Object other when map != null -> (long) map.size();
      case null -> throw call.failure("len of nil pointer");
      case Object other -> throw call.failure("len of type " + GoFormat.type(other));
    };
  }

  private static @Nullable Object index(Call<?> call) {
    Object value = call.takesAtLeast(1).value(0);
    for (Object key : call.from(1)) {
      value = index(call, value, key);
    }
    return value;
  }

  private static @Nullable Object index(
      Call<?> call, @Nullable Object value, @Nullable Object key) {
    Map<?, ?> map = TemplateValues.map(value);
    if (map != null) {
      if (!(key instanceof String name)) {
        throw call.failure("value has type " + GoFormat.type(key) + "; should be string");
      }
      return value instanceof TemplateValue fields ? fields.field(name) : map.get(name);
    }
    return switch (value) {
      case List<?> items -> items.get(place(call, key, items.size() - 1));
      case String text -> {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        yield (long) (bytes[place(call, key, bytes.length - 1)] & 0xFF);
      }
      case null -> throw call.failure("index of untyped nil");
      default -> throw call.failure("can't index item of type " + GoFormat.type(value));
    };
  }

  private static int place(Call<?> call, @Nullable Object place, int most) {
    if (!(place instanceof Long number)) {
      throw call.failure("cannot index slice/array with type " + GoFormat.type(place));
    }
    if (number < 0 || number > most) {
      throw call.failure("index out of range: " + number);
    }
    return number.intValue();
  }

  /** {@code slice x 1 2} is x[1:2]; places in a text are bytes. */
  private static Object slice(Call<?> call) {
    Object value = call.takesAtLeast(1).value(0);
    byte[] bytes = value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : null;
    if (bytes == null && !(value instanceof List<?>)) {
      throw call.failure("can't slice item of type " + GoFormat.type(value));
    }
    if (call.count() > 4) {
      throw call.failure("too many slice indexes: " + (call.count() - 1));
    }
    if (bytes != null && call.count() == 4) {
      throw call.failure("cannot 3-index slice a string");
    }
    List<?> list = value instanceof List<?> items ? items : List.of();
    int length = bytes == null ? list.size() : bytes.length;
    int[] places = {0, length, length};
    for (int i = 1; i < call.count(); i++) {
      places[i - 1] = place(call, call.value(i), length);
    }
    if (places[0] > places[1]) {
      throw call.failure("invalid slice index: " + places[0] + " > " + places[1]);
    }
    if (places[1] > places[2]) {
      throw call.failure("invalid slice index: " + places[1] + " > " + places[2]);
    }
    return bytes == null
        ? Collections.unmodifiableList(new ArrayList<>(list.subList(places[0], places[1])))
        : new String(bytes, places[0], places[1] - places[0], StandardCharsets.UTF_8);
  }
}
