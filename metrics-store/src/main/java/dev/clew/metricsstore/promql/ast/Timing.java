package dev.clew.metricsstore.promql.ast;

import org.jspecify.annotations.Nullable;

/** When a selector or subquery looks, relative to the evaluation or fixed. */
public record Timing(@Nullable DurationExpression offset, @Nullable At at) {
  public static final Timing NOW = new Timing(null, null);

  /** A fixed time. */
  public sealed interface At {
    /** Milliseconds since the Unix epoch. */
    record Instant(long millis) implements At {}

    /** The start of the query. */
    record Start() implements At {}

    /** The end of the query. */
    record End() implements At {}
  }

  public Timing withOffset(DurationExpression newOffset) {
    return new Timing(newOffset, at);
  }

  public Timing withAt(At newAt) {
    return new Timing(offset, newAt);
  }
}
