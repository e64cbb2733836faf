package dev.clew.metricsstore.promql.ast;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** PromQL's aggregations. */
public enum AggregateOperator {
  SUM,
  AVG,
  COUNT,
  MIN,
  MAX,
  GROUP,
  STDDEV,
  STDVAR,
  TOPK,
  BOTTOMK,
  COUNT_VALUES,
  QUANTILE,
  LIMITK,
  LIMIT_RATIO;

  private final String symbol = name().toLowerCase(Locale.ROOT);

  public String symbol() {
    return symbol;
  }

  /** Whether it takes a parameter before the vector. */
  public boolean hasParameter() {
    return switch (this) {
      case TOPK, BOTTOMK, COUNT_VALUES, QUANTILE, LIMITK, LIMIT_RATIO -> true;
      default -> false;
    };
  }

  /** Whether the answer consists of input series rather than of new ones. */
  public boolean selectsSeries() {
    return switch (this) {
      case TOPK, BOTTOMK, LIMITK, LIMIT_RATIO -> true;
      default -> false;
    };
  }

  /** The operator of that name in any case, or null. */
  public static @Nullable AggregateOperator of(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    for (AggregateOperator operator : values()) {
      if (operator.symbol.equals(lower)) {
        return operator;
      }
    }
    return null;
  }

  /** Whether Prometheus wants the operator switched on first. */
  public boolean isExperimental() {
    return this == LIMITK || this == LIMIT_RATIO;
  }
}
