package dev.clew.logstore.logql.ast;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is made of the lines of a range. */
public enum RangeOperator {
  COUNT_OVER_TIME(Unwrapping.NEVER, false),
  RATE(Unwrapping.EITHER, false),
  RATE_COUNTER(Unwrapping.ALWAYS, false),
  BYTES_OVER_TIME(Unwrapping.NEVER, false),
  BYTES_RATE(Unwrapping.NEVER, false),
  ABSENT_OVER_TIME(Unwrapping.EITHER, false),
  SUM_OVER_TIME(Unwrapping.ALWAYS, false),
  AVG_OVER_TIME(Unwrapping.ALWAYS, true),
  MAX_OVER_TIME(Unwrapping.ALWAYS, true),
  MIN_OVER_TIME(Unwrapping.ALWAYS, true),
  FIRST_OVER_TIME(Unwrapping.ALWAYS, true),
  LAST_OVER_TIME(Unwrapping.ALWAYS, true),
  STDDEV_OVER_TIME(Unwrapping.ALWAYS, true),
  STDVAR_OVER_TIME(Unwrapping.ALWAYS, true),
  QUANTILE_OVER_TIME(Unwrapping.ALWAYS, true);

  /** Whether the lines need a value. */
  public enum Unwrapping {
    NEVER,
    EITHER,
    ALWAYS
  }

  private final Unwrapping unwrapping;
  private final boolean grouping;

  RangeOperator(Unwrapping unwrapping, boolean grouping) {
    this.unwrapping = unwrapping;
    this.grouping = grouping;
  }

  public Unwrapping unwrapping() {
    return unwrapping;
  }

  /** Whether {@code by} and {@code without} may follow. */
  public boolean allowsGrouping() {
    return grouping;
  }

  public String function() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The operator of that name in any case, or null. */
  public static @Nullable RangeOperator named(String function) {
    for (RangeOperator operator : values()) {
      if (operator.function().equalsIgnoreCase(function)) {
        return operator;
      }
    }
    return null;
  }
}
