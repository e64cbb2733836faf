package dev.clew.metricsstore.promql.eval;

import dev.clew.metricsstore.promql.eval.Selectors.Part;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.SeriesData;
import org.jspecify.annotations.Nullable;

/** The latest sample within the lookback at each step: what an instant selector yields. */
final class LatestStage implements SeriesStage {
  private final WindowGrid grid;
  private final Part part;
  private @Nullable Column latest;

  LatestStage(WindowGrid grid, Part part) {
    this.grid = grid;
    this.part = part;
  }

  @Override
  public @Nullable Column apply(SeriesData series, double[] values) {
    grid.over(series.timesMillis(), series.size());
    Column column = Column.over(series.labels(), false, values);
    latest = column;
    return series.histograms() == null && part == Part.VALUE
        ? (floats(series.values(), values) ? column : null)
        : (any(series, column) ? column : null);
  }

  @Override
  public long seen(long @Nullable [] perStep) {
    Column column = latest;
    if (column == null) {
      return 0;
    }
    for (int step = 0; perStep != null && step < perStep.length; step++) {
      perStep[step] += column.present(step) ? 1 : 0;
    }
    return column.samples();
  }

  /** A stale marker has the bits that say that there is nothing, so it is copied like a value. */
  private boolean floats(double[] samples, double[] out) {
    int[] from = grid.from();
    int[] to = grid.to();
    boolean any = false;
    for (int step = 0; step < out.length; step++) {
      int end = to[step];
      double value = end > from[step] ? samples[end - 1] : Column.ABSENT;
      out[step] = value;
      any |= !Column.isAbsent(value);
    }
    return any;
  }

  private boolean any(SeriesData series, Column out) {
    NativeHistogram[] histograms = series.histograms();
    boolean any = false;
    for (int step = 0; step < out.steps(); step++) {
      int at = grid.to()[step] - 1;
      out.set(step, Column.ABSENT);
      if (at < grid.from()[step] || Selectors.isStale(series, at)) {
        continue;
      }
      any = true;
      if (part != Part.VALUE) {
        long time = part == Part.TIME ? series.timesMillis()[at] : series.startMillis(at);
        out.set(step, time / 1000.0);
      } else if (histograms != null && histograms[at] != null) {
        out.set(step, histograms[at]);
      } else {
        out.set(step, series.values()[at]);
      }
    }
    return any;
  }
}
