package dev.clew.storage.column;

import dev.clew.model.Attributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a block in the order in which they are stored: by group, then time, then sequence
 * number. Rows of one sender stand together, which is what compresses; a column's entries stand in
 * the order of their first row, without those that no row uses.
 */
public final class SortedRows implements BlockRows {
  private final int rows;
  private final long[] times;
  private final long[] sequences;
  private final int[] groupOfRow;
  private final List<Attributes> groups = new ArrayList<>();
  private final Map<ColumnKey, Column> columns = new LinkedHashMap<>();

  private SortedRows(BlockRows source, int[] order) {
    rows = order.length;
    times = new long[rows];
    sequences = new long[rows];
    groupOfRow = new int[rows];
    int[] newGroup = new int[source.groups().size()];
    Arrays.fill(newGroup, -1);
    for (int i = 0; i < rows; i++) {
      times[i] = source.times()[order[i]];
      sequences[i] = source.sequences()[order[i]];
      int group = source.groupOfRow()[order[i]];
      if (newGroup[group] < 0) {
        newGroup[group] = groups.size();
        groups.add(source.groups().get(group));
      }
      groupOfRow[i] = newGroup[group];
    }
    for (ColumnKey key : source.columns()) {
      Column column = source.column(key);
      Column sorted = column == null ? null : sorted(column, order);
      if (sorted != null) {
        columns.put(key, sorted);
      }
    }
  }

  /** The rows of a block, sorted and divided into pieces of at most {@code mostRows}. */
  public static List<SortedRows> of(BlockRows source, int mostRows) {
    int[] order = RowOrder.of(source);
    List<SortedRows> pieces = new ArrayList<>();
    int count = Math.ceilDiv(order.length, mostRows);
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) order.length * i / count);
      int to = (int) ((long) order.length * (i + 1) / count);
      pieces.add(new SortedRows(source, Arrays.copyOfRange(order, from, to)));
    }
    return pieces;
  }

  static @Nullable Column sorted(Column column, int[] order) {
    return switch (column) {
      case BytesColumn bytes -> sortedBytes(bytes, order);
      case LongColumn numbers -> {
        LongBuilder builder = new LongBuilder(numbers.type(), order.length);
        boolean any = false;
        for (int i = 0; i < order.length; i++) {
          if (numbers.has(order[i])) {
            builder.set(i, numbers.value(order[i]));
            any = true;
          }
        }
        yield any ? builder.view() : null;
      }
      case IdColumn ids -> {
        IdBuilder builder = new IdBuilder(order.length);
        boolean any = false;
        for (int i = 0; i < order.length; i++) {
          if (ids.has(order[i])) {
            builder.set(i, ids.high(order[i]), ids.low(order[i]));
            any = true;
          }
        }
        yield any ? builder.view() : null;
      }
    };
  }

  private static @Nullable Column sortedBytes(BytesColumn column, int[] order) {
    int[] entryPlusOne = new int[order.length];
    int[] newEntry = new int[column.entries()];
    int[] oldEntry = new int[Math.min(column.entries(), order.length)];
    int entries = 0;
    long size = 0;
    for (int i = 0; i < order.length; i++) {
      int entry = column.entry(order[i]);
      if (entry >= 0) {
        if (newEntry[entry] == 0) {
          oldEntry[entries++] = entry;
          newEntry[entry] = entries;
          size += column.end(entry) - column.start(entry);
        }
        entryPlusOne[i] = newEntry[entry];
      }
    }
    if (entries == 0) {
      return null;
    }
    byte[] bytes = new byte[Math.toIntExact(size)];
    int[] ends = new int[entries];
    int end = 0;
    for (int i = 0; i < entries; i++) {
      int start = column.start(oldEntry[i]);
      int length = column.end(oldEntry[i]) - start;
      System.arraycopy(column.bytes(), start, bytes, end, length);
      end += length;
      ends[i] = end;
    }
    return new BytesColumn(column.type(), entryPlusOne, bytes, ends, entries);
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public long[] times() {
    return times;
  }

  @Override
  public long[] sequences() {
    return sequences;
  }

  @Override
  public int[] groupOfRow() {
    return groupOfRow;
  }

  @Override
  public List<Attributes> groups() {
    return groups;
  }

  @Override
  public List<ColumnKey> columns() {
    return List.copyOf(columns.keySet());
  }

  @Override
  public @Nullable Column column(ColumnKey key) {
    return columns.get(key);
  }

  @Override
  public long bytesRead() {
    return 0;
  }
}
