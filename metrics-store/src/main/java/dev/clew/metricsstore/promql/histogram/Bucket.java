package dev.clew.metricsstore.promql.histogram;

import dev.clew.metricsstore.promql.notation.Numbers;

/** One bucket with its bounds. */
public record Bucket(
    double lower, double upper, boolean lowerInclusive, boolean upperInclusive, double count) {
  Bucket between(double newLower, double newUpper) {
    return new Bucket(newLower, newUpper, lowerInclusive, upperInclusive, count);
  }

  /** How the HTTP API tells which bounds belong to the bucket. */
  public int boundaryRule() {
    if (lowerInclusive) {
      return upperInclusive ? 3 : 1;
    }
    return upperInclusive ? 0 : 2;
  }

  @Override
  public String toString() {
    return (lowerInclusive ? "[" : "(")
        + Numbers.general(lower)
        + ","
        + Numbers.general(upper)
        + (upperInclusive ? "]" : ")")
        + ":"
        + Numbers.general(count);
  }
}
