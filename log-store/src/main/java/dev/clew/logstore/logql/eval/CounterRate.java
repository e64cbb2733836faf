package dev.clew.logstore.logql.eval;

/**
 * The per-second rate of a counter as Loki takes it from Prometheus: resets are added, and the
 * increase is extended to the edges of the window, which begins a range before the first sample
 * here.
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
    double sampled = (samples.time(size - 1) / 1_000_000 - samples.time(0) / 1_000_000) / 1000d;
    if (sampled <= 0) {
      return 0;
    }
    double between = sampled / (size - 1);
    double toStart = rangeSeconds;
    if (increase > 0 && first >= 0) {
      toStart = Math.min(toStart, sampled * (first / increase));
    }
    double threshold = between * 1.1;
    double extended = sampled + (toStart < threshold ? toStart : between / 2);
    return increase * (extended / sampled) / rangeSeconds;
  }
}
