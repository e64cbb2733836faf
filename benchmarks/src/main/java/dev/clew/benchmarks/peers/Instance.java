package dev.clew.benchmarks.peers;

import java.util.SplittableRandom;

/**
 * One sender and the present values of its points. The same seed and number make the same values;
 * every export is some milliseconds off its schedule, as timers are.
 */
final class Instance {
  static final String[] SERVICES = {
    "cart", "checkout", "orders", "payment", "products", "search", "shipping", "users"
  };

  private static final long JITTER_MILLIS = 12;

  final String service;
  final String name;

  /** By family and point; unused for histograms. */
  final double[][] values;

  /** By point of the histogram family and bucket: counts, not added up. */
  final long[][] buckets;

  final double[] sums;
  private final SplittableRandom random;
  private final double load;

  Instance(int number, long seed) {
    service = SERVICES[number % SERVICES.length];
    name = service + "-" + number;
    random = new SplittableRandom(seed * 1_000_003 + number);
    load = 0.2 + random.nextDouble();
    values = new double[Family.ALL.size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = new double[Family.ALL.get(i).points().size()];
      for (int p = 0; p < values[i].length; p++) {
        values[i][p] = random.nextInt(1 << (4 + random.nextInt(12)));
      }
    }
    int histograms = values[0].length;
    buckets = new long[histograms][Family.BOUNDS.length + 1];
    sums = new double[histograms];
  }

  /** Goes on by one export and tells when it was made. */
  long next(long scheduledMillis) {
    for (int f = 0; f < values.length; f++) {
      Family.Kind kind = Family.ALL.get(f).kind();
      for (int p = 0; p < values[f].length; p++) {
        if (kind == Family.Kind.HISTOGRAM) {
          observe(p);
        } else {
          values[f][p] = next(kind, values[f][p], p);
        }
      }
    }
    return scheduledMillis + random.nextLong(JITTER_MILLIS);
  }

  private double next(Family.Kind kind, double value, int point) {
    return switch (kind) {
      case COUNTER -> value + (point % 4 == 3 ? 0 : Math.floor(random.nextInt(600) * load));
      case SECONDS -> Math.round((value + random.nextDouble() * load) * 1000) / 1000.0;
      case LEVEL -> Math.max(0, value + random.nextInt(65) - 32);
      case SHARE -> random.nextInt((int) (800 * load) + 1) / 1000.0;
      case CONSTANT, HISTOGRAM -> value;
    };
  }

  private void observe(int point) {
    int requests = random.nextInt((int) (40 * load) + 2);
    for (int i = 0; i < requests; i++) {
      double seconds = Math.exp(random.nextDouble() * 4 - 5 + point * 0.1);
      int bucket = 0;
      while (bucket < Family.BOUNDS.length && seconds > Family.BOUNDS[bucket]) {
        bucket++;
      }
      buckets[point][bucket]++;
      sums[point] += seconds;
    }
  }

  static int series() {
    return Family.ALL.stream().mapToInt(f -> f.points().size() * f.seriesPerPoint()).sum();
  }
}
