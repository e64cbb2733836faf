package dev.clew.logstore.logql.ast;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is made of the series of one instant. */
public enum VectorOperator {
  SUM,
  AVG,
  MIN,
  MAX,
  STDDEV,
  STDVAR,
  COUNT,
  TOPK,
  BOTTOMK,
  SORT,
  SORT_DESC,
  APPROX_TOPK;

  public boolean hasParameter() {
    return this == TOPK || this == BOTTOMK || this == APPROX_TOPK;
  }

  public boolean isSort() {
    return this == SORT || this == SORT_DESC;
  }

  public String function() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The operator of that name in any case, or null. */
  public static @Nullable VectorOperator named(String function) {
    for (VectorOperator operator : values()) {
      if (operator.function().equalsIgnoreCase(function)) {
        return operator;
      }
    }
    return null;
  }
}
