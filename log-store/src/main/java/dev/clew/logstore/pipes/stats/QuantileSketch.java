package dev.clew.logstore.pipes.stats;

import dev.clew.model.memory.QueryMemory;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Quantiles of numbers: exact up to {@link #EXACT} of them, then a DDSketch (Masson, Rim and Lee,
 * "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees", VLDB 2019)
 * whose answers are within 1 % of the true value.
 */
final class QuantileSketch {
  /** 8 KiB; most groups of a table stay below. */
  static final int EXACT = 1024;

  /** Bins enough for 1e-9 to 1e15 at 1 %; beyond it the smallest are joined. */
  static final int MOST_BINS = 2800;

  /** A group's estimate is for its first thousand numbers; bins are counted so many at a time. */
  private static final int COUNTED_BINS = 256;

  /** Tree entry, key and count. */
  private static final long BIN_BYTES = 80;

  private static final double ACCURACY = 0.01;
  private static final double GAMMA = (1 + ACCURACY) / (1 - ACCURACY);
  private static final double LOG_GAMMA = Math.log(GAMMA);

  /** Nearer to zero is zero. */
  private static final double LEAST = 1e-9;

  private int countedBins;
  private double[] exact = new double[8];
  private int exactCount;
  private boolean sketched;
  private long count;
  private long zeros;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private final TreeMap<Integer, Long> positive = new TreeMap<>();
  private final TreeMap<Integer, Long> negative = new TreeMap<>();

  void add(double number) {
    count++;
    min = Math.min(min, number);
    max = Math.max(max, number);
    if (sketched) {
      sketch(number);
      return;
    }
    if (exactCount == EXACT) {
      sketched = true;
      for (double before : exact) {
        sketch(before);
      }
      exact = new double[0];
      sketch(number);
      return;
    }
    if (exactCount == exact.length) {
      exact = Arrays.copyOf(exact, exactCount * 2);
    }
    exact[exactCount++] = number;
  }

  private void sketch(double number) {
    double size = Math.abs(number);
    if (size < LEAST) {
      zeros++;
      return;
    }
    TreeMap<Integer, Long> bins = number > 0 ? positive : negative;
    bins.merge((int) Math.ceil(Math.log(size) / LOG_GAMMA), 1L, Long::sum);
    if (bins.size() > countedBins) {
      QueryMemory.current().take(COUNTED_BINS * BIN_BYTES);
      countedBins += COUNTED_BINS;
    }
    if (bins.size() > MOST_BINS) {
      Map.Entry<Integer, Long> least = bins.pollFirstEntry();
      bins.merge(bins.firstKey(), least.getValue(), Long::sum);
    }
  }

  /** The value below which a part of the numbers is; NaN when there are none. */
  double quantile(double part) {
    if (count == 0) {
      return Double.NaN;
    }
    if (!sketched) {
      Arrays.sort(exact, 0, exactCount);
      double rank = part * (exactCount - 1);
      int low = (int) Math.floor(rank);
      int high = Math.min(exactCount - 1, low + 1);
      return exact[low] + (exact[high] - exact[low]) * (rank - low);
    }
    double estimate = estimate(part * (count - 1));
    return Math.clamp(estimate, min, max);
  }

  private double estimate(double rank) {
    long seen = 0;
    for (Map.Entry<Integer, Long> bin : negative.descendingMap().entrySet()) {
      seen += bin.getValue();
      if (seen > rank) {
        return -middle(bin.getKey());
      }
    }
    seen += zeros;
    if (seen > rank) {
      return 0;
    }
    for (Map.Entry<Integer, Long> bin : positive.entrySet()) {
      seen += bin.getValue();
      if (seen > rank) {
        return middle(bin.getKey());
      }
    }
    return max;
  }

  private static double middle(int bin) {
    return 2 * Math.pow(GAMMA, bin) / (GAMMA + 1);
  }
}
