package dev.clew.metricsstore.promql.histogram;

/**
 * The mean of floats: the sum divided by the count, and once the sum would overflow, a mean that is
 * corrected with every further value.
 */
public final class Mean {
  private Kahan sum = new Kahan();
  private double count;
  private boolean incremental;

  public void add(double value) {
    count++;
    if (count == 1) {
      sum = new Kahan(value, 0);
      return;
    }
    if (!incremental) {
      Kahan next = new Kahan(sum.raw(), sum.compensation());
      next.add(value);
      if (!Double.isInfinite(next.raw())) {
        sum = next;
        return;
      }
      incremental = true;
      sum = new Kahan(sum.raw() / (count - 1), sum.compensation() / (count - 1));
    }
    double share = (count - 1) / count;
    sum = new Kahan(share * sum.raw(), share * sum.compensation());
    sum.add(value / count);
  }

  public double result() {
    return incremental
        ? sum.raw() + sum.compensation()
        : sum.raw() / count + sum.compensation() / count;
  }
}
