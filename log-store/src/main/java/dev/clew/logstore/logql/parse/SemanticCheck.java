package dev.clew.logstore.logql.parse;

import dev.clew.logstore.logql.ast.Expression;
import dev.clew.logstore.logql.ast.Grouping;
import dev.clew.logstore.logql.ast.LogQuery;
import dev.clew.logstore.logql.ast.LogRange;
import dev.clew.logstore.logql.ast.Matcher;
import dev.clew.logstore.logql.ast.MetricExpression;
import dev.clew.logstore.logql.ast.RangeOperator;
import dev.clew.logstore.logql.ast.VectorOperator;
import dev.clew.logstore.pipeline.LabelNames;
import dev.clew.logstore.pipeline.Patterns;
import dev.clew.model.QueryException;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds what can be read but means nothing. */
final class SemanticCheck {
  private static final String EMPTY_COMPATIBLE =
      "queries require at least one regexp or equality matcher that does not have an"
          + " empty-compatible value. For instance, app=~\".*\" does not meet this requirement, but"
          + " app=~\".+\" will";

  private SemanticCheck() {}

  static void check(Expression expression) {
    switch (expression) {
      case LogQuery query -> check(query);
      case MetricExpression.RangeAggregation range -> check(range.range().query());
      case MetricExpression.VectorAggregation vector -> check(vector.of());
      case MetricExpression.Binary binary -> {
        check(binary.left());
        check(binary.right());
      }
      case MetricExpression.LabelReplace replace -> {
        check(replace);
        check(replace.of());
      }
      case MetricExpression.Literal literal -> {}
      case MetricExpression.VectorOf vector -> {}
    }
  }

  private static void check(MetricExpression.LabelReplace replace) {
    compiled("invalid regex in label_replace: ", replace.regex());
    if (!LabelNames.isLabelName(replace.destination())) {
      throw SyntaxErrors.meaning(
          "invalid destination label name in label_replace: " + replace.destination());
    }
  }

  private static void check(LogQuery query) {
    checkMatchers(query.selector());
    if (query.selector().stream().allMatch(SemanticCheck::matchesEmpty)) {
      throw SyntaxErrors.meaning(EMPTY_COMPATIBLE);
    }
  }

  static void checkMatchers(List<Matcher> matchers) {
    for (Matcher matcher : matchers) {
      if (matcher.operator().isRegex()) {
        compiled("", matcher.value());
      }
    }
  }

  private static void compiled(String before, String regex) {
    try {
      Predicate<String> _ = Patterns.whole(regex);
    } catch (QueryException e) {
      throw SyntaxErrors.meaning(before + e.getMessage());
    }
  }

  private static boolean matchesEmpty(Matcher matcher) {
    boolean matched =
        matcher.operator().isRegex()
            ? Patterns.whole(matcher.value()).test("")
            : matcher.value().isEmpty();
    return matched != matcher.operator().isNegative();
  }

  static void check(
      RangeOperator operator, double parameter, LogRange range, @Nullable Grouping grouping) {
    boolean quantile = operator == RangeOperator.QUANTILE_OVER_TIME;
    if (quantile && Double.isNaN(parameter)) {
      throw SyntaxErrors.meaning("parameter required for operation " + operator.function());
    }
    if (!quantile && !Double.isNaN(parameter)) {
      throw SyntaxErrors.meaning(
          "parameter " + parameter + " not supported for operation " + operator.function());
    }
    if (grouping != null && !operator.allowsGrouping()) {
      throw SyntaxErrors.meaning(
          "grouping not allowed for " + operator.function() + " aggregation");
    }
    boolean unwrapped = range.unwrap() != null;
    if (unwrapped && operator.unwrapping() == RangeOperator.Unwrapping.NEVER) {
      throw SyntaxErrors.meaning("invalid aggregation " + operator.function() + " with unwrap");
    }
    if (!unwrapped && operator.unwrapping() == RangeOperator.Unwrapping.ALWAYS) {
      throw SyntaxErrors.meaning("invalid aggregation " + operator.function() + " without unwrap");
    }
    if (range.rangeNanos() <= 0) {
      throw SyntaxErrors.meaning("zero or negative range: [0s] (expected: a longer one)");
    }
  }

  /** The number that an aggregation takes, NaN when there was none. */
  static int parameter(VectorOperator operator, double parameter) {
    if (!operator.hasParameter()) {
      if (!Double.isNaN(parameter)) {
        throw SyntaxErrors.meaning(
            "unsupported parameter for operation " + operator.function() + "(" + parameter + ",");
      }
      return 0;
    }
    if (Double.isNaN(parameter)) {
      throw SyntaxErrors.meaning("parameter required for operation " + operator.function());
    }
    if (parameter != Math.rint(parameter) || Math.abs(parameter) > Integer.MAX_VALUE) {
      throw SyntaxErrors.meaning(
          "invalid parameter " + operator.function() + "(" + parameter + ",");
    }
    if (parameter <= 0) {
      throw SyntaxErrors.meaning(
          "invalid parameter (must be greater than 0) "
              + operator.function()
              + "("
              + (long) parameter);
    }
    return (int) parameter;
  }
}
