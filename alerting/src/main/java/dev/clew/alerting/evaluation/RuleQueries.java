package dev.clew.alerting.evaluation;

import dev.clew.alerting.rule.RuleLanguage;
import dev.clew.model.QueryException;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.seam.LogMetricQueries;
import dev.clew.model.seam.MetricQueries;
import dev.clew.model.seam.MetricSample;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What answers the expressions of rules.
 *
 * @param logql null where there are no logs
 * @param memory what evaluations together may hold. It is their own: heavy queries of people do not
 *     keep an alert from being evaluated, nor does a heavy rule keep people from asking
 */
public record RuleQueries(
    MetricQueries promql, @Nullable LogMetricQueries logql, MemoryBudget memory) {
  /** Without a bound, for tests and tools. */
  public RuleQueries(MetricQueries promql, @Nullable LogMetricQueries logql) {
    this(promql, logql, MemoryBudget.of(Long.MAX_VALUE / 4));
  }

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
