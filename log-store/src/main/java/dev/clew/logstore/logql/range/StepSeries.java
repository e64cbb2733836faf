package dev.clew.logstore.logql.range;

import dev.clew.model.Labels;
import java.util.BitSet;

/**
 * A series with a value at some of the steps.
 *
 * @param values one per step; of those not {@code present} it means nothing
 */
@SuppressWarnings("ArrayRecordComponent")
public record StepSeries(Labels labels, double[] values, BitSet present) {
  public static StepSeries empty(Labels labels, int steps) {
    return new StepSeries(labels, new double[steps], new BitSet(steps));
  }

  public void set(int step, double value) {
    values[step] = value;
    present.set(step);
  }

  public boolean has(int step) {
    return present.get(step);
  }

  public StepSeries with(Labels newLabels) {
    return new StepSeries(newLabels, values, present);
  }
}
