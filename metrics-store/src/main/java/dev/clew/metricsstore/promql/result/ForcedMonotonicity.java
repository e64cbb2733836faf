package dev.clew.metricsstore.promql.result;

import dev.clew.metricsstore.promql.notation.Numbers;
import java.time.Instant;

/**
 * Where the counts of classic buckets fell although their bounds rise.
 *
 * @param samples how many histograms
 * @param fromMillis time of the first
 * @param from least bound whose count was corrected
 * @param greatestDrop by how much a count was too low
 */
public record ForcedMonotonicity(
    int samples, long fromMillis, long toMillis, double from, double to, double greatestDrop) {
  ForcedMonotonicity with(ForcedMonotonicity other) {
    return new ForcedMonotonicity(
        samples + other.samples,
        Math.min(fromMillis, other.fromMillis),
        Math.max(toMillis, other.toMillis),
        Math.min(from, other.from),
        Math.max(to, other.to),
        Math.max(greatestDrop, other.greatestDrop));
  }

  String text() {
    return ", from buckets "
        + Numbers.general(from)
        + " to "
        + Numbers.general(to)
        + ", with a max diff of "
        + Numbers.general(greatestDrop, 2)
        + ", over "
        + samples
        + " samples from "
        + Instant.ofEpochSecond(fromMillis / 1000)
        + " to "
        + Instant.ofEpochSecond(toMillis / 1000);
  }
}
