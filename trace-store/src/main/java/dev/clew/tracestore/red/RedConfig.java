package dev.clew.tracestore.red;

import java.time.Duration;
import java.util.List;

/**
 * How spans become metrics.
 *
 * @param interval how often the counters are written to the metrics store
 * @param bucketsSeconds upper bounds of the duration histograms, ascending, in seconds
 * @param maxSeries greatest number of series of (service, span name, kind, status); the rest counts
 *     under the span name {@code other}, those of the services that hold most first. Each costs
 *     about 20 stored series.
 * @param maxEdges greatest number of (client, server) pairs; the rest counts as server {@code
 *     other}
 * @param maxPending greatest number of half edges that wait for their other half; the oldest give
 *     up. They are written with each commit, about 100 bytes each
 * @param pairWait how long a half edge waits
 * @param idle a series without spans for this long is forgotten
 */
public record RedConfig(
    Duration interval,
    List<Double> bucketsSeconds,
    int maxSeries,
    int maxEdges,
    int maxPending,
    Duration pairWait,
    Duration idle) {
  public RedConfig {
    bucketsSeconds = List.copyOf(bucketsSeconds);
    positive("span_metrics.interval", interval);
    positive("span_metrics.pair_wait", pairWait);
    positive("span_metrics.idle", idle);
    atLeastOne("span_metrics.max_series", maxSeries);
    atLeastOne("span_metrics.max_edges", maxEdges);
    atLeastOne("span_metrics.max_pending", maxPending);
    for (int i = 0; i < bucketsSeconds.size(); i++) {
      if (i > 0 && !(bucketsSeconds.get(i) > bucketsSeconds.get(i - 1))) {
        throw new IllegalArgumentException(
            "span_metrics.buckets: " + bucketsSeconds + " (expected: ascending)");
      }
    }
  }

  private static void positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
    }
  }

  public static RedConfig defaults() {
    return new RedConfig(
        Duration.ofSeconds(15),
        // The boundaries of OpenTelemetry's http.server.request.duration, with both ends longer.
        List.of(
            0.002, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 10.0,
            30.0),
        5_000,
        2_000,
        20_000,
        Duration.ofSeconds(30),
        Duration.ofHours(1));
  }
}
