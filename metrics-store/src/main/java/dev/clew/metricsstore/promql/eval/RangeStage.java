package dev.clew.metricsstore.promql.eval;

import dev.clew.metricsstore.promql.ast.Expression.Extension;
import dev.clew.metricsstore.series.SeriesData;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A range function on the samples of a series. */
public final class RangeStage implements SeriesStage {
  /** The range that the function is applied to; its list of series is not looked at. */
  private final RangeVector vector;

  private final Steps steps;
  private final RangeFunction function;
  private final boolean keepsName;
  private final QueryContext context;
  private final WindowGrid grid;
  private final @Nullable Rollup rollup;

  public RangeStage(
      RangeVector vector,
      Steps steps,
      RangeFunction function,
      boolean keepsName,
      QueryContext context) {
    this.vector = vector;
    this.steps = steps;
    this.function = function;
    this.keepsName = keepsName;
    this.context = context;
    grid = new WindowGrid(steps, vector.reference(), vector.range());
    Supplier<Rollup> faster = function.rollup();
    boolean usable = vector.extension() == Extension.NONE && context.usesRollups();
    rollup = faster == null || !usable ? null : faster.get();
  }

  @Override
  public @Nullable Column apply(SeriesData raw, double[] values) {
    SeriesData series = Selectors.withoutStale(raw);
    Column out =
        keepsName
            ? Column.over(series.labels(), false, values)
            : ColumnSets.derivedOver(series.labels(), values, context);
    grid.over(series.timesMillis(), series.size());
    if (!fill(series, values, out)) {
      return null;
    }
    function.conclude(series, out, context, vector.position());
    return out;
  }

  @Override
  public long seen(long @Nullable [] perStep) {
    return grid.seen(perStep);
  }

  private boolean fill(SeriesData series, double[] values, Column out) {
    boolean starts = context.usesStartTimes() && series.startsMillis() != null;
    if (rollup != null && series.histograms() == null && !starts) {
      if (series.size() == 0) {
        return false;
      }
      if (rollup.apply(series, grid, values)) {
        return anyPresent(values);
      }
    }
    Arrays.fill(values, Column.ABSENT);
    return WindowSlider.slide(series, vector, steps, function, out, context);
  }

  private static boolean anyPresent(double[] values) {
    for (double value : values) {
      if (!Column.isAbsent(value)) {
        return true;
      }
    }
    return false;
  }
}
