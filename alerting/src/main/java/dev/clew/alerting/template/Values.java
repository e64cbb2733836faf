package dev.clew.alerting.template;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What text/template does with values whatever the function: truth, order, iteration. */
final class Values {
  private Values() {}

  /** Zero, false, nil and what is empty are not true. */
  static boolean isTrue(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean bool -> bool;
      case Long number -> number != 0;
      case Double number -> number != 0;
      case String text -> !text.isEmpty();
      case List<?> items -> !items.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      default -> true;
    };
  }

  /** Keys and values in order; null when the value cannot be ranged over. */
  static @Nullable List<Map.Entry<Object, Object>> entries(@Nullable Object value) {
    List<Map.Entry<Object, Object>> entries = new ArrayList<>();
    switch (value) {
      case null -> {}
      case List<?> items -> {
        long index = 0;
        for (Object item : items) {
          entries.add(Map.entry(index++, item));
        }
      }
      case Map<?, ?> map ->
          new TreeMap<>(map).forEach((key, item) -> entries.add(Map.entry(key, item)));
      case Long count -> {
        for (long i = 0; i < Math.min(count, 10_000); i++) {
          entries.add(Map.entry(i, i));
        }
      }
      default -> {
        return null;
      }
    }
    return entries;
  }

  static boolean equal(@Nullable Object left, @Nullable Object right) {
    if (left == null || right == null) {
      return left == null && right == null;
    }
    if (!isBasic(left) || !isBasic(right)) {
      throw new FunctionException("error calling eq: invalid type for comparison");
    }
    if (left.getClass() != right.getClass()) {
      throw new FunctionException("error calling eq: incompatible types for comparison");
    }
    return left instanceof Double a ? a.doubleValue() == (Double) right : left.equals(right);
  }

  /**
   * Whether one value is before another.
   *
   * @param function that asks, for errors
   */
  static boolean less(String function, @Nullable Object left, @Nullable Object right) {
    return switch (left) {
      case Long a when right instanceof Long b -> a < b;
      case Double a when right instanceof Double b -> a < b;
      case String a when right instanceof String b -> a.compareTo(b) < 0;
      case Long a when isBasic(right) -> throw incompatible(function);
      case Double a when isBasic(right) -> throw incompatible(function);
      case String a when isBasic(right) -> throw incompatible(function);
      case null, default ->
          throw new FunctionException(
              "error calling " + function + ": invalid type for comparison");
    };
  }

  private static FunctionException incompatible(String function) {
    return new FunctionException(
        "error calling " + function + ": incompatible types for comparison");
  }

  private static boolean isBasic(@Nullable Object value) {
    return value instanceof Long
        || value instanceof Double
        || value instanceof String
        || value instanceof Boolean
        || value instanceof Duration;
  }

  /** Methods of {@code toTime}'s result. */
  static boolean isMethod(String name) {
    return name.equals("Format") || name.equals("Unix") || name.equals("UTC");
  }

  static Object method(@Nullable Object target, String name, List<@Nullable Object> arguments) {
    if (!(target instanceof Instant time)) {
      throw new FunctionException(
          "can't evaluate field " + name + " in type " + GoFormat.type(target));
    }
    return switch (name) {
      case "Unix" -> time.getEpochSecond();
      case "UTC" -> time;
      default -> {
        if (arguments.size() != 1 || !(arguments.getFirst() instanceof String layout)) {
          throw new FunctionException("error calling Format: one layout expected");
        }
        yield GoTime.format(time, layout);
      }
    };
  }
}
