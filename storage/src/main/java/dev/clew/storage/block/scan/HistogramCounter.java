package dev.clew.storage.block.scan;

import dev.clew.model.TimeRange;
import dev.clew.model.memory.QueryMemory;
import dev.clew.storage.block.segment.BlockCounts;
import dev.clew.storage.block.segment.BlockHandle;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.column.LongColumn;
import dev.clew.storage.rows.Field;
import java.util.BitSet;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts rows per bucket of time and number of a small field. */
public final class HistogramCounter {
  private final SortedMap<Integer, long[]> counts = new TreeMap<>();
  private final TimeRange range;
  private final long step;
  private final int buckets;
  private final @Nullable Field field;

  public HistogramCounter(TimeRange range, int buckets, @Nullable Field field) {
    this.range = range;
    this.buckets = buckets;
    this.step = Math.max(1, Math.ceilDiv(range.endNanos() - range.startNanos(), (long) buckets));
    this.field = field;
  }

  public long step() {
    return step;
  }

  public SortedMap<Integer, long[]> counts() {
    return counts;
  }

  private int bucket(long time) {
    return (int) ((time - range.startNanos()) / step);
  }

  private void add(int number, int bucket, long rows) {
    long[] known = counts.get(number);
    if (known == null) {
      QueryMemory.current().take(64 + 8L * buckets);
      known = new long[buckets];
      counts.put(number, known);
    }
    known[bucket] += rows;
  }

  /** A block that lies in one bucket counts as a whole. */
  public boolean addWhole(BlockHandle block, BlockCounts known) {
    int bucket = bucket(block.minTime());
    if (bucket != bucket(block.maxTime())) {
      return false;
    }
    if (field == null) {
      add(0, bucket, block.rows());
      return true;
    }
    var numbers = known.symbols().get(field.number());
    if (numbers == null) {
      return false;
    }
    numbers.forEach((number, rows) -> add(number, bucket, rows));
    return true;
  }

  public boolean addRows(BlockRows block, BitSet rows) {
    LongColumn numbers =
        field != null && block.column(field.key()) instanceof LongColumn column ? column : null;
    long[] times = block.times();
    for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
      add(numbers == null ? 0 : (int) numbers.value(row), bucket(times[row]), 1);
    }
    return true;
  }
}
