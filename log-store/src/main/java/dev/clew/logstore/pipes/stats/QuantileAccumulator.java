package dev.clew.logstore.pipes.stats;

import dev.clew.logstore.pipes.flow.Cell;
import org.jspecify.annotations.Nullable;

/** A quantile of the numbers of its fields. */
final class QuantileAccumulator implements Accumulator {
  private final int[] fields;
  private final double part;
  private final QuantileSketch numbers = new QuantileSketch();

  QuantileAccumulator(int[] fields, double part) {
    this.fields = fields;
    this.part = part;
  }

  @Override
  public void add(FieldValues row) {
    for (int field : fields) {
      double number = row.number(field);
      if (!Double.isNaN(number)) {
        numbers.add(number);
      }
    }
  }

  @Override
  public @Nullable Cell result(double seconds) {
    double value = numbers.quantile(part);
    return Double.isNaN(value) ? null : Cell.of(value);
  }
}
