package dev.clew.model.query;

import dev.clew.model.QueryException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/**
 * The one bound of how deep anything that comes from outside may be nested: parentheses, calls, the
 * left side of a chain of operators, templates, regular expressions. What reads, prints, checks,
 * optimizes or evaluates a tree calls itself for every level of it; a thread's usual stack of 1 MiB
 * holds a thousand levels of the widest of them, and whoever has come to a level may need as much
 * again for what stands there. People nest three levels, programs a few dozen.
 */
public final class Nesting {
  /** Levels of a tree, the root being the first. */
  public static final int MOST = 250;

  private Nesting() {}

  public static String message() {
    return "expression nested deeper than " + MOST + " (expected: at most " + MOST + " levels)";
  }

  /**
   * @param position in the text; -1 when it is not known
   */
  public static QueryException tooDeep(int position) {
    return new QueryException(QueryException.Kind.SYNTAX, message(), position);
  }

  /**
   * Whether a tree of any depth is within the bound; iterates, so that no tree is too deep for it.
   */
  public static <N> boolean isWithin(
      N root, Function<? super N, ? extends Iterable<? extends N>> children) {
    Deque<N> nodes = new ArrayDeque<>();
    Deque<Integer> levels = new ArrayDeque<>();
    nodes.push(root);
    levels.push(1);
    while (!nodes.isEmpty()) {
      N node = nodes.pop();
      int level = levels.pop();
      if (level > MOST) {
        return false;
      }
      for (N child : children.apply(node)) {
        nodes.push(child);
        levels.push(level + 1);
      }
    }
    return true;
  }
}
