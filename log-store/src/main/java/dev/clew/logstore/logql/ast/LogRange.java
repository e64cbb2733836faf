package dev.clew.logstore.logql.ast;

import dev.clew.logstore.logql.ast.StageExpression.Unwrap;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a query, up to a duration before each instant.
 *
 * @param query with all stages; one of them may be {@link Unwrap}
 * @param offsetNanos how much earlier; may be negative
 */
public record LogRange(LogQuery query, long rangeNanos, long offsetNanos) {
  /** The stage that makes numbers of lines, or null when there is none. */
  public @Nullable Unwrap unwrap() {
    for (StageExpression stage : query.stages()) {
      if (stage instanceof Unwrap unwrap) {
        return unwrap;
      }
    }
    return null;
  }
}
