package dev.clew.metricsstore.promql.eval;

import dev.clew.metricsstore.promql.ast.DurationExpression;
import dev.clew.metricsstore.promql.ast.Feature;
import dev.clew.metricsstore.promql.result.Annotations;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.ReadLimits;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.metricsstore.series.SeriesScan;
import dev.clew.metricsstore.series.SeriesSource;
import dev.clew.model.QueryException;
import dev.clew.model.QueryException.Kind;
import dev.clew.model.memory.QueryMemory;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What all parts of one evaluation share. Confined to the thread that evaluates; threads that help
 * it have one of their own.
 */
public final class QueryContext {
  private final SeriesSource source;
  private final Limits limits;
  private final boolean delayedNames;
  private final boolean startTimes;
  private final boolean typeLabels;
  private final Steps query;
  private final boolean isInstant;
  private final BooleanSupplier canceled;
  private final BooleanSupplier expired;

  /** What was asked for by selectors. They are evaluated by the thread that asks. */
  private final Set<Reading> readings = new LinkedHashSet<>();

  private Annotations annotations = new Annotations();
  private BooleanSupplier stopped = () -> false;
  private @Nullable QueryPool pool;
  private boolean usesRollups = true;
  private QueryMemory memory = QueryMemory.current();
  private QueryTrace trace;
  private long samples;

  private record Reading(List<LabelMatcher> matchers, long startMillis, long endMillis) {}

  /**
   * Bounds and settings of one evaluation, in milliseconds and counts.
   *
   * @param features what is switched on of what Prometheus calls experimental
   */
  public record Limits(
      long lookback, long subqueryStep, int maxSeries, long maxSamples, Set<Feature> features) {
    public Limits {
      features = Set.copyOf(features);
    }
  }

  public QueryContext(
      SeriesSource source,
      Limits limits,
      Steps query,
      boolean isInstant,
      BooleanSupplier canceled,
      BooleanSupplier expired) {
    this.source = source;
    this.limits = limits;
    this.delayedNames = limits.features().contains(Feature.DELAYED_NAME_REMOVAL);
    this.startTimes = limits.features().contains(Feature.START_TIMESTAMPS);
    this.typeLabels = limits.features().contains(Feature.TYPE_AND_UNIT_LABELS);
    this.query = query;
    this.isInstant = isInstant;
    this.canceled = canceled;
    this.expired = expired;
    trace = new QueryTrace(query, false);
  }

  /**
   * What goes along with the evaluation.
   *
   * @param newMemory what is held is taken from it; entered by the thread that evaluates
   */
  public void accounts(QueryTrace newTrace, QueryMemory newMemory) {
    trace = newTrace;
    memory = newMemory;
  }

  /** What threads that help have to enter. */
  public QueryMemory memory() {
    return memory;
  }

  public QueryTrace trace() {
    return trace;
  }

  /**
   * How to calculate.
   *
   * @param helpers null to do everything on this thread
   * @param rollups whether there are faster ways than a window at a time; no only to compare them
   */
  public void execution(@Nullable QueryPool helpers, boolean rollups) {
    pool = helpers;
    usesRollups = rollups;
  }

  @Nullable QueryPool pool() {
    return pool;
  }

  public boolean usesRollups() {
    return usesRollups;
  }

  /** For a thread that does a part of the work. */
  QueryContext forThread() {
    QueryContext context = new QueryContext(source, limits, query, isInstant, canceled, expired);
    context.usesRollups = usesRollups;
    context.memory = memory;
    return context;
  }

  /** Ends the work of this context's thread, too, when it is not needed any more. */
  void stopsWhen(BooleanSupplier condition) {
    stopped = condition;
  }

  /** The annotations since the last call. */
  Annotations takeAnnotations() {
    Annotations taken = annotations;
    annotations = new Annotations();
    return taken;
  }

  /** Reads series; asked afterwards what of them could not be read. */
  SeriesScan scan(List<LabelMatcher> matchers, long startMillis, long endMillis) {
    readings.add(new Reading(matchers, startMillis, endMillis));
    return source.scan(matchers, startMillis, endMillis);
  }

  /** The same with all samples. */
  List<SeriesData> select(List<LabelMatcher> matchers, long startMillis, long endMillis) {
    readings.add(new Reading(matchers, startMillis, endMillis));
    return source.select(matchers, startMillis, endMillis, readLimits());
  }

  /** Says what of everything that was asked for could not be read. */
  public void warnOfLosses() {
    for (Reading reading : readings) {
      source
          .lostSamples(List.of(reading.matchers()), reading.startMillis(), reading.endMillis())
          .forEach(annotations::lost);
      source.lostSeries(reading.startMillis(), reading.endMillis()).forEach(annotations::lost);
    }
  }

  public long lookback() {
    return limits.lookback();
  }

  public long subqueryStep() {
    return limits.subqueryStep();
  }

  /** Whether metric names are dropped at the end only. */
  public boolean delayedNames() {
    return delayedNames;
  }

  /** Whether it counts since when samples count. */
  public boolean usesStartTimes() {
    return startTimes;
  }

  /** Whether the label {@code __type__} tells counters. */
  public boolean hasTypeLabels() {
    return typeLabels;
  }

  /** The steps that were asked for, whatever subquery is evaluated at the moment. */
  public Steps query() {
    return query;
  }

  /** What durations are calculated with. */
  public DurationExpression.Setting setting() {
    double range = (query.until() - query.start()) / 1000.0;
    return new DurationExpression.Setting(isInstant ? 0 : query.interval() / 1000.0, range);
  }

  public Annotations annotations() {
    return annotations;
  }

  private ReadLimits readLimits() {
    return new ReadLimits(limits.maxSeries(), Math.max(1, limits.maxSamples() - samples));
  }

  /** Samples held at the moment. */
  public long samples() {
    return samples;
  }

  /** Counts samples that are held from now on. */
  public void hold(long more) {
    samples(samples + more);
  }

  public void samples(long now) {
    samples = now;
    trace.held(now);
    if (now > limits.maxSamples()) {
      throw new QueryException(
          Kind.LIMIT,
          "query processing would load too many samples into memory in query execution",
          -1);
    }
  }

  /** Whether the query's time is up. */
  public boolean isExpired() {
    return expired.getAsBoolean();
  }

  /** Ends the query when it has been canceled or takes too long. */
  public void check() {
    if (stopped.getAsBoolean()
        || canceled.getAsBoolean()
        || Thread.currentThread().isInterrupted()) {
      throw canceled();
    }
    if (expired.getAsBoolean()) {
      throw new QueryException(Kind.TIMEOUT, "query timed out in expression evaluation", -1);
    }
  }

  static QueryException canceled() {
    return new QueryException(Kind.CANCELED, "query was canceled in expression evaluation", -1);
  }

  /** Counts series that a selector has found. */
  void found(int series) {
    if (series > limits.maxSeries()) {
      throw new QueryException(
          Kind.LIMIT,
          "series: more than " + limits.maxSeries() + " (expected: fewer, by a narrower selector)",
          -1);
    }
  }

  public static QueryException failure(String message) {
    return new QueryException(Kind.EXECUTION, message, -1);
  }
}
