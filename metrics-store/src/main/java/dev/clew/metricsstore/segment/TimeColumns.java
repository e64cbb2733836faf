package dev.clew.metricsstore.segment;

import dev.clew.metricsstore.files.ByteWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The time columns of a window while it is written. All series of one sender are exported at the
 * same instants, so most columns are shared: equal ones are written once.
 */
final class TimeColumns {
  private final IntegerCodec codec = new IntegerCodec();
  private final Map<Key, Integer> known = new HashMap<>();
  private final ByteWriter lengths = new ByteWriter();
  private final ByteWriter columns = new ByteWriter();
  private long[] latest = new long[0];
  private int latestColumn = -1;

  /** A hash of a column wide enough to stand for it. */
  private record Key(long a, long b, int length) {}

  void clear() {
    known.clear();
    lengths.clear();
    columns.clear();
    latest = new long[0];
    latestColumn = -1;
  }

  int count() {
    return known.size();
  }

  /** The number of the column with these times, new or known. */
  int column(long[] times, int from, int to) {
    if (latestColumn >= 0 && Arrays.equals(latest, 0, latest.length, times, from, to)) {
      return latestColumn;
    }
    Key key = key(times, from, to);
    Integer column = known.get(key);
    if (column == null) {
      column = known.size();
      known.put(key, column);
      write(Arrays.copyOfRange(times, from, to));
    }
    latest = Arrays.copyOfRange(times, from, to);
    latestColumn = column;
    return column;
  }

  private void write(long[] times) {
    int start = columns.size();
    columns.varint(times.length);
    codec.encode(times, times.length, 0, columns);
    lengths.varint(columns.size() - start);
  }

  private static Key key(long[] times, int from, int to) {
    long a = 0x9e3779b97f4a7c15L;
    long b = 0xc2b2ae3d27d4eb4fL;
    for (int i = from; i < to; i++) {
      a = mix(a ^ times[i], 0x9fb21c651e98df25L);
      b = mix(b + times[i], 0xd6e8feb86659fd93L);
    }
    return new Key(a, b, to - from);
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
