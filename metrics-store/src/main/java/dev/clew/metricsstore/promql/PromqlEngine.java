package dev.clew.metricsstore.promql;

import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.ast.ValueType;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Evaluator;
import dev.clew.metricsstore.promql.eval.QueryContext;
import dev.clew.metricsstore.promql.eval.QueryPool;
import dev.clew.metricsstore.promql.eval.QueryTrace;
import dev.clew.metricsstore.promql.eval.RangeVector;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.promql.eval.Value;
import dev.clew.metricsstore.promql.parse.Parser;
import dev.clew.metricsstore.promql.result.Annotations;
import dev.clew.metricsstore.promql.result.QueryResult;
import dev.clew.metricsstore.promql.result.QueryStats;
import dev.clew.metricsstore.promql.result.QueryValue;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.metricsstore.series.SeriesSource;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import dev.clew.model.QueryException.Kind;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.memory.QueryGate;
import dev.clew.model.memory.QueryMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers PromQL queries over stored series, with Prometheus' results, errors and annotations.
 * Thread-safe; a query runs on the thread that asks, with the help of a few threads that all
 * queries share. Interrupting it cancels the query.
 */
public final class PromqlEngine {
  /** Enough for a minute's resolution of a week or an hour's of a year, as Prometheus puts it. */
  public static final int MAX_POINTS = 11_000;

  private final SeriesSource source;
  private final EngineConfig config;
  private final @Nullable QueryPool pool;
  private final boolean usesRollups;
  private final QueryGate gate;

  /** Narrower than what all queries share; null when that alone counts. */
  private final @Nullable MemoryBudget narrower;

  public PromqlEngine(SeriesSource source, EngineConfig config) {
    this(source, config, QueryPool.ofThreads(Runtime.getRuntime().availableProcessors()), true);
  }

  /**
   * For comparing ways to calculate.
   *
   * @param pool null for everything on the thread that asks
   * @param usesRollups false for a window at a time
   */
  PromqlEngine(
      SeriesSource source, EngineConfig config, @Nullable QueryPool pool, boolean usesRollups) {
    this.source = source;
    this.config = config;
    this.pool = pool;
    this.usesRollups = usesRollups;
    gate = new QueryGate("PromQL queries", config.maxConcurrency(), QueryGate.DEFAULT_WAITING);
    long most = config.maxMemoryBytes();
    narrower = most == 0 ? null : MemoryBudget.of("PromQL queries", most);
  }

  /** What running queries hold of {@code promql.max_memory_bytes}, by an estimate. */
  public long heldBytes() {
    return narrower == null ? 0 : narrower.heldBytes();
  }

  /** Parses and checks an expression. */
  public Expression parse(String query) {
    return Parser.parse(query, config.enabled());
  }

  public QueryResult instant(String query, long timeMillis) {
    return instant(query, timeMillis, QueryOptions.DEFAULT);
  }

  /**
   * Evaluates an expression of any type at one instant.
   *
   * @throws QueryException when the expression is wrong or breaks a limit
   */
  public QueryResult instant(String query, long timeMillis, QueryOptions options) {
    Expression expression = parse(query);
    Steps steps = new Steps(timeMillis, 1, 1);
    return run(
        query,
        context(steps, true, options),
        options,
        evaluator ->
            expression.type() == ValueType.MATRIX
                ? matrix(evaluator.range(expression, steps), timeMillis)
                : instantValue(evaluator.result(expression, steps), timeMillis));
  }

  public QueryResult range(String query, long startMillis, long endMillis, long stepMillis) {
    return range(query, Steps.between(startMillis, endMillis, stepMillis), QueryOptions.DEFAULT);
  }

  /**
   * Evaluates an expression at all steps.
   *
   * @throws QueryException when the expression is wrong, is no scalar or instant vector, or breaks
   *     a limit
   */
  public QueryResult range(String query, Steps steps, QueryOptions options) {
    if (steps.count() - 1 > MAX_POINTS) {
      throw new QueryException(
          Kind.SYNTAX,
          "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query"
              + " resolution (?step=XX)",
          -1);
    }
    Expression expression = parse(query);
    if (expression.type() != ValueType.VECTOR && expression.type() != ValueType.SCALAR) {
      throw new QueryException(
          Kind.SYNTAX,
          "invalid expression type \""
              + expression.type().documented()
              + "\" for range query, must be Scalar or instant Vector",
          -1);
    }
    return run(
        query,
        context(steps, false, options),
        options,
        evaluator ->
            columns(
                steps.count() == 0
                    ? new Value.Columns(List.of())
                    : evaluator.result(expression, steps),
                steps));
  }

  /** Evaluates within the bounds of the engine. What the result takes stays held. */
  private QueryResult run(
      String query,
      QueryContext context,
      QueryOptions options,
      Function<ExpressionEvaluator, QueryValue> evaluation) {
    QueryMemory shared = QueryMemory.current();
    if (narrower == null) {
      return run(query, context, options, evaluation, shared);
    }
    try (QueryMemory own =
        shared.within(
            narrower, "this query", "fewer series or steps, or a larger promql.max_memory_bytes")) {
      return run(query, context, options, evaluation, own);
    }
  }

  @SuppressWarnings("try") // the pass and the scope are held, not used
  private QueryResult run(
      String query,
      QueryContext context,
      QueryOptions options,
      Function<ExpressionEvaluator, QueryValue> evaluation,
      QueryMemory memory) {
    QueryTrace trace = new QueryTrace(context.query(), options.countsSteps());
    long before = memory.heldBytes();
    long begun = System.nanoTime();
    try (QueryGate.Pass pass = gate.enter(options.canceled(), context::isExpired);
        QueryMemory.Scope scope = memory.enter()) {
      long admitted = System.nanoTime();
      context.accounts(trace, memory);
      QueryValue value = evaluation.apply(new ExpressionEvaluator(context));
      long evaluated = System.nanoTime();
      if (value instanceof QueryValue.Matrix(List<SeriesData> series)) {
        List<SeriesData> sorted = new ArrayList<>(series);
        sorted.sort(Comparator.comparing(SeriesData::labels));
        value = new QueryValue.Matrix(sorted);
      }
      QueryStats stats =
          new QueryStats(
              (admitted - begun) / 1e9,
              trace.preparationSeconds(),
              (evaluated - admitted) / 1e9,
              (System.nanoTime() - evaluated) / 1e9,
              trace.totalSamples(),
              trace.peakSamples(),
              perStep(trace, context.query()));
      context.warnOfLosses();
      Annotations annotations = context.annotations();
      return new QueryResult(
          value, annotations.warnings(query), annotations.infos(query), stats, trace.explain());
    } catch (RuntimeException e) {
      memory.settle(before);
      throw e;
    }
  }

  private static List<QueryStats.StepSamples> perStep(QueryTrace trace, Steps steps) {
    long[] counts = trace.perStep();
    List<QueryStats.StepSamples> all = new ArrayList<>();
    for (int i = 0; counts != null && i < counts.length; i++) {
      all.add(new QueryStats.StepSamples(steps.time(i), counts[i]));
    }
    return all;
  }

  private static QueryValue columns(Value value, Steps steps) {
    List<Column> columns =
        switch (value) {
          case Value.Columns(List<Column> found) -> found;
          case Value.Scalars(double[] values) -> List.of(Column.of(Labels.EMPTY, false, values));
          case Value.Text text -> throw new IllegalStateException("BUG: string in a range query");
        };
    List<SeriesData> series = new ArrayList<>(columns.size());
    for (Column column : columns) {
      series.add(Evaluator.samples(column, steps, false));
    }
    return new QueryValue.Matrix(series);
  }

  private QueryContext context(Steps steps, boolean instant, QueryOptions options) {
    Duration timeout = shorter(config.timeout(), options.timeout());
    Duration lookback = options.lookback() == null ? config.lookback() : options.lookback();
    long deadline = System.nanoTime() + timeout.toNanos();
    QueryContext.Limits limits =
        new QueryContext.Limits(
            lookback.toMillis(),
            config.defaultSubqueryStep().toMillis(),
            config.maxSeries(),
            config.maxSamples(),
            config.enabled());
    QueryContext context =
        new QueryContext(
            source,
            limits,
            steps,
            instant,
            options.canceled(),
            () -> System.nanoTime() - deadline > 0);
    context.execution(pool, usesRollups);
    return context;
  }

  private static Duration shorter(Duration configured, @Nullable Duration asked) {
    return asked == null || asked.compareTo(configured) > 0 ? configured : asked;
  }

  private static QueryValue instantValue(Value value, long time) {
    return switch (value) {
      case Value.Scalars(double[] values) -> new QueryValue.Scalar(time, values[0]);
      case Value.Text(String text) -> new QueryValue.Text(time, text);
      case Value.Columns(List<Column> columns) -> {
        List<QueryValue.Sample> samples = new ArrayList<>();
        for (Column column : columns) {
          if (column.present(0)) {
            samples.add(
                new QueryValue.Sample(column.labels(), time, column.value(0), column.histogram(0)));
          }
        }
        yield new QueryValue.Vector(samples);
      }
    };
  }

  private static QueryValue matrix(RangeVector range, long time) {
    long end = range.reference().time(time);
    List<SeriesData> series = new ArrayList<>();
    for (SeriesData data : range.series()) {
      if (range.extension() != Expression.Extension.NONE) {
        SeriesData extended = range.extended(data, end);
        if (extended.size() > 0) {
          series.add(extended);
        }
        continue;
      }
      long[] times = data.timesMillis();
      int from = 0;
      while (from < data.size() && times[from] <= end - range.range()) {
        from++;
      }
      int to = from;
      while (to < data.size() && times[to] <= end) {
        to++;
      }
      if (to > from) {
        series.add(part(data, from, to));
      }
    }
    return new QueryValue.Matrix(series);
  }

  private static SeriesData part(SeriesData data, int from, int to) {
    return new SeriesData(
        data.labels(),
        Arrays.copyOfRange(data.timesMillis(), from, to),
        Arrays.copyOfRange(data.values(), from, to),
        data.histograms() == null ? null : Arrays.copyOfRange(data.histograms(), from, to),
        data.startsMillis() == null ? null : Arrays.copyOfRange(data.startsMillis(), from, to),
        to - from);
  }
}
