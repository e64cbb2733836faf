package dev.clew.logstore.pipes.stats;

import dev.clew.logstore.pipes.flow.Cell;

/** Counts rows, or those with a value in every one of its fields. */
final class CountAccumulator implements Accumulator {
  private final int[] fields;
  private final boolean perSecond;
  private long rows;

  CountAccumulator(int[] fields, boolean perSecond) {
    this.fields = fields;
    this.perSecond = perSecond;
  }

  @Override
  public void add(FieldValues row) {
    for (int field : fields) {
      Cell cell = row.cell(field);
      if (cell == null || cell.text().isEmpty()) {
        return;
      }
    }
    rows++;
  }

  @Override
  public void addRows(long more) {
    rows += more;
  }

  @Override
  public Cell result(double seconds) {
    return perSecond ? new Cell.Real(rows / seconds) : new Cell.Whole(rows);
  }
}
