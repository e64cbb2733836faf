package dev.clew.logstore.logql;

import dev.clew.logstore.LogStore;
import dev.clew.logstore.logql.ast.Expression;
import dev.clew.logstore.logql.ast.LogQuery;
import dev.clew.logstore.logql.ast.MetricExpression;
import dev.clew.logstore.logql.ast.Printer;
import dev.clew.logstore.logql.eval.EvaluationContext;
import dev.clew.logstore.logql.eval.ExactFilter;
import dev.clew.logstore.logql.eval.LogEvaluation;
import dev.clew.logstore.logql.eval.MetricEvaluation;
import dev.clew.logstore.logql.eval.Pruning;
import dev.clew.logstore.logql.eval.StageCompiler;
import dev.clew.logstore.logql.eval.StreamIndex;
import dev.clew.logstore.logql.parse.LogqlParser;
import dev.clew.logstore.logql.range.StepSeries;
import dev.clew.logstore.logql.range.Steps;
import dev.clew.logstore.logql.result.LogqlLimits;
import dev.clew.logstore.logql.result.LogqlResult;
import dev.clew.logstore.logql.result.LogqlStatistics;
import dev.clew.logstore.logql.result.LogqlTail;
import dev.clew.logstore.logql.result.LogqlValue;
import dev.clew.logstore.logql.result.StreamTotals;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import dev.clew.model.QueryException.Kind;
import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.model.seam.MetricSample;
import dev.clew.model.seam.MetricSeries;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.RowQuery;
import dev.clew.storage.rows.WantedRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Answers LogQL queries. Thread-safe; a query runs on the thread that asks, within {@link
 * QueryLimits}, which also cancel it. Every method throws {@link QueryException} when the query is
 * wrong or breaks a limit.
 */
public final class LogqlEngine {
  private static final long MILLI = 1_000_000;

  private final LogStore store;
  private final LogqlLimits limits;
  private final StageCompiler compiler;

  public LogqlEngine(LogStore store, Clock clock, LogqlLimits limits) {
    this.store = store;
    this.limits = limits;
    this.compiler = new StageCompiler(clock);
  }

  /** Reads a query and checks all of it, but for what only the data can tell. */
  public Expression parse(String query) {
    Expression expression = LogqlParser.parse(query);
    check(expression);
    return expression;
  }

  private void check(Expression expression) {
    switch (expression) {
      case LogQuery query -> compiler.compile(query.stages());
      case MetricExpression.RangeAggregation range -> check(range.range().query());
      case MetricExpression.VectorAggregation vector -> check(vector.of());
      case MetricExpression.Binary binary -> {
        check(binary.left());
        check(binary.right());
      }
      case MetricExpression.LabelReplace replace -> check(replace.of());
      case MetricExpression.Literal literal -> {}
      case MetricExpression.VectorOf vector -> {}
    }
  }

  /** Whether a query asks for lines; else it asks for numbers. */
  public boolean isLogQuery(String query) {
    return LogqlParser.parse(query) instanceof LogQuery;
  }

  /** The query as it is best read: {@code format_query}. */
  public String format(String query) {
    return Printer.pretty(LogqlParser.parse(query));
  }

  /**
   * The lines of a log query.
   *
   * @param range end exclusive
   * @param limit greatest number of lines of all streams, at least 1
   */
  public LogqlResult logs(
      String query, TimeRange range, int limit, RowQuery.Order order, QueryLimits bounds) {
    LogEvaluation evaluation =
        new LogEvaluation(store, compiler, Pruning.of(store, range), logQuery(query));
    RowQuery rows = new RowQuery(evaluation.filter(), range, limit, order, null, bounds);
    try {
      LogqlStatistics statistics = LogqlStatistics.NONE.plus(evaluation.run(store, rows));
      return new LogqlResult(new LogqlValue.Streams(evaluation.streams()), statistics);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LogQuery logQuery(String query) {
    if (parse(query) instanceof LogQuery logQuery) {
      return logQuery;
    }
    throw new QueryException(Kind.SYNTAX, "only log selector is supported", -1);
  }

  private MetricExpression metricQuery(String query) {
    if (parse(query) instanceof MetricExpression metric) {
      return metric;
    }
    throw new QueryException(
        Kind.SYNTAX,
        "log queries are not supported as an instant query type, please change your query to a"
            + " range query type",
        -1);
  }

  /** A metric query at one instant: {@link LogqlValue.Vector} or {@link LogqlValue.Scalar}. */
  public LogqlResult instant(String query, long timeNanos, QueryLimits bounds) {
    MetricExpression expression = metricQuery(query);
    long millis = Math.floorDiv(timeNanos, MILLI);
    if (expression instanceof MetricExpression.Literal(double value)) {
      return new LogqlResult(new LogqlValue.Scalar(millis, value), LogqlStatistics.NONE);
    }
    LogqlStatistics[] statistics = {LogqlStatistics.NONE};
    List<StepSeries> series = evaluate(expression, new Steps(timeNanos, 1, 1), bounds, statistics);
    List<MetricSample> samples = new ArrayList<>();
    for (StepSeries one : series) {
      if (one.present().get(0)) {
        samples.add(new MetricSample(one.labels(), millis, one.values()[0]));
      }
    }
    boolean sorted =
        expression instanceof MetricExpression.VectorAggregation(var operator, var k, var of, var g)
            && (operator.isSort() || operator.hasParameter());
    if (!sorted) {
      samples.sort(Comparator.comparing(MetricSample::labels));
    }
    return new LogqlResult(new LogqlValue.Vector(samples), statistics[0]);
  }

  /** A metric query from start to end, both inclusive, at every step: {@link LogqlValue.Matrix}. */
  public LogqlResult range(
      String query, long startNanos, long endNanos, long stepNanos, QueryLimits bounds) {
    Steps steps = steps(startNanos, endNanos, stepNanos);
    MetricExpression expression = metricQuery(query);
    LogqlStatistics[] statistics = {LogqlStatistics.NONE};
    List<MetricSeries> found = new ArrayList<>();
    for (StepSeries one : evaluate(expression, steps, bounds, statistics)) {
      if (!one.present().isEmpty()) {
        found.add(series(one, steps));
      }
    }
    found.sort(Comparator.comparing(MetricSeries::labels));
    return new LogqlResult(new LogqlValue.Matrix(found), statistics[0]);
  }

  private Steps steps(long startNanos, long endNanos, long stepNanos) {
    if (stepNanos <= 0) {
      throw new QueryException(
          Kind.SYNTAX,
          "zero or negative query resolution step widths are not accepted. Try a positive integer",
          -1);
    }
    if (endNanos < startNanos) {
      throw new QueryException(
          Kind.SYNTAX, "end timestamp must not be before or equal to start time", -1);
    }
    long count = (endNanos - startNanos) / stepNanos + 1;
    if (count > limits.maxPoints() + 1L) {
      throw new QueryException(
          Kind.SYNTAX,
          "exceeded maximum resolution of "
              + String.format("%,d", limits.maxPoints())
              + " points per time series. Try increasing the value of the step parameter",
          -1);
    }
    return new Steps(startNanos, stepNanos, (int) count);
  }

  private static MetricSeries series(StepSeries series, Steps steps) {
    int size = series.present().cardinality();
    long[] times = new long[size];
    double[] values = new double[size];
    int at = 0;
    for (int step = series.present().nextSetBit(0);
        step >= 0;
        step = series.present().nextSetBit(step + 1)) {
      times[at] = Math.floorDiv(steps.startNanos() + step * steps.stepNanos(), MILLI);
      values[at++] = series.values()[step];
    }
    return new MetricSeries(series.labels(), times, Arrays.copyOf(values, size));
  }

  private List<StepSeries> evaluate(
      MetricExpression expression, Steps steps, QueryLimits bounds, LogqlStatistics[] statistics) {
    EvaluationContext context =
        new EvaluationContext(
            store,
            compiler,
            steps,
            limits,
            bounds,
            report -> statistics[0] = statistics[0].plus(report));
    List<StepSeries> series = new MetricEvaluation(context).run(expression);
    if (series.size() > limits.maxSeries()) {
      throw new QueryException(
          Kind.LIMIT,
          "maximum number of series ("
              + limits.maxSeries()
              + ") reached for a single query; consider reducing query cardinality by adding more"
              + " specific stream selectors, reducing the time range, or aggregating results with"
              + " functions like sum(), count() or topk()",
          -1);
    }
    return series;
  }

  /**
   * The label sets of the streams that a selector ({@code {app="a"}}) matches; several selectors
   * are joined. Sorted.
   */
  public List<Labels> series(List<String> selectors, TimeRange range, QueryLimits bounds) {
    StreamIndex index = new StreamIndex(store, range, bounds);
    if (selectors.isEmpty()) {
      index.add(List.of());
    }
    selectors.forEach(selector -> index.add(LogqlParser.selector(selector)));
    return index.streams();
  }

  /**
   * The names of the labels of streams. Sorted.
   *
   * @param selector only streams that it matches; empty means all
   */
  public List<String> labels(TimeRange range, String selector, QueryLimits bounds) {
    return series(List.of(selector), range, bounds).stream()
        .flatMap(labels -> labels.asMap().keySet().stream())
        .sorted()
        .distinct()
        .toList();
  }

  /** The values of a label of streams. Sorted. */
  public List<String> labelValues(
      String name, TimeRange range, String selector, QueryLimits bounds) {
    return series(List.of(selector), range, bounds).stream()
        .map(labels -> labels.get(name))
        .filter(value -> !value.isEmpty())
        .sorted()
        .distinct()
        .toList();
  }

  /** How many streams, lines and bytes of text a selector matches: {@code index/stats}. */
  public StreamTotals totals(String selector, TimeRange range, QueryLimits bounds) {
    StreamIndex index = new StreamIndex(store, range, bounds);
    return index.totals(LogqlParser.selector(selector));
  }

  /**
   * The filter that wants exactly the lines of a log query.
   *
   * @throws QueryException also when the query has a part that is no filter, as parsers are
   */
  public Filter filter(String query, TimeRange range) {
    return new ExactFilter(store, range).of(logQuery(query));
  }

  /**
   * The rows of a log query, exactly: by a filter where there is one, else looked at one by one.
   */
  public WantedRows rows(String query, TimeRange range) {
    try {
      return WantedRows.of(filter(query, range));
    } catch (QueryException e) {
      // No filter; what is wrong with the query altogether is wrong here too.
      LogEvaluation evaluation =
          new LogEvaluation(store, compiler, Pruning.of(store, range), logQuery(query));
      return new WantedRows(evaluation.filter(), evaluation::wants);
    }
  }

  /** A log query that lines can be given to one by one, for live tail. */
  public LogqlTail tail(String query) {
    return new LogEvaluation(store, compiler, Pruning.ofFuture(store), logQuery(query));
  }
}
