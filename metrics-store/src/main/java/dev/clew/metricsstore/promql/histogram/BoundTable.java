package dev.clew.metricsstore.promql.histogram;

/**
 * The bounds of exponential buckets between a half and one, bit for bit those that Prometheus and
 * its clients use: a bound that is off by the last digit would be another bound to whoever compares
 * them.
 *
 * <p>Theirs are the products of the roots 2^(1/2), 2^(1/4), … 2^(1/256) that the binary digits of
 * the index select, multiplied in this order, where the first root is the largest double below the
 * square root of two, and the others are rounded as usual.
 */
final class BoundTable {
  /** The finest schema there is; the bounds of a coarser one are among them. */
  private static final int FINEST = 8;

  private static final double[] BOUNDS = bounds();

  private BoundTable() {}

  private static double[] bounds() {
    double[] roots = new double[FINEST];
    double root = 2;
    for (int i = 0; i < FINEST; i++) {
      root = Math.sqrt(root);
      roots[i] = i == 0 ? Math.nextDown(root) : root;
    }
    double[] bounds = new double[1 << FINEST];
    for (int index = 0; index < bounds.length; index++) {
      bounds[index] = 0.5;
      for (int i = 0; i < FINEST; i++) {
        if ((index >> (FINEST - 1 - i) & 1) == 1) {
          bounds[index] *= roots[i];
        }
      }
    }
    return bounds;
  }

  /** The bound number {@code part} of a schema from 0 to 8. */
  static double bound(int schema, int part) {
    return BOUNDS[part << (FINEST - schema)];
  }
}
