package dev.clew.metricsstore.promql.eval;

import dev.clew.metricsstore.promql.ast.Expression.Extension;
import dev.clew.metricsstore.promql.ast.Position;
import dev.clew.metricsstore.promql.result.Annotations;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.SeriesData;
import org.jspecify.annotations.Nullable;

/**
 * The samples of one series that a range function sees at one step: those in {@code (rangeStart,
 * rangeEnd]}, from index {@code from} up to but not including {@code to}. One window object slides
 * over the whole series. The arrays are the series' own.
 */
public final class Window {
  private final SeriesData series;
  private final NativeHistogram @Nullable [] histograms;
  private final long @Nullable [] starts;
  private final long range;
  private final QueryContext context;
  private final Position argument;
  private final Extension extension;
  int from;
  int to;
  long rangeEnd;
  long evaluationTime;
  int step;
  @Nullable NativeHistogram histogramResult;
  private int histogramCount;
  private boolean answered;
  private @Nullable Boolean anyDecrease;

  Window(SeriesData series, RangeVector vector, QueryContext context) {
    this.series = series;
    this.histograms = series.histograms();
    this.starts = context.usesStartTimes() ? series.startsMillis() : null;
    this.range = vector.range();
    this.extension = vector.extension();
    this.argument = vector.position();
    this.context = context;
  }

  void counted() {
    histogramCount = 0;
    if (histograms != null) {
      for (int i = from; i < to; i++) {
        histogramCount += histograms[i] != null ? 1 : 0;
      }
    }
  }

  public int from() {
    return from;
  }

  public int to() {
    return to;
  }

  public int size() {
    return to - from;
  }

  public int histogramCount() {
    return histogramCount;
  }

  public int floatCount() {
    return to - from - histogramCount;
  }

  public long time(int index) {
    return series.timesMillis()[index];
  }

  public double value(int index) {
    return series.values()[index];
  }

  /** Whether it is known of any sample since when it counts, and whether that is to be used. */
  public boolean hasStarts() {
    return starts != null;
  }

  /** Since when a sample has been counting, or 0. */
  public long start(int index) {
    return starts == null ? 0 : starts[index];
  }

  /** All floats of the series, for kernels that know that the window holds nothing else. */
  public double[] values() {
    return series.values();
  }

  public @Nullable NativeHistogram histogram(int index) {
    return histograms == null ? null : histograms[index];
  }

  public boolean isFloat(int index) {
    return histograms == null || histograms[index] == null;
  }

  /** The floats of the window, without gaps. */
  public double[] floats() {
    double[] floats = new double[floatCount()];
    int next = 0;
    for (int i = from; i < to; i++) {
      if (isFloat(i)) {
        floats[next++] = series.values()[i];
      }
    }
    return floats;
  }

  /** Whether any float of the series is below the one before; most counters never are. */
  public boolean mayHaveResets() {
    Boolean known = anyDecrease;
    if (known == null) {
      known = false;
      double[] values = series.values();
      for (int i = 1; i < series.size(); i++) {
        known |= values[i] < values[i - 1];
      }
      anyDecrease = known;
    }
    return known;
  }

  /** Start of the range, exclusive. */
  public long rangeStart() {
    return rangeEnd - range;
  }

  public long rangeEnd() {
    return rangeEnd;
  }

  public long rangeMillis() {
    return range;
  }

  /** When the function is evaluated, which an offset does not change. */
  public long evaluationTime() {
    return evaluationTime;
  }

  public int step() {
    return step;
  }

  public Extension extension() {
    return extension;
  }

  public String metricName() {
    return series.labels().metricName();
  }

  /** Where the range vector stands in the query. */
  public Position argument() {
    return argument;
  }

  public Annotations annotations() {
    return context.annotations();
  }

  /** True for the first that asks of this series. */
  public boolean isFirstAnswer() {
    boolean first = !answered;
    answered = true;
    return first;
  }

  /** The type label of the series, empty when it has none. */
  public String typeLabel() {
    return series.labels().get("__type__");
  }

  /** Whether type labels rather than names tell counters. */
  public boolean hasTypeLabels() {
    return context.hasTypeLabels();
  }

  /** Answers with a histogram. */
  public double answer(NativeHistogram histogram) {
    histogramResult = histogram;
    return Column.ABSENT;
  }
}
