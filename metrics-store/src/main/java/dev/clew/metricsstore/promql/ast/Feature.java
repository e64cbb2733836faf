package dev.clew.metricsstore.promql.ast;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of the language Prometheus hides behind its {@code --enable-feature} flags. */
public enum Feature {
  /** Functions and aggregations that may still change. */
  EXPERIMENTAL_FUNCTIONS("promql-experimental-functions"),
  /** Arithmetic on durations; on by default since Prometheus 3.14. */
  DURATION_EXPRESSIONS("promql-duration-expr"),
  /** {@code anchored} and {@code smoothed}. */
  EXTENDED_RANGE_SELECTORS("promql-extended-range-selectors"),
  /** {@code fill}, {@code fill_left} and {@code fill_right}. */
  FILL_MODIFIERS("promql-binop-fill-modifiers"),
  /** Metric names are dropped at the end of a query only. */
  DELAYED_NAME_REMOVAL("promql-delayed-name-removal"),
  /** Counter resets are told by the times since when samples count, too. */
  START_TIMESTAMPS("use-start-timestamps"),
  /** Counters are told by the label {@code __type__} instead of by their names. */
  TYPE_AND_UNIT_LABELS("type-and-unit-labels");

  private final String flag;

  Feature(String flag) {
    this.flag = flag;
  }

  /** The feature of that flag, or null. */
  public static @Nullable Feature of(String flag) {
    for (Feature feature : values()) {
      if (feature.flag.equals(flag)) {
        return feature;
      }
    }
    return null;
  }

  /** All flags. */
  public static List<String> flags() {
    return Arrays.stream(values()).map(Feature::flag).toList();
  }

  /** The name in Prometheus' {@code --enable-feature}. */
  public String flag() {
    return flag;
  }
}
