package dev.clew.metricsstore.segment;

import dev.clew.metricsstore.files.ByteWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The time columns of a window while it is written. All series of one sender are exported at the
 * same instants and mostly count since the same instant, so most columns are shared: equal ones are
 * written once.
 */
final class TimeColumns {
  private static final int NO_STARTS = -1;

  private final IntegerCodec codec = new IntegerCodec();
  private final Map<Key, Integer> known = new HashMap<>();
  private final ByteWriter lengths = new ByteWriter();
  private final ByteWriter columns = new ByteWriter();
  private long[] latestTimes = new long[0];
  private int latestTimesColumn = -1;
  private long[] latestStarts = new long[0];
  private int latestStartsOf = -1;
  private int latestStartsColumn = -1;

  /**
   * What stands for a column: a hash wide enough.
   *
   * @param times the column of times that a column of starts goes with; {@link #NO_STARTS} for a
   *     column of times
   */
  private record Key(long a, long b, int length, int times) {}

  void clear() {
    known.clear();
    lengths.clear();
    columns.clear();
    latestTimes = new long[0];
    latestTimesColumn = -1;
    latestStartsOf = -1;
    latestStartsColumn = -1;
  }

  int count() {
    return known.size();
  }

  /** The number of the column with the times and starts of some samples, new or known. */
  int column(SampleBuffer samples, int from, int to) {
    int column = times(samples.times(), from, to);
    long @Nullable [] starts = samples.starts();
    return starts == null || allUnknown(starts, from, to)
        ? column
        : starts(column, starts, from, to);
  }

  private static boolean allUnknown(long[] starts, int from, int to) {
    for (int i = from; i < to; i++) {
      if (starts[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private int times(long[] times, int from, int to) {
    if (latestTimesColumn >= 0
        && Arrays.equals(latestTimes, 0, latestTimes.length, times, from, to)) {
      return latestTimesColumn;
    }
    latestTimes = Arrays.copyOfRange(times, from, to);
    latestTimesColumn = column(latestTimes, NO_STARTS);
    return latestTimesColumn;
  }

  private int starts(int timesColumn, long[] starts, int from, int to) {
    if (latestStartsOf == timesColumn
        && Arrays.equals(latestStarts, 0, latestStarts.length, starts, from, to)) {
      return latestStartsColumn;
    }
    latestStarts = Arrays.copyOfRange(starts, from, to);
    latestStartsOf = timesColumn;
    latestStartsColumn = column(latestStarts, timesColumn);
    return latestStartsColumn;
  }

  private int column(long[] numbers, int timesColumn) {
    Key key = key(numbers, timesColumn);
    @Nullable Integer column = known.get(key);
    if (column == null) {
      column = known.size();
      known.put(key, column);
      write(numbers, timesColumn);
    }
    return column;
  }

  private void write(long[] numbers, int timesColumn) {
    int start = columns.size();
    columns.varint(timesColumn == NO_STARTS ? (long) numbers.length << 1 : timesColumn * 2L + 1);
    codec.encode(numbers, numbers.length, 0, columns);
    lengths.varint(columns.size() - start);
  }

  private static Key key(long[] numbers, int timesColumn) {
    long a = 0x9e3779b97f4a7c15L;
    long b = 0xc2b2ae3d27d4eb4fL;
    for (long number : numbers) {
      a = mix(a ^ number, 0x9fb21c651e98df25L);
      b = mix(b + number, 0xd6e8feb86659fd93L);
    }
    return new Key(a, b, numbers.length, timesColumn);
  }

  private static long mix(long x, long y) {
    long z = (x ^ (x >>> 32)) * y;
    return z ^ (z >>> 29);
  }

  /** The section as it stands in the file: lengths of all columns, then the columns. */
  byte[] section() {
    ByteWriter section = new ByteWriter(lengths.size() + columns.size());
    section.append(lengths);
    section.append(columns);
    return section.toByteArray();
  }
}
