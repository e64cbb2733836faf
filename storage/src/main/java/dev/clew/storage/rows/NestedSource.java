package dev.clew.storage.rows;

import dev.clew.model.AttributeValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fixed field whose bytes hold named values of any depth: {@code event.retry} is {@code retry} in
 * what an event says.
 *
 * @param roots what the names of its values begin with, up to their first dot
 */
public record NestedSource(Field field, List<String> roots, Decoder decoder) {
  /** Reads the bytes of one row. */
  @FunctionalInterface
  public interface Decoder {
    /**
     * @param root which of the roots is asked for
     * @return the values under it, or null when there are none
     */
    @Nullable AttributeValue decode(String root, byte[] bytes);
  }

  /** Whether a text may spell its letters by their numbers, as JSON can. */
  public static boolean mayBeEscaped(byte[] bytes) {
    for (int i = 0; i + 1 < bytes.length; i++) {
      if (bytes[i] == '\\' && bytes[i + 1] == 'u') {
        return true;
      }
    }
    return false;
  }

  /** The root that a name begins with, or null when it means nothing in here. */
  public @Nullable String rootOf(String name) {
    int dot = name.indexOf('.');
    return dot > 0 && dot < name.length() - 1 && roots.contains(name.substring(0, dot))
        ? name.substring(0, dot)
        : null;
  }
}
