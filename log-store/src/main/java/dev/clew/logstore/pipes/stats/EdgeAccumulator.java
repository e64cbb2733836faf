package dev.clew.logstore.pipes.stats;

import dev.clew.logstore.pipes.flow.Cell;
import org.jspecify.annotations.Nullable;

/** The value of the oldest or of the newest row that has one. */
final class EdgeAccumulator implements Accumulator {
  private final int field;
  private final int sign;
  private @Nullable Cell value;
  private long time;

  /**
   * @param sign 1 for the newest, -1 for the oldest
   */
  EdgeAccumulator(int field, int sign) {
    this.field = field;
    this.sign = sign;
  }

  @Override
  public void add(FieldValues row) {
    long rowTime = row.time();
    if (value != null && Long.compare(rowTime, time) * sign <= 0) {
      return;
    }
    Cell cell = row.cell(field);
    if (cell != null) {
      value = cell;
      time = rowTime;
    }
  }

  @Override
  public @Nullable Cell result(double seconds) {
    return value;
  }
}
