package dev.clew.metricsstore.promql.eval;

import dev.clew.metricsstore.promql.ast.Expression.Extension;
import dev.clew.metricsstore.promql.ast.Position;
import dev.clew.metricsstore.series.SeriesData;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The series under a range selector or subquery with all samples that any step needs, stale markers
 * removed.
 *
 * @param range length of the window in milliseconds
 */
public record RangeVector(
    List<SeriesData> series,
    long range,
    Reference reference,
    Extension extension,
    Position position) {
  /**
   * Where the end of the window lies at a step.
   *
   * @param at a fixed time, or null
   * @param offset how far before
   */
  public record Reference(@Nullable Long at, long offset) {
    public long time(long evaluationTime) {
      return (at == null ? evaluationTime : at) - offset;
    }

    boolean isFixed() {
      return at != null;
    }
  }

  /**
   * The samples of an anchored or smoothed range with a value at its very start and end: that of
   * the sample before, or interpolated.
   */
  public SeriesData extended(SeriesData series, long end) {
    if (series.histograms() != null) {
      throw QueryContext.failure(
          extension.name().toLowerCase(Locale.ROOT) + " modifier is not supported with histograms");
    }
    boolean smoothed = extension == Extension.SMOOTHED;
    long start = end - range;
    long[] times = series.timesMillis();
    double[] values = series.values();
    int size = series.size();
    int first = 0;
    while (first + 1 < size && times[first + 1] <= start) {
      first++;
    }
    int last = size - 1;
    if (smoothed) {
      last = 0;
      while (last < size - 1 && times[last] < end) {
        last++;
      }
    }
    if (size == 0 || times[last] <= start) {
      return new SeriesData(series.labels(), new long[0], new double[0], null, 0);
    }
    boolean cutsLeft = smoothed && times[first] < start && first + 1 < size;
    boolean cutsRight = smoothed && last > 0 && times[last] > end;
    long[] outTimes = new long[size + 2];
    double[] outValues = new double[size + 2];
    int next = 0;
    outTimes[next] = start;
    outValues[next++] = cutsLeft ? between(series, first, start) : values[first];
    for (int i = first; i <= last; i++) {
      if (times[i] > start && times[i] < end) {
        outTimes[next] = times[i];
        outValues[next++] = values[i];
      }
    }
    outTimes[next] = end;
    outValues[next++] = cutsRight ? between(series, last - 1, end) : values[last];
    return new SeriesData(series.labels(), outTimes, outValues, null, next);
  }

  private static double between(SeriesData series, int index, long time) {
    long[] times = series.timesMillis();
    double[] values = series.values();
    double share = (double) (time - times[index]) / (times[index + 1] - times[index]);
    return values[index] + (values[index + 1] - values[index]) * share;
  }
}
