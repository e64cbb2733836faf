package dev.clew.storage.column;

import dev.clew.model.Attributes;
import dev.clew.storage.bytes.ArrayGrowth;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are being collected, in columns. One thread writes; {@link #view} gives readers what is
 * there at that moment, which later writes never change. Rows come in batches: {@link #mark} ends
 * one, {@link #rollback} takes back what came after the last mark.
 */
public final class BlockBuilder {

  private final ColumnSet columns;
  private final List<Attributes> groups = new ArrayList<>();
  private final Map<Attributes, Integer> groupNumbers = new HashMap<>();
  private long[] times = new long[64];
  private long[] sequences = new long[64];
  private int[] groupOfRow = new int[64];
  private int rows;
  private int marked;
  private long rawBytes;
  private boolean open;
  private int groupNumber;
  private long groupSerial = -1;

  /**
   * @param fixed the signal's own columns; column {@code i} is written by its number
   */
  public BlockBuilder(List<ColumnKey> fixed) {
    columns = new ColumnSet(fixed);
  }

  /**
   * Sets the shared attributes of the row being written.
   *
   * @param serial changes with the attributes, so that they need not be compared for each row
   */
  public void group(Attributes attributes, long serial) {
    if (serial != groupSerial) {
      Integer known = groupNumbers.putIfAbsent(attributes, groups.size());
      if (known == null) {
        known = groups.size();
        groups.add(attributes);
      }
      groupNumber = known;
      groupSerial = serial;
    }
    groupOfRow[rows] = groupNumber;
  }

  /** Begins a row; one that was begun but not ended is forgotten. */
  public void begin(long time, long sequence) {
    if (open) {
      columns.unset(rows);
    }
    if (rows == times.length) {
      int length = ArrayGrowth.rows(rows, rows + 1);
      times = Arrays.copyOf(times, length);
      sequences = Arrays.copyOf(sequences, length);
      groupOfRow = Arrays.copyOf(groupOfRow, length);
    }
    times[rows] = time;
    sequences[rows] = sequence;
    open = true;
  }

  public void end() {
    rows++;
    rawBytes += 24;
    open = false;
  }

  /** Selects the column that {@link #bytes}, {@link #number} and {@link #id} write next. */
  public void column(byte[] name, int from, int length, ColumnType type) {
    columns.select(name, from, length, type);
  }

  public void column(String name, ColumnType type) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    columns.select(bytes, 0, bytes.length, type);
  }

  /** Selects a fixed column by its number. */
  public void column(int number) {
    columns.select(number);
  }

  /** Whether the row being written has a value in the selected column. */
  public boolean has() {
    return columns.selected().has(rows);
  }

  public void bytes(byte[] source, int from, int length) {
    columns.selected().bytes().set(rows, source, from, length);
    rawBytes += length + 4;
  }

  public void number(long value) {
    columns.selected().numbers().set(rows, value);
    rawBytes += 8;
  }

  public void id(long high, long low) {
    columns.selected().ids().set(rows, high, low);
    rawBytes += 16;
  }

  /**
   * Adds rows of another block as they are, sequence numbers included: those whose numbers stand in
   * a part of an array.
   */
  public void append(BlockRows block, int[] chosen, int from, int to) {
    int first = rows;
    for (int i = from; i < to; i++) {
      int row = chosen[i];
      begin(block.times()[row], block.sequences()[row]);
      group(block.groups().get(block.groupOfRow()[row]), block.groupOfRow()[row]);
      end();
    }
    groupSerial = -1;
    for (ColumnKey key : block.columns()) {
      Column column = block.column(key);
      if (column != null) {
        column(key.name(), key.type());
        append(column, first, chosen, from, to);
      }
    }
    marked = rows;
  }

  private void append(Column column, int first, int[] chosen, int from, int to) {
    for (int i = from; i < to; i++) {
      int row = chosen[i];
      int target = first + i - from;
      if (!column.has(row)) {
        continue;
      }
      switch (column) {
        case BytesColumn bytes -> {
          int start = bytes.start(bytes.entry(row));
          int length = bytes.end(bytes.entry(row)) - start;
          columns.selected().bytes().set(target, bytes.bytes(), start, length);
          rawBytes += length + 4L;
        }
        case LongColumn numbers -> {
          columns.selected().numbers().set(target, numbers.value(row));
          rawBytes += 8;
        }
        case IdColumn ids -> {
          columns.selected().ids().set(target, ids.high(row), ids.low(row));
          rawBytes += 16;
        }
      }
    }
  }

  /** Number of rows that are written whole. */
  public int rows() {
    return rows;
  }

  /** About what the rows would take up uncompressed. */
  public long rawBytes() {
    return rawBytes;
  }

  /** Number of distinct columns so far. */
  public int columnCount() {
    return columns.size();
  }

  /** Accepts all rows so far. */
  public void mark() {
    marked = rows;
  }

  /** Takes back all rows after the last {@link #mark}. */
  public void rollback() {
    int last = open ? rows : rows - 1;
    for (int row = last; row >= marked; row--) {
      columns.unset(row);
    }
    rows = marked;
    open = false;
  }

  /** The accepted rows; stays as it is while the builder goes on. */
  public BlockRows view() {
    return new BuilderView(this);
  }

  private static final class BuilderView implements BlockRows {
    private final int rows;
    private final long[] times;
    private final long[] sequences;
    private final int[] groupOfRow;
    private final List<Attributes> groups;
    private final Map<ColumnKey, Column> views = new HashMap<>();

    BuilderView(BlockBuilder builder) {
      rows = builder.marked;
      times = builder.times;
      sequences = builder.sequences;
      groupOfRow = builder.groupOfRow;
      groups = List.copyOf(builder.groups);
      builder.columns.forEach((key, values) -> views.put(key, values.view()));
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
      return List.copyOf(views.keySet());
    }

    @Override
    public @Nullable Column column(ColumnKey key) {
      return views.get(key);
    }

    @Override
    public long bytesRead() {
      return 0;
    }
  }
}
