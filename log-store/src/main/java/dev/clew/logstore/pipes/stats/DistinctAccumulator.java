package dev.clew.logstore.pipes.stats;

import dev.clew.logstore.pipes.flow.Cell;

/** Counts the different values of its fields together; rows without any of them do not count. */
final class DistinctAccumulator implements Accumulator {
  private final int[] fields;
  private final DistinctCounter counter = new DistinctCounter();

  DistinctAccumulator(int[] fields) {
    this.fields = fields;
  }

  @Override
  public void add(FieldValues row) {
    long hash = 0;
    boolean any = false;
    for (int field : fields) {
      Cell cell = row.cell(field);
      String text = cell == null ? "" : cell.text();
      any |= !text.isEmpty();
      hash = DistinctCounter.join(hash, DistinctCounter.hash(text));
    }
    if (any) {
      counter.add(hash);
    }
  }

  @Override
  public Cell result(double seconds) {
    return new Cell.Whole(counter.count());
  }
}
