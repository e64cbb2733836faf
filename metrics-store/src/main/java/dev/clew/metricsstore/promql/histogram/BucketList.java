package dev.clew.metricsstore.promql.histogram;

import java.util.Arrays;

/** Collects buckets in ascending order; the counts of equal indexes add up. */
final class BucketList {
  private int[] indexes;
  private double[] counts;
  private int size;

  BucketList(int capacity) {
    indexes = new int[capacity];
    counts = new double[capacity];
  }

  void add(int index, double count) {
    if (size > 0 && indexes[size - 1] == index) {
      counts[size - 1] += count;
      return;
    }
    if (size == indexes.length) {
      indexes = Arrays.copyOf(indexes, size * 2 + 4);
      counts = Arrays.copyOf(counts, size * 2 + 4);
    }
    indexes[size] = index;
    counts[size++] = count;
  }

  int[] indexes() {
    return Arrays.copyOf(indexes, size);
  }

  double[] counts() {
    return Arrays.copyOf(counts, size);
  }
}
