package dev.clew.metricsstore.promql.histogram;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** A histogram made of one cumulative counter per upper bound. */
public final class ClassicHistogram {
  /** Smaller relative differences between neighbours come from rounding. */
  private static final double TOLERANCE = 1e-12;

  private record Counter(double upper, double count) {}

  private final List<Counter> counters = new ArrayList<>();
  private double[] uppers = {};
  private double[] counts = {};
  private boolean prepared;
  private boolean forced;
  private double forcedFrom;
  private double forcedTo;
  private double greatestDrop;

  public void add(double upper, double count) {
    counters.add(new Counter(upper, count));
  }

  public boolean isEmpty() {
    return counters.isEmpty();
  }

  /** Sorts, joins equal bounds, removes rounding noise and makes the counts monotonic. */
  private void prepare() {
    if (prepared) {
      return;
    }
    prepared = true;
    counters.sort(Comparator.comparingDouble(Counter::upper));
    int size = 0;
    uppers = new double[counters.size()];
    counts = new double[counters.size()];
    for (Counter counter : counters) {
      if (size > 0 && uppers[size - 1] == counter.upper()) {
        counts[size - 1] += counter.count();
      } else {
        uppers[size] = counter.upper();
        counts[size++] = counter.count();
      }
    }
    uppers = Arrays.copyOf(uppers, size);
    counts = Arrays.copyOf(counts, size);
    if (endless()) {
      makeMonotonic();
    }
  }

  private boolean endless() {
    return uppers.length > 0 && uppers[uppers.length - 1] == Double.POSITIVE_INFINITY;
  }

  private void makeMonotonic() {
    double previous = counts[0];
    for (int i = 1; i < counts.length; i++) {
      double current = counts[i];
      if (current == previous) {
        continue;
      }
      if (isNoise(previous, current)) {
        counts[i] = previous;
      } else if (current < previous) {
        forcedFrom = forced ? forcedFrom : uppers[i];
        forcedTo = uppers[i];
        greatestDrop = Math.max(greatestDrop, previous - current);
        forced = true;
        counts[i] = previous;
      } else {
        previous = current;
      }
    }
  }

  private static boolean isNoise(double a, double b) {
    double difference = Math.abs(a - b);
    double sum = Math.abs(a) + Math.abs(b);
    return (a == 0 || b == 0 || sum < Double.MIN_NORMAL)
        ? difference < TOLERANCE * Double.MIN_NORMAL
        : difference / Math.min(sum, Double.MAX_VALUE) < TOLERANCE;
  }

  /** Whether counts fell with rising bounds. */
  public boolean forcedMonotonic() {
    return forced;
  }

  public double forcedFrom() {
    return forcedFrom;
  }

  public double forcedTo() {
    return forcedTo;
  }

  public double greatestDrop() {
    return greatestDrop;
  }

  public double quantile(double q) {
    if (Double.isNaN(q)) {
      return Double.NaN;
    }
    if (q < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (q > 1) {
      return Double.POSITIVE_INFINITY;
    }
    prepare();
    int last = uppers.length - 1;
    if (!endless() || last < 1 || counts[last] == 0) {
      return Double.NaN;
    }
    double rank = q * counts[last];
    int at = 0;
    while (at < last && !(counts[at] >= rank)) {
      at++;
    }
    if (at == last) {
      return uppers[last - 1];
    }
    if (at == 0 && uppers[0] <= 0) {
      return uppers[0];
    }
    double start = at > 0 ? uppers[at - 1] : 0;
    double below = at > 0 ? counts[at - 1] : 0;
    return start + (uppers[at] - start) * ((rank - below) / (counts[at] - below));
  }

  /** The share of observations between two values. */
  public double fraction(double lower, double upper) {
    prepare();
    int last = uppers.length - 1;
    boolean unusable = !endless() || counts[last] == 0;
    if (unusable || Double.isNaN(lower) || Double.isNaN(upper)) {
      return Double.NaN;
    }
    return lower >= upper ? 0 : (rank(upper) - rank(lower)) / counts[last];
  }

  private double rank(double value) {
    double total = counts[counts.length - 1];
    double rank = 0;
    for (int i = 0; i < uppers.length; i++) {
      double low = i > 0 ? uppers[i - 1] : (uppers[0] > 0 ? 0 : Double.NEGATIVE_INFINITY);
      if (low >= value) {
        return Math.min(rank, total);
      }
      if (uppers[i] > value) {
        double share = NativeQuantiles.linearShare(value, low, uppers[i]);
        return Math.min(rank + (counts[i] - rank) * share, total);
      }
      rank = counts[i];
    }
    return total;
  }
}
