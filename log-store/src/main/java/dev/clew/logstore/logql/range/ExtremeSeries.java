package dev.clew.logstore.logql.range;

import java.util.BitSet;

/** The least, greatest, first or last value. */
final class ExtremeSeries implements RangeSeries {
  enum Kind {
    MIN,
    MAX,
    FIRST,
    LAST
  }

  private final Kind kind;
  private final double[] values;
  private final long[] times;
  private final long[] sequences;
  private final BitSet filled;

  ExtremeSeries(int cells, Kind kind) {
    boolean timed = kind == Kind.FIRST || kind == Kind.LAST;
    this.kind = kind;
    this.values = new double[cells];
    this.times = new long[timed ? cells : 0];
    this.sequences = new long[timed ? cells : 0];
    this.filled = new BitSet(cells);
  }

  @Override
  public void add(int cell, long time, long sequence, double value) {
    boolean better =
        !filled.get(cell)
            || switch (kind) {
              case MIN -> value < values[cell] || Double.isNaN(values[cell]);
              case MAX -> value > values[cell] || Double.isNaN(values[cell]);
              case FIRST -> isBefore(time, sequence, cell);
              case LAST -> !isBefore(time, sequence, cell);
            };
    if (better) {
      filled.set(cell);
      values[cell] = value;
      if (times.length > 0) {
        times[cell] = time;
        sequences[cell] = sequence;
      }
    }
  }

  private boolean isBefore(long time, long sequence, int cell) {
    return time != times[cell] ? time < times[cell] : sequence < sequences[cell];
  }

  @Override
  public void finish(Windows windows, StepSeries into) {
    for (int step = 0; step < windows.steps(); step++) {
      int first = windows.first(step);
      int end = windows.end(step);
      int cell = kind == Kind.LAST ? filled.previousSetBit(end - 1) : filled.nextSetBit(first);
      if (cell < first || cell >= end) {
        continue;
      }
      double value = values[cell];
      if (times.length == 0) {
        for (int i = filled.nextSetBit(cell + 1); i >= 0 && i < end; i = filled.nextSetBit(i + 1)) {
          boolean better = kind == Kind.MIN ? values[i] < value : values[i] > value;
          value = better || Double.isNaN(value) ? values[i] : value;
        }
      }
      into.set(step, value);
    }
  }
}
