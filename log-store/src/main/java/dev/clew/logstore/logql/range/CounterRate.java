package dev.clew.logstore.logql.range;

/**
 * The per-second rate of a counter by the rule of Prometheus, with instants in nanoseconds, as Loki
 * has it: resets are added, and the increase is extended to the edges of the window where samples
 * come so near to them that the next one is to be expected beyond, else by half of what is between
 * two; at the start not to where the counter would have been below zero.
 */
final class CounterRate {
  private CounterRate() {}

  static double of(SampleSeries.Samples samples, double rangeSeconds) {
    int size = samples.size();
    if (size < 2) {
      return 0;
    }
    double first = samples.value(0);
    double increase = samples.value(size - 1) - first;
    for (int i = 1; i < size; i++) {
      if (samples.value(i) < samples.value(i - 1)) {
        increase += samples.value(i - 1);
      }
    }
    double sampled = (samples.time(size - 1) - samples.time(0)) / 1e9;
    if (sampled <= 0) {
      return 0; // all at one instant: there is no time to have a rate in
    }
    double between = sampled / (size - 1);
    double near = between * 1.1;
    double toEnd = (samples.endNanos() - samples.time(size - 1)) / 1e9;
    double toStart = rangeSeconds - toEnd - sampled;
    if (toStart >= near) {
      toStart = between / 2;
    }
    if (increase > 0 && first >= 0) {
      toStart = Math.min(toStart, sampled * (first / increase));
    }
    if (toEnd >= near) {
      toEnd = between / 2;
    }
    return increase * ((sampled + toStart + toEnd) / sampled) / rangeSeconds;
  }
}
