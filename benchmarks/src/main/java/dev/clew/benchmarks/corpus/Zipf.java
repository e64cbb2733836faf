package dev.clew.benchmarks.corpus;

import java.util.Arrays;

/** Numbers from 0, of which the first is the most frequent: the rank-th comes 1/rank^s as often. */
final class Zipf {
  private final double[] sums;

  Zipf(int count, double exponent) {
    sums = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += 1 / Math.pow(i + 1, exponent);
      sums[i] = sum;
    }
  }

  int draw(Draw draw) {
    double target = draw.part() * sums[sums.length - 1];
    int at = Arrays.binarySearch(sums, target);
    return Math.min(sums.length - 1, at < 0 ? -at - 1 : at);
  }
}
