package dev.clew.storage.block.filter;

import dev.clew.model.Attribute;
import dev.clew.model.AttributeValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values within lists and maps by their path: the names of maps with dots between them; a list has
 * no name of its own. A name may hold dots itself, so that {@code a.b.c} is {@code c} in {@code
 * a.b}, {@code b.c} in {@code a}, or {@code c} in {@code b} in {@code a}.
 */
final class NestedValues {
  private NestedValues() {}

  /** Whether one of the values at the path passes; the empty path is the value and its elements. */
  static boolean matches(AttributeValue value, String path, ValuePredicate test) {
    return switch (value) {
      case AttributeValue.Entries entries when !path.isEmpty() -> {
        for (Attribute entry : entries.attributes()) {
          String rest = rest(path, entry.key());
          if (rest != null && matches(entry.value(), rest, test)) {
            yield true;
          }
        }
        yield false;
      }
      case AttributeValue.Items items -> {
        for (AttributeValue item : items.values()) {
          if (matches(item, path, test)) {
            yield true;
          }
        }
        yield path.isEmpty() && NameMatcher.matches(value, test);
      }
      default -> path.isEmpty() && NameMatcher.matches(value, test);
    };
  }

  /** What is left of a path behind a name that it begins with, or null. */
  static @Nullable String rest(String path, String name) {
    if (!path.startsWith(name)) {
      return null;
    }
    if (path.length() == name.length()) {
      return "";
    }
    return path.charAt(name.length()) == '.' ? path.substring(name.length() + 1) : null;
  }

  /** The name itself and all that it is a path in: {@code a.b.c}, {@code a.b}, {@code a}. */
  static List<String> holders(String name) {
    List<String> holders = new ArrayList<>();
    for (int end = name.length(); end > 0; end = name.lastIndexOf('.', end - 1)) {
      holders.add(name.substring(0, end));
    }
    return holders;
  }

  /** The last name of a path, as far as it cannot hold a dot. */
  static String lastName(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
