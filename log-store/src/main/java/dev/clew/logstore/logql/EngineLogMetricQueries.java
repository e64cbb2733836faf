package dev.clew.logstore.logql;

import dev.clew.logstore.logql.ast.MetricExpression;
import dev.clew.logstore.logql.result.LogqlResult;
import dev.clew.logstore.logql.result.LogqlValue;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import dev.clew.model.TimeRange;
import dev.clew.model.seam.LogMetricQueries;
import dev.clew.model.seam.MetricSample;
import dev.clew.model.seam.MetricSeries;
import dev.clew.storage.rows.QueryLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The engine as other modules ask it. An answer that is not whole counts as a failure. */
public final class EngineLogMetricQueries implements LogMetricQueries {
  private final LogqlEngine engine;
  private final QueryLimits limits;

  public EngineLogMetricQueries(LogqlEngine engine, QueryLimits limits) {
    this.engine = engine;
    this.limits = limits;
  }

  @Override
  public List<MetricSample> instant(String logql, Instant time) {
    return switch (whole(engine.instant(logql, TimeRange.nanosOf(time), limits))) {
      case LogqlValue.Scalar scalar ->
          List.of(new MetricSample(Labels.EMPTY, scalar.timeMillis(), scalar.value()));
      case LogqlValue.Vector vector -> vector.samples();
      case LogqlValue.Matrix matrix -> List.of();
      case LogqlValue.Streams streams -> List.of();
    };
  }

  @Override
  public List<MetricSeries> range(String logql, Instant start, Instant end, Duration step) {
    LogqlResult result =
        engine.range(
            logql, TimeRange.nanosOf(start), TimeRange.nanosOf(end), step.toNanos(), limits);
    return whole(result) instanceof LogqlValue.Matrix(List<MetricSeries> series)
        ? series
        : List.of();
  }

  /** An alert must not fire, or stay silent, because of half of the lines. */
  private static LogqlValue whole(LogqlResult result) {
    String partial = result.statistics().partial();
    if (partial != null) {
      throw new QueryException(QueryException.Kind.LIMIT, partial, -1);
    }
    return result.value();
  }

  @Override
  public void check(String logql) {
    if (!(engine.parse(logql) instanceof MetricExpression)) {
      throw new QueryException(
          QueryException.Kind.SYNTAX, "a query for lines (expected: a metric query)", 0);
    }
  }
}
