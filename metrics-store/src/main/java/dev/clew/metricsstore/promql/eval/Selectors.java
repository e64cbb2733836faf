package dev.clew.metricsstore.promql.eval;

import dev.clew.metricsstore.promql.ast.DurationExpression;
import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.ast.Expression.Extension;
import dev.clew.metricsstore.promql.ast.Timing;
import dev.clew.metricsstore.promql.eval.RangeVector.Reference;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.SeriesData;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads series and finds the samples that count at each step. */
public final class Selectors {
  private final QueryContext context;

  Selectors(QueryContext context) {
    this.context = context;
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
          case Timing.At.End end -> context.query().end();
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
  List<Column> latest(Expression.VectorSelector selector, Steps steps, Part part) {
    Reference reference = reference(selector.timing());
    if (part != Part.VALUE && reference.isFixed()) {
      // Prometheus forgets the offset here.
      reference = new Reference(reference.at(), 0);
    } else if (selector.extension() == Extension.SMOOTHED) {
      return smoothed(selector, steps, reference);
    }
    return latest(selector.matchers(), steps, reference, part);
  }

  /** The latest sample of each matching series at each step. */
  public List<Column> latest(
      List<LabelMatcher> matchers, Steps steps, Reference reference, Part part) {
    long first = reference.time(steps.start()) - context.lookback() + 1;
    List<SeriesData> found = read(matchers, first, reference.time(steps.end()));
    List<Column> columns = new ArrayList<>(found.size());
    for (SeriesData series : found) {
      Column column = new Column(series.labels(), false, steps.count());
      if (fillLatest(series, steps, reference, part, column)) {
        columns.add(column);
      }
    }
    return columns;
  }

  private boolean fillLatest(
      SeriesData series, Steps steps, Reference reference, Part part, Column out) {
    long[] times = series.timesMillis();
    double[] values = series.values();
    NativeHistogram[] histograms = series.histograms();
    long lookback = context.lookback();
    int size = series.size();
    int at = -1;
    boolean any = false;
    for (int step = 0; step < steps.count(); step++) {
      long time = reference.time(steps.time(step));
      while (at + 1 < size && times[at + 1] <= time) {
        at++;
      }
      if (at < 0 || times[at] <= time - lookback || isStale(series, at)) {
        continue;
      }
      any = true;
      if (part != Part.VALUE) {
        out.set(step, (part == Part.TIME ? times[at] : series.startMillis(at)) / 1000.0);
      } else if (histograms != null && histograms[at] != null) {
        out.set(step, histograms[at]);
      } else {
        out.set(step, values[at]);
      }
    }
    return any;
  }

  private List<Column> smoothed(
      Expression.VectorSelector selector, Steps steps, Reference reference) {
    long lookback = context.lookback();
    long first = reference.time(steps.start()) - lookback + 1;
    long last = reference.time(steps.end()) + lookback;
    List<Column> columns = new ArrayList<>();
    for (SeriesData raw : read(selector.matchers(), first, last)) {
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

  RangeVector range(Expression.MatrixSelector selector, Steps steps) {
    Extension extension = selector.vector().extension();
    long range = selector.range().millis(context.setting(), false);
    Reference reference = reference(selector.vector().timing());
    long before = extension == Extension.NONE ? 0 : context.lookback();
    long after = extension == Extension.SMOOTHED ? context.lookback() : 0;
    long first = reference.time(steps.start()) - range - before + 1;
    long last = reference.time(steps.end()) + after;
    List<SeriesData> cleaned = new ArrayList<>();
    for (SeriesData series : read(selector.vector().matchers(), first, last)) {
      cleaned.add(withoutStale(series));
    }
    return new RangeVector(cleaned, range, reference, extension, selector.position());
  }

  private List<SeriesData> read(List<LabelMatcher> matchers, long first, long last) {
    context.check();
    List<SeriesData> found = context.source().select(matchers, first, last, context.readLimits());
    long samples = context.samples();
    for (SeriesData series : found) {
      samples += series.size();
    }
    context.samples(samples);
    context.check();
    return found;
  }

  private static boolean isStale(SeriesData series, int index) {
    NativeHistogram histogram = series.histograms() == null ? null : series.histograms()[index];
    double marker = histogram == null ? series.values()[index] : histogram.sum();
    return SeriesData.isStale(marker);
  }

  private static SeriesData withoutStale(SeriesData series) {
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
