package dev.clew.metricsstore.promql.differential;

import java.util.List;
import java.util.Random;

/** Makes up queries in the language that Prometheus 2.42 knows. */
final class QueryGrammar {
  private static final List<String> SELECTORS =
      List.of(
          "requests_total",
          "requests_total{job=\"api\"}",
          "requests_total{code!=\"200\",instance=~\"i[01]\"}",
          "temperature",
          "temperature{instance!~\"i0|i9\"}",
          "latency_bucket{le=\"0.5\"}",
          "odd",
          "missing");
  private static final List<String> RANGES = List.of("1m", "5m", "17m", "1h");
  private static final List<String> OVER_RANGE =
      List.of(
          "irate",
          "idelta",
          "resets",
          "changes",
          "deriv",
          "avg_over_time",
          "sum_over_time",
          "min_over_time",
          "max_over_time",
          "count_over_time",
          "stddev_over_time",
          "stdvar_over_time",
          "last_over_time",
          "present_over_time",
          "absent_over_time");
  private static final List<String> EXTRAPOLATED = List.of("rate", "increase", "delta");
  private static final List<String> HIGH =
      List.of("requests_total", "requests_total{job=\"api\"}", "latency_bucket{le=\"0.5\"}");
  private static final List<String> OF_VECTOR =
      List.of(
          "abs",
          "ceil",
          "floor",
          "sqrt",
          "ln",
          "log2",
          "log10",
          "sgn",
          "sin",
          "cos",
          "tanh",
          "atan",
          "asinh",
          "deg",
          "rad",
          "timestamp",
          "absent",
          "day_of_week",
          "days_in_month",
          "hour",
          "minute",
          "month",
          "year",
          "sort",
          "-",
          "+");
  private static final List<String> AGGREGATIONS =
      List.of("sum", "avg", "min", "max", "count", "group");
  private static final List<String> GROUPINGS =
      List.of(
          "", "by (job) ", "by (job, instance) ", "without (instance) ", "by () ", "without () ");
  private static final List<String> ARITHMETIC = List.of("+", "-", "*", "/");
  private static final List<String> COMPARISONS = List.of("==", "!=", ">", "<", ">=", "<=");

  private final Random random;

  QueryGrammar(Random random) {
    this.random = random;
  }

  String next() {
    return vector(3);
  }

  private String one(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private String selector() {
    String timing =
        switch (random.nextInt(8)) {
          case 0 -> " offset 7m";
          case 1 -> " @ " + (SampleData.START / 1000 + 3600);
          case 2 -> " @ end() offset 1m";
          default -> "";
        };
    return one(SELECTORS) + timing;
  }

  private String range(int depth) {
    if (depth > 0 && random.nextInt(4) == 0) {
      return withoutSubquery(depth - 1) + "[" + one(List.of("5m:1m", "20m:", "11m:30s")) + "]";
    }
    String selector = one(SELECTORS) + "[" + one(RANGES) + "]";
    return random.nextInt(5) == 0 ? selector + " offset 3m" : selector;
  }

  private String withoutSubquery(int depth) {
    String inner;
    do {
      inner = vector(depth);
    } while (inner.contains(":"));
    return inner;
  }

  private String overRange(int depth) {
    if (random.nextInt(4) == 0) {
      return one(EXTRAPOLATED) + "(" + one(HIGH) + "[" + one(RANGES) + "])";
    }
    return one(OVER_RANGE) + "(" + range(depth) + ")";
  }

  private String vector(int depth) {
    if (depth == 0) {
      return selector();
    }
    return switch (random.nextInt(9)) {
      case 0 -> selector();
      case 1, 2 -> overRange(depth);
      case 3 -> one(OF_VECTOR) + "(" + vector(depth - 1) + ")";
      case 4, 5 -> one(AGGREGATIONS) + " " + one(GROUPINGS) + "(" + vector(depth - 1) + ")";
      case 6 -> parameterized(depth);
      case 7 -> withNumber(depth);
      default -> ofTwo(depth);
    };
  }

  private String parameterized(int depth) {
    String inner = vector(depth - 1);
    return switch (random.nextInt(9)) {
      case 0 -> "quantile(0.3, " + inner + ")";
      case 1 -> "quantile_over_time(0.9, " + range(depth) + ")";
      case 2 -> "predict_linear(" + range(depth) + ", 600)";
      case 3 -> "clamp(" + inner + ", -5, 30)";
      case 4 -> "round(" + one(HIGH) + ", 0.5)";
      case 5 -> "histogram_quantile(0.7, sum by (job, le) (rate(latency_bucket[5m])))";
      case 6 -> one(List.of("stddev ", "stdvar ")) + one(GROUPINGS) + "(" + one(HIGH) + ")";
      case 7 -> "label_replace(" + inner + ", \"new\", \"$1-x\", \"job\", \"(.)(.*)\")";
      default -> "scalar(" + inner + ") + " + inner;
    };
  }

  private String withNumber(int depth) {
    String number = one(List.of("2", "-0.5", "100000", "1e3", "time()"));
    String operator =
        random.nextBoolean()
            ? one(ARITHMETIC)
            : one(COMPARISONS) + (random.nextBoolean() ? " bool" : "");
    String vector = "(" + vector(depth - 1) + ")";
    return random.nextBoolean()
        ? vector + " " + operator + " " + number
        : number + " " + operator + " " + vector;
  }

  private String ofTwo(int depth) {
    String matching =
        one(
            List.of(
                "",
                "on (job, instance) ",
                "ignoring (code) ",
                "on (job) group_left () ",
                "on (job, instance) group_right () "));
    String left = "(" + vector(depth - 1) + ")";
    String right = "(" + vector(depth - 1) + ")";
    if (random.nextInt(4) == 0) {
      String on = matching.contains("group") ? "on (job) " : matching;
      return left + " " + one(List.of("and", "or", "unless")) + " " + on + right;
    }
    String operator = random.nextBoolean() ? one(ARITHMETIC) : one(COMPARISONS) + " bool";
    return left + " " + operator + " " + matching + right;
  }
}
