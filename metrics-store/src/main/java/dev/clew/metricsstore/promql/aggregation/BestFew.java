package dev.clew.metricsstore.promql.aggregation;

import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.model.memory.QueryMemory;

/**
 * The few greatest or least values of a group at every step, in order; of equal ones those that
 * were offered first. A column is looked at from its first step to its last, which memory likes
 * better than all columns at one step, and most values are refused by a single comparison.
 */
final class BestFew {
  /** With more than this, sorting is as good. */
  static final int MOST = 64;

  private final int few;
  private final boolean greatest;
  private final double[] values;
  private final int[] members;
  private final int[] counts;

  BestFew(int few, boolean greatest, int steps) {
    this.few = few;
    this.greatest = greatest;
    QueryMemory.current().take(12L * few * steps + 4L * steps);
    values = new double[few * steps];
    members = new int[few * steps];
    counts = new int[steps];
  }

  /** Offers the floats of a member. */
  void offer(int member, Column column) {
    double[] offered = column.values();
    for (int step = 0; step < offered.length; step++) {
      double value = offered[step];
      if (Column.isAbsent(value)) {
        continue;
      }
      int count = counts[step];
      if (count < few || isBefore(value, values[step * few + few - 1])) {
        insert(step, value, member);
      }
    }
  }

  private void insert(int step, double value, int member) {
    int start = step * few;
    int at = start + Math.min(counts[step], few - 1);
    while (at > start && isBefore(value, values[at - 1])) {
      values[at] = values[at - 1];
      members[at] = members[at - 1];
      at--;
    }
    values[at] = value;
    members[at] = member;
    counts[step] = Math.min(few, counts[step] + 1);
  }

  /** NaN is last in either direction. */
  private boolean isBefore(double a, double b) {
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return !Double.isNaN(a);
    }
    return greatest ? a > b : a < b;
  }

  int count(int step) {
    return counts[step];
  }

  /** The member in a place, 0 for the best. */
  int member(int step, int place) {
    return members[step * few + place];
  }
}
