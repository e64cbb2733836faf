package dev.clew.metricsstore.promql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the series of two vectors are paired.
 *
 * @param on whether {@code labels} are those to match on rather than those to ignore
 * @param include labels taken over from the "one" side
 * @param fillLeft value that stands in for a missing series on the left
 * @param fillRight value that stands in for a missing series on the right
 */
public record VectorMatching(
    Cardinality cardinality,
    boolean on,
    List<String> labels,
    List<String> include,
    @Nullable Double fillLeft,
    @Nullable Double fillRight) {
  /** How many series of each side may share a group. */
  public enum Cardinality {
    ONE_TO_ONE,
    MANY_TO_ONE,
    ONE_TO_MANY,
    MANY_TO_MANY
  }

  public static final VectorMatching DEFAULT =
      new VectorMatching(Cardinality.ONE_TO_ONE, false, List.of(), List.of(), null, null);

  public VectorMatching {
    labels = List.copyOf(labels);
    include = List.copyOf(include);
  }

  public boolean fills() {
    return fillLeft != null || fillRight != null;
  }

  public VectorMatching withCardinality(Cardinality other) {
    return new VectorMatching(other, on, labels, include, fillLeft, fillRight);
  }
}
