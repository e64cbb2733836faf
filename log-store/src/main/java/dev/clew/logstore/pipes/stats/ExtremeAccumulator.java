package dev.clew.logstore.pipes.stats;

import dev.clew.logstore.pipes.flow.Cell;
import org.jspecify.annotations.Nullable;

/** The least or the greatest value: by number when there are numbers, else by text. */
final class ExtremeAccumulator implements Accumulator {
  private final int[] fields;
  private final int sign;
  private @Nullable Cell best;
  private double bestNumber = Double.NaN;

  /**
   * @param sign 1 for the greatest, -1 for the least
   */
  ExtremeAccumulator(int[] fields, int sign) {
    this.fields = fields;
    this.sign = sign;
  }

  @Override
  public void add(FieldValues row) {
    for (int field : fields) {
      double number = row.number(field);
      if (!Double.isNaN(number)) {
        int order = Double.isNaN(bestNumber) ? 1 : Double.compare(number, bestNumber) * sign;
        if (order > 0) {
          best = row.cell(field);
          bestNumber = number;
        }
      } else if (Double.isNaN(bestNumber)) {
        Cell cell = row.cell(field);
        if (cell != null && (best == null || Cell.compare(cell, best) * sign > 0)) {
          best = cell;
        }
      }
    }
  }

  @Override
  public @Nullable Cell result(double seconds) {
    return best;
  }
}
