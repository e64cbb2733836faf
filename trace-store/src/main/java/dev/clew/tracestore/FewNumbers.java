package dev.clew.tracestore;

import java.util.Arrays;

/** A column in which most rows have 0; it takes no room while all of them do. */
final class FewNumbers {
  private int[] values = new int[0];

  int get(int row) {
    return row < values.length ? values[row] : 0;
  }

  void set(int row, int value) {
    if (value != get(row)) {
      if (row >= values.length) {
        values = Arrays.copyOf(values, Math.max(64, Integer.highestOneBit(row) * 2));
      }
      values[row] = value;
    }
  }

  /** Brings the rows into an order. */
  void arrange(int[] order) {
    if (values.length > 0) {
      values = Arrays.stream(order).map(this::get).toArray();
    }
  }

  /** All rows, each with so much added. */
  int[] all(int rows, int added) {
    int[] all = new int[rows];
    Arrays.setAll(all, row -> get(row) + added);
    return all;
  }
}
