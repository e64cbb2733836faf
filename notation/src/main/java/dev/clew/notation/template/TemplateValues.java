package dev.clew.notation.template;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What text/template does with values whatever the function: truth, order, iteration. Values are
 * {@code String}, {@code Long}, {@code Double}, {@code Boolean}, {@code List}, {@code Map}, {@code
 * ZonedDateTime}, {@code Duration}, {@link TemplateValue} and null.
 */
public final class TemplateValues {
  /** Of a number that is gone over; it is no way to make a page of a million lines. */
  private static final int MOST_ITEMS = 10_000;

  /** What {@code range} comes to, one after the other. */
  record Item(Object key, @Nullable Object value) {}

  private TemplateValues() {}

  /** The map that a value is, else null. */
  static @Nullable Map<?, ?> map(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> map;
      case TemplateValue fields -> fields.asMap();
      case null, default -> null;
    };
  }

  /** Zero, false, nil and what is empty are not true. */
  public static boolean isTrue(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean bool -> bool;
      case Long number -> number != 0;
      case Double number -> number != 0;
      case Duration duration -> !duration.isZero();
      case String text -> !text.isEmpty();
      case List<?> items -> !items.isEmpty();
      default -> {
        Map<?, ?> map = map(value);
        yield map == null || !map.isEmpty();
      }
    };
  }

  /** Keys and values in order; null when the value cannot be ranged over. */
  static @Nullable List<Item> items(@Nullable Object value) {
    List<Item> items = new ArrayList<>();
    switch (value) {
      case null -> {}
      case List<?> list -> {
        for (Object item : list) {
          items.add(new Item((long) items.size(), item));
        }
      }
      case Long count -> {
        for (long i = 0; i < Math.min(count, MOST_ITEMS); i++) {
          items.add(new Item(i, i));
        }
      }
      default -> {
        Map<?, ?> map = map(value);
        if (map == null) {
          return null;
        }
        new TreeMap<>(map).forEach((key, item) -> items.add(new Item(key, item)));
      }
    }
    return items;
  }

  /**
   * Whether two values are the same.
   *
   * @param function that asks, for errors
   */
  static boolean equal(String function, @Nullable Object left, @Nullable Object right) {
    if (left == null || right == null) {
      return left == null && right == null;
    }
    if (!isBasic(left) || !isBasic(right)) {
      throw failure(function, "invalid type for comparison");
    }
    if (left.getClass() != right.getClass()) {
      throw failure(function, "incompatible types for comparison");
    }
    return switch (left) {
      case Double a -> a.doubleValue() == (Double) right;
      case ZonedDateTime a -> a.toInstant().equals(((ZonedDateTime) right).toInstant());
      default -> left.equals(right);
    };
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
      case Duration a when right instanceof Duration b -> a.compareTo(b) < 0;
      case Long a when isBasic(right) ->
          throw failure(function, "incompatible types for comparison");
      case Double a when isBasic(right) ->
          throw failure(function, "incompatible types for comparison");
      case String a when isBasic(right) ->
          throw failure(function, "incompatible types for comparison");
      case null, default -> throw failure(function, "invalid type for comparison");
    };
  }

  private static FunctionException failure(String function, String message) {
    return new FunctionException("error calling " + function + ": " + message);
  }

  private static boolean isBasic(@Nullable Object value) {
    return value instanceof Long
        || value instanceof Double
        || value instanceof String
        || value instanceof Boolean
        || value instanceof ZonedDateTime
        || value instanceof Duration;
  }
}
