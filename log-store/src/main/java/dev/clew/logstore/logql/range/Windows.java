package dev.clew.logstore.logql.range;

import dev.clew.model.TimeRange;
import java.util.Arrays;

/**
 * The time before each step that a range aggregation looks at, start exclusive and end inclusive,
 * divided into cells at every instant where a window begins or ends: a window is a run of cells,
 * and a row is put into one cell however many windows it belongs to.
 */
public final class Windows {
  private final long[] bounds;
  private final int[] first;
  private final int[] end;
  private final long[] lows;
  private final long[] highs;

  public Windows(Steps steps, long rangeNanos, long offsetNanos) {
    int count = steps.count();
    lows = new long[count];
    highs = new long[count];
    long[] all = new long[2 * count];
    for (int i = 0; i < count; i++) {
      highs[i] = steps.time(i) - offsetNanos;
      lows[i] = highs[i] - rangeNanos;
      all[2 * i] = lows[i];
      all[2 * i + 1] = highs[i];
    }
    bounds = Arrays.stream(all).sorted().distinct().toArray();
    first = new int[count];
    end = new int[count];
    for (int i = 0; i < count; i++) {
      first[i] = Arrays.binarySearch(bounds, lows[i]);
      end[i] = Arrays.binarySearch(bounds, highs[i]);
    }
  }

  public int steps() {
    return first.length;
  }

  int cells() {
    return bounds.length - 1;
  }

  /** Everything that any window looks at. */
  public TimeRange range() {
    return new TimeRange(bounds[0] + 1, bounds[bounds.length - 1] + 1);
  }

  /** The cell of an instant, or -1 when it is in none. */
  public int cell(long time) {
    int at = Arrays.binarySearch(bounds, time);
    int cell = at >= 0 ? at - 1 : -at - 2;
    return cell >= cells() ? -1 : cell;
  }

  /** Whether any window holds the cell; between windows there are gaps when steps are longer. */
  public boolean isUsed(int cell) {
    int step = Arrays.binarySearch(end, cell + 1);
    int next = step >= 0 ? step : -step - 1;
    return next < end.length && first[next] <= cell;
  }

  /** The first cell of a step's window. */
  int first(int step) {
    return first[step];
  }

  /** The cell behind the last one of a step's window. */
  int end(int step) {
    return end[step];
  }

  /** Start of a step's window, exclusive. */
  long low(int step) {
    return lows[step];
  }

  /** End of a step's window, inclusive. */
  long high(int step) {
    return highs[step];
  }
}
