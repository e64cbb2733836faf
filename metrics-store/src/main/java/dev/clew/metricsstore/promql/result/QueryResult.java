package dev.clew.metricsstore.promql.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a query with what should be known about it.
 *
 * @param warnings what probably makes the answer wrong, each with its position
 * @param infos what may be worth a look
 * @param stats what it took
 * @param explain how it was answered; null when there was nothing to do
 */
public record QueryResult(
    QueryValue value,
    List<String> warnings,
    List<String> infos,
    QueryStats stats,
    @Nullable Explain explain) {
  public QueryResult {
    warnings = List.copyOf(warnings);
    infos = List.copyOf(infos);
  }
}
