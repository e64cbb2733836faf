package dev.clew.metricsstore.promql.parse;

import static dev.clew.metricsstore.promql.ast.ValueType.MATRIX;
import static dev.clew.metricsstore.promql.ast.ValueType.SCALAR;
import static dev.clew.metricsstore.promql.ast.ValueType.STRING;
import static dev.clew.metricsstore.promql.ast.ValueType.VECTOR;

import dev.clew.metricsstore.promql.ast.FunctionSignature;
import dev.clew.metricsstore.promql.ast.ValueType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The functions of PromQL by name, those that Prometheus calls experimental among them. */
public final class FunctionSignatures {
  private static final Map<String, FunctionSignature> BY_NAME = new HashMap<>();

  static {
    all(
        "abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg"
            + " histogram_count histogram_stddev histogram_stdvar histogram_sum ln log10 log2 rad"
            + " sgn sin sinh sort sort_desc sqrt tan tanh timestamp start_timestamp",
        VECTOR);
    all(
        "absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta"
            + " increase irate last_over_time mad_over_time max_over_time min_over_time"
            + " present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time"
            + " ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time"
            + " ts_of_min_over_time",
        MATRIX);
    for (String name :
        "days_in_month day_of_month day_of_week day_of_year hour minute month year".split(" ")) {
      add(name, 1, VECTOR, VECTOR);
    }
    for (String name : "end pi range start step time".split(" ")) {
      add(name, 0, SCALAR);
    }
    add("clamp", 0, VECTOR, VECTOR, SCALAR, SCALAR);
    add("clamp_max", 0, VECTOR, VECTOR, SCALAR);
    add("clamp_min", 0, VECTOR, VECTOR, SCALAR);
    add("double_exponential_smoothing", 0, VECTOR, MATRIX, SCALAR, SCALAR);
    add("histogram_fraction", 0, VECTOR, SCALAR, SCALAR, VECTOR);
    add("histogram_quantile", 0, VECTOR, SCALAR, VECTOR);
    add("histogram_quantiles", 9, VECTOR, VECTOR, STRING, SCALAR, SCALAR);
    add("info", 1, VECTOR, VECTOR, VECTOR);
    add("label_join", -1, VECTOR, VECTOR, STRING, STRING, STRING);
    add("label_replace", 0, VECTOR, VECTOR, STRING, STRING, STRING, STRING);
    add("max_of", 0, SCALAR, SCALAR, SCALAR);
    add("min_of", 0, SCALAR, SCALAR, SCALAR);
    add("predict_linear", 0, VECTOR, MATRIX, SCALAR);
    add("quantile_over_time", 0, VECTOR, SCALAR, MATRIX);
    add("round", 1, VECTOR, VECTOR, SCALAR);
    add("scalar", 0, SCALAR, VECTOR);
    add("sort_by_label", -1, VECTOR, VECTOR, STRING);
    add("sort_by_label_desc", -1, VECTOR, VECTOR, STRING);
    add("vector", 0, VECTOR, SCALAR);
  }

  private static final Set<String> EXPERIMENTAL =
      Set.of(
          ("double_exponential_smoothing end histogram_quantiles info mad_over_time max_of min_of"
                  + " range sort_by_label sort_by_label_desc start start_timestamp step"
                  + " ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time"
                  + " ts_of_min_over_time")
              .split(" "));

  private FunctionSignatures() {}

  /** Whether Prometheus wants the function switched on first. */
  static boolean isExperimental(FunctionSignature function) {
    return EXPERIMENTAL.contains(function.name());
  }

  private static void all(String names, ValueType argument) {
    for (String name : names.split(" ")) {
      add(name, 0, VECTOR, argument);
    }
  }

  private static void add(String name, int optional, ValueType result, ValueType... arguments) {
    List<ValueType> types = Arrays.asList(arguments);
    BY_NAME.put(name, new FunctionSignature(name, types, optional, result));
  }

  /** The function of that name, or null. */
  public static @Nullable FunctionSignature of(String name) {
    return BY_NAME.get(name);
  }

  /** The names of all functions. */
  public static Set<String> names() {
    return Set.copyOf(BY_NAME.keySet());
  }
}
