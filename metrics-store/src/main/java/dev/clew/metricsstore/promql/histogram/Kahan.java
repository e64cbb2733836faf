package dev.clew.metricsstore.promql.histogram;

/** Kahan summation in Neumaier's variant: what rounding loses is carried in a second number. */
public final class Kahan {
  private double sum;
  private double compensation;

  public Kahan() {
    this(0, 0);
  }

  public Kahan(double sum, double compensation) {
    this.sum = sum;
    this.compensation = compensation;
  }

  public void add(double value) {
    double total = sum + value;
    compensation += lost(value, sum, total);
    sum = total;
  }

  /** What {@code total = sum + value} lost; nothing when it overflowed. */
  static double lost(double value, double sum, double total) {
    if (Double.isInfinite(total)) {
      return 0;
    }
    return Math.abs(sum) >= Math.abs(value) ? (sum - total) + value : (value - total) + sum;
  }

  /** The sum without what was carried. */
  public double raw() {
    return sum;
  }

  public double compensation() {
    return compensation;
  }

  public double total() {
    return Double.isInfinite(sum) ? sum : sum + compensation;
  }
}
