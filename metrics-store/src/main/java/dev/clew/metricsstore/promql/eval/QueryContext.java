package dev.clew.metricsstore.promql.eval;

import dev.clew.metricsstore.promql.ast.DurationExpression;
import dev.clew.metricsstore.promql.ast.Feature;
import dev.clew.metricsstore.series.ReadLimits;
import dev.clew.metricsstore.series.SeriesSource;
import dev.clew.model.QueryException;
import dev.clew.model.QueryException.Kind;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** What all parts of one evaluation share. Confined to the thread that evaluates. */
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
  private final Annotations annotations = new Annotations();
  private long samples;

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
  }

  public SeriesSource source() {
    return source;
  }

  public long lookback() {
    return limits.lookback();
  }

  long subqueryStep() {
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
    double range = (query.end() - query.start()) / 1000.0;
    return new DurationExpression.Setting(isInstant ? 0 : query.interval() / 1000.0, range);
  }

  public Annotations annotations() {
    return annotations;
  }

  ReadLimits readLimits() {
    return new ReadLimits(limits.maxSeries(), Math.max(1, limits.maxSamples() - samples));
  }

  /** Samples held at the moment. */
  long samples() {
    return samples;
  }

  void samples(long now) {
    samples = now;
    if (now > limits.maxSamples()) {
      throw new QueryException(
          Kind.LIMIT,
          "query processing would load too many samples into memory in query execution",
          -1);
    }
  }

  /** Ends the query when it has been canceled or takes too long. */
  public void check() {
    if (canceled.getAsBoolean() || Thread.currentThread().isInterrupted()) {
      throw new QueryException(Kind.CANCELED, "query was canceled in expression evaluation", -1);
    }
    if (expired.getAsBoolean()) {
      throw new QueryException(Kind.TIMEOUT, "query timed out in expression evaluation", -1);
    }
  }

  public static QueryException failure(String message) {
    return new QueryException(Kind.EXECUTION, message, -1);
  }
}
