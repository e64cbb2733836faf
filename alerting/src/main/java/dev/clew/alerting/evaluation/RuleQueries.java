package dev.clew.alerting.evaluation;

import dev.clew.alerting.rule.RuleLanguage;
import dev.clew.model.LogMetricQueries;
import dev.clew.model.MetricQueries;
import dev.clew.model.MetricSample;
import dev.clew.model.QueryException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What answers the expressions of rules.
 *
 * @param logql null where there are no logs
 */
public record RuleQueries(MetricQueries promql, @Nullable LogMetricQueries logql) {
  /** Evaluates an expression at one instant. */
  List<MetricSample> instant(RuleLanguage language, String expression, long timeMillis) {
    return switch (language) {
      case PROMQL -> promql.instant(expression, timeMillis);
      case LOGQL -> logs().instant(expression, Instant.ofEpochMilli(timeMillis));
    };
  }

  /**
   * Checks an expression.
   *
   * @throws QueryException naming the position when it is wrong
   */
  public void check(RuleLanguage language, String expression) {
    switch (language) {
      case PROMQL -> promql.check(expression);
      case LOGQL -> logs().check(expression);
    }
  }

  private LogMetricQueries logs() {
    if (logql == null) {
      throw new QueryException(
          QueryException.Kind.EXECUTION, "LogQL: there are no logs to ask (expected: PromQL)", -1);
    }
    return logql;
  }
}
