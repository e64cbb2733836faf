package dev.clew.logstore.logql.ast;

import java.util.List;

/**
 * How the series of two sides find each other.
 *
 * @param bool whether a comparison answers 0 or 1 instead of leaving out
 * @param on whether only {@code labels} are compared; else all but these
 * @param include labels that the "many" side takes over from the "one" side
 */
public record Matching(
    boolean bool, boolean on, List<String> labels, Cardinality cardinality, List<String> include) {
  public Matching {
    labels = List.copyOf(labels);
    include = List.copyOf(include);
  }

  /** What a binary operation has that says nothing else. */
  public static final Matching DEFAULT =
      new Matching(false, false, List.of(), Cardinality.ONE_TO_ONE, List.of());

  /** How many series of one side go with one of the other. */
  public enum Cardinality {
    ONE_TO_ONE,
    /** {@code group_left}. */
    MANY_TO_ONE,
    /** {@code group_right}. */
    ONE_TO_MANY
  }
}
