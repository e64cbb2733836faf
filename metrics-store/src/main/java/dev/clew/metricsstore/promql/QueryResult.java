package dev.clew.metricsstore.promql;

import java.util.List;

/**
 * The answer to a query with what should be known about it.
 *
 * @param warnings what probably makes the answer wrong, each with its position
 * @param infos what may be worth a look
 */
public record QueryResult(QueryValue value, List<String> warnings, List<String> infos) {
  public QueryResult {
    warnings = List.copyOf(warnings);
    infos = List.copyOf(infos);
  }
}
