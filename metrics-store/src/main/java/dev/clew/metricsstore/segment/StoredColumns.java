package dev.clew.metricsstore.segment;

import dev.clew.metricsstore.files.ByteReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The time columns of a window on disk, each decoded when it is first asked for. */
final class StoredColumns {
  /** Decoded columns are kept up to so many numbers, 16 MiB. */
  private static final int MAX_CACHED = 2 << 20;

  /** In {@link #timesOf}: not looked at yet. */
  private static final int UNKNOWN = -2;

  private final int version;
  private final byte[] bytes;
  private final int[] offsets;

  /** By column: itself for times, the column of times for starts. */
  private final int[] timesOf;

  private final long[] @Nullable [] decoded;
  private int cached;

  StoredColumns(Segment segment, Window window) {
    version = segment.version();
    bytes = new byte[window.columnsLength() + BitPacking.SLACK];
    segment.read(window.columnsOffset(), window.columnsLength(), window.columnsCrc(), bytes);
    ByteReader in = new ByteReader(bytes);
    int count = window.columnCount();
    offsets = new int[count];
    int start = 0;
    for (int i = 0; i < count; i++) {
      offsets[i] = start;
      start += in.varint32();
    }
    for (int i = 0; i < count; i++) {
      offsets[i] += in.position();
    }
    timesOf = new int[count];
    Arrays.fill(timesOf, UNKNOWN);
    decoded = new long[count][];
  }

  /** The times of a column. */
  long[] times(int column) {
    return numbers(timesOf(column));
  }

  /** The start times of a column, or null when it has none. */
  long @Nullable [] starts(int column) {
    return timesOf(column) == column ? null : numbers(column);
  }

  private int timesOf(int column) {
    if (timesOf[column] == UNKNOWN) {
      int first = new ByteReader(bytes, offsets[column]).varint32();
      boolean times = version == 1 || (first & 1) == 0;
      if (!times && first >>> 1 >= column) {
        throw new IndexOutOfBoundsException("times of column " + column + ": " + (first >>> 1));
      }
      timesOf[column] = times ? column : first >>> 1;
    }
    return timesOf[column];
  }

  private long[] numbers(int column) {
    long[] known = decoded[column];
    if (known != null) {
      return known;
    }
    ByteReader in = new ByteReader(bytes, offsets[column]);
    int first = in.varint32();
    int times = timesOf(column);
    int n = times != column ? numbers(times).length : version == 1 ? first : first >>> 1;
    if (n < 1 || n > SegmentFormat.MAX_BLOCK_SAMPLES) {
      throw new IndexOutOfBoundsException("column of " + n + " times");
    }
    long[] numbers = new long[n];
    IntegerCodec.decode(in, in.u8(), numbers, n);
    if (cached + n > MAX_CACHED) {
      Arrays.fill(decoded, null);
      cached = 0;
    }
    decoded[column] = numbers;
    cached += n;
    return numbers;
  }
}
