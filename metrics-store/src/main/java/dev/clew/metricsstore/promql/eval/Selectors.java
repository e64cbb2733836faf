package dev.clew.metricsstore.promql.eval;

import dev.clew.metricsstore.promql.ast.DurationExpression;
import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.ast.Expression.Extension;
import dev.clew.metricsstore.promql.ast.Timing;
import dev.clew.metricsstore.promql.eval.RangeVector.Reference;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.metricsstore.series.SeriesScan;
import dev.clew.model.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads series and finds the samples that count at each step. */
public final class Selectors {
  private final QueryContext context;
  private Set<Expression.VectorSelector> statistics = Set.of();

  public Selectors(QueryContext context) {
    this.context = context;
  }

  /** What is going to be evaluated, for what it wants of its selectors. */
  public void query(Expression query) {
    statistics = HistogramStatistics.selectors(query);
  }

  private SeriesStage staged(Expression.VectorSelector selector, SeriesStage stage) {
    return statistics.contains(selector) ? new HistogramStatistics.Stage(stage) : stage;
  }

  /** What the timing of a selector means in this query. */
  public Reference reference(Timing timing) {
    DurationExpression offset = timing.offset();
    long offsetMillis = offset == null ? 0 : offset.millis(context.setting(), true);
    Long at =
        switch (timing.at()) {
          case null -> null;
          case Timing.At.Instant(long millis) -> millis;
          case Timing.At.Start start -> context.query().start();
          case Timing.At.End end -> context.query().until();
        };
    return new Reference(at, offsetMillis);
  }

  /** What is wanted of the latest sample; times in seconds. */
  public enum Part {
    VALUE,
    TIME,
    START
  }

  /** The latest sample at each step, or a part of it. */
  public List<Column> latest(Expression.VectorSelector selector, Steps steps, Part part) {
    Reference reference = reference(selector.timing());
    if (part != Part.VALUE && reference.isFixed()) {
      // Prometheus forgets the offset here.
      reference = new Reference(reference.at(), 0);
    } else if (selector.extension() == Extension.SMOOTHED) {
      return smoothed(selector, steps, reference);
    }
    try (SeriesPlan plan = latestPlan(selector, steps, reference, part)) {
      return plan.columns();
    }
  }

  /** The latest sample of each matching series at each step. */
  public List<Column> latest(
      List<LabelMatcher> matchers, Steps steps, Reference reference, Part part) {
    try (SeriesPlan plan = latestPlan(matchers, steps, reference, part, stage -> stage)) {
      return plan.columns();
    }
  }

  private SeriesPlan latestPlan(
      Expression.VectorSelector selector, Steps steps, Reference reference, Part part) {
    return latestPlan(
        selector.matchers(), steps, reference, part, stage -> staged(selector, stage));
  }

  private SeriesPlan latestPlan(
      List<LabelMatcher> matchers,
      Steps steps,
      Reference reference,
      Part part,
      UnaryOperator<SeriesStage> wrapping) {
    long lookback = context.lookback();
    long first = reference.time(steps.start()) - lookback + 1;
    return new SeriesPlan(
        scan(matchers, first, reference.time(steps.end())),
        steps,
        context,
        own -> wrapping.apply(new LatestStage(new WindowGrid(steps, reference, lookback), part)),
        false);
  }

  /** The latest samples of a selector, a series at a time. */
  public SeriesPlan latestPlan(Expression.VectorSelector selector, Steps steps) {
    QueryTrace.Part part = context.trace().begin(selector);
    try {
      return latestPlan(selector, steps, reference(selector.timing()), Part.VALUE);
    } finally {
      context.trace().end(part);
    }
  }

  /** A range function on a range selector, a series at a time. */
  public SeriesPlan rangePlan(
      Expression.MatrixSelector selector, Steps steps, RangeFunction function, boolean keepsName) {
    QueryTrace.Part part = context.trace().begin(selector);
    try {
      return plan(selector, steps, function, keepsName);
    } finally {
      context.trace().end(part);
    }
  }

  private SeriesPlan plan(
      Expression.MatrixSelector selector, Steps steps, RangeFunction function, boolean keepsName) {
    Extension extension = selector.vector().extension();
    long range = selector.range().millis(context.setting(), false);
    Reference reference = reference(selector.vector().timing());
    long before = extension == Extension.NONE ? 0 : context.lookback();
    long after = extension == Extension.SMOOTHED ? context.lookback() : 0;
    long first = reference.time(steps.start()) - range - before + 1;
    List<LabelMatcher> matchers = selector.vector().matchers();
    SeriesScan scan = scan(matchers, first, reference.time(steps.end()) + after);
    RangeVector vector =
        new RangeVector(List.of(), range, reference, extension, selector.position());
    boolean mayCollide = !keepsName && !context.delayedNames() && !namesMetric(matchers, scan);
    return new SeriesPlan(
        scan,
        steps,
        context,
        own -> staged(selector.vector(), new RangeStage(vector, steps, function, keepsName, own)),
        mayCollide);
  }

  /** Whether all series have the same name and no other label that functions drop. */
  private static boolean namesMetric(List<LabelMatcher> matchers, SeriesScan scan) {
    boolean named =
        matchers.stream()
            .anyMatch(matcher ->
                matcher.name().equals(Labels.METRIC_NAME)
                    && matcher.operator() == LabelMatcher.Operator.EQUAL);
    if (!named || scan.size() == 0) {
      return named;
    }
    Labels labels = scan.labels(0);
    return LabelSets.withoutMetadata(labels).size() == labels.size() - 1;
  }

  private SeriesScan scan(List<LabelMatcher> matchers, long first, long last) {
    context.check();
    long begun = System.nanoTime();
    SeriesScan scan = context.scan(matchers, first, last);
    context.trace().prepared(System.nanoTime() - begun);
    return scan;
  }

  private List<Column> smoothed(
      Expression.VectorSelector selector, Steps steps, Reference reference) {
    long lookback = context.lookback();
    long first = reference.time(steps.start()) - lookback + 1;
    long last = reference.time(steps.end()) + lookback;
    List<Column> columns = new ArrayList<>();
    for (SeriesData raw : read(selector, first, last)) {
      Column column = new Column(raw.labels(), false, steps.count());
      SmoothedSeries series =
          new SmoothedSeries(
              withoutStale(raw), lookback, context.annotations(), selector.position());
      for (int step = 0; step < steps.count(); step++) {
        series.at(reference.time(steps.time(step)), step, column);
      }
      if (!column.isEmpty()) {
        columns.add(column);
      }
    }
    return columns;
  }

  public RangeVector range(Expression.MatrixSelector selector, Steps steps) {
    Extension extension = selector.vector().extension();
    long range = selector.range().millis(context.setting(), false);
    Reference reference = reference(selector.vector().timing());
    long before = extension == Extension.NONE ? 0 : context.lookback();
    long after = extension == Extension.SMOOTHED ? context.lookback() : 0;
    long first = reference.time(steps.start()) - range - before + 1;
    long last = reference.time(steps.end()) + after;
    List<SeriesData> cleaned = new ArrayList<>();
    for (SeriesData series : read(selector.vector(), first, last)) {
      cleaned.add(withoutStale(series));
    }
    return new RangeVector(cleaned, range, reference, extension, selector.position());
  }

  private List<SeriesData> read(Expression.VectorSelector selector, long first, long last) {
    context.check();
    List<SeriesData> found = context.select(selector.matchers(), first, last);
    if (statistics.contains(selector)) {
      found = found.stream().map(HistogramStatistics::of).toList();
    }
    long samples = context.samples();
    for (SeriesData series : found) {
      samples += series.size();
    }
    context.samples(samples);
    context.check();
    return found;
  }

  static boolean isStale(SeriesData series, int index) {
    NativeHistogram histogram = series.histograms() == null ? null : series.histograms()[index];
    double marker = histogram == null ? series.values()[index] : histogram.sum();
    return SeriesData.isStale(marker);
  }

  static SeriesData withoutStale(SeriesData series) {
    return hasStale(series) ? cleaned(series) : series;
  }

  private static boolean hasStale(SeriesData series) {
    if (series.histograms() == null) {
      double[] values = series.values();
      for (int i = 0; i < series.size(); i++) {
        if (SeriesData.isStale(values[i])) {
          return true;
        }
      }
      return false;
    }
    return true;
  }

  private static SeriesData cleaned(SeriesData series) {
    int kept = 0;
    long[] times = series.timesMillis();
    double[] values = series.values();
    @Nullable NativeHistogram @Nullable [] histograms = series.histograms();
    long @Nullable [] starts = series.startsMillis();
    for (int i = 0; i < series.size(); i++) {
      if (!isStale(series, i)) {
        times[kept] = times[i];
        values[kept] = values[i];
        if (histograms != null) {
          histograms[kept] = histograms[i];
        }
        if (starts != null) {
          starts[kept] = starts[i];
        }
        kept++;
      }
    }
    return new SeriesData(series.labels(), times, values, histograms, starts, kept);
  }
}
