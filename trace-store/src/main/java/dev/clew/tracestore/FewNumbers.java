package dev.clew.tracestore;

import dev.clew.model.memory.QueryMemory;
import java.util.Arrays;

/** A column in which most rows have 0; it takes no room while all of them do. */
public final class FewNumbers {
  private final QueryMemory memory = QueryMemory.current();
  private int[] values = new int[0];

  /** Of any row. */
  public int get(int row) {
    return row < values.length ? values[row] : 0;
  }

  /** Whether any row has another number than 0. */
  public boolean isAny() {
    return Arrays.stream(values).anyMatch(value -> value != 0);
  }

  void set(int row, int value) {
    if (value != get(row)) {
      if (row >= values.length) {
        int length = Math.max(64, Integer.highestOneBit(row) * 2);
        memory.take(4L * (length - values.length));
        values = Arrays.copyOf(values, length);
      }
      values[row] = value;
    }
  }

  /** Brings the rows into an order. */
  void arrange(int[] order) {
    if (values.length > 0) {
      int[] sorted = new int[order.length];
      for (int i = 0; i < order.length; i++) {
        sorted[i] = get(order[i]);
      }
      memory.settle(memory.heldBytes() + 4L * (sorted.length - values.length));
      values = sorted;
    }
  }

  int bytes() {
    return 4 * values.length;
  }
}
