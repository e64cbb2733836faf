package dev.clew.storage.column;

/** A column of 16-byte IDs; all zero means that the row has none. */
public final class IdColumn implements Column {
  private final long[] high;
  private final long[] low;

  IdColumn(long[] high, long[] low) {
    this.high = high;
    this.low = low;
  }

  @Override
  public ColumnType type() {
    return ColumnType.ID128;
  }

  @Override
  public boolean has(int row) {
    return row < high.length && (high[row] | low[row]) != 0;
  }

  /** About the bytes of heap that it takes up. */
  long weight() {
    return 16L * high.length;
  }

  public long high(int row) {
    return row < high.length ? high[row] : 0;
  }

  public long low(int row) {
    return row < low.length ? low[row] : 0;
  }
}
