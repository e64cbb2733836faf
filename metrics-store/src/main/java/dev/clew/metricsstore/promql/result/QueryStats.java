package dev.clew.metricsstore.promql.result;

import java.util.List;

/**
 * What a query took, as Prometheus counts it.
 *
 * @param queueSeconds waiting for other queries
 * @param preparationSeconds finding series
 * @param evaluationSeconds everything but queueing and sorting
 * @param sortSeconds sorting the result
 * @param totalSamples samples that selectors saw, once for each step
 * @param peakSamples the most that were held at a time
 * @param perStep the samples of each step; empty unless asked for
 */
public record QueryStats(
    double queueSeconds,
    double preparationSeconds,
    double evaluationSeconds,
    double sortSeconds,
    long totalSamples,
    long peakSamples,
    List<StepSamples> perStep) {
  /** Samples seen at one step. */
  public record StepSamples(long timeMillis, long samples) {}

  public QueryStats {
    perStep = List.copyOf(perStep);
  }
}
