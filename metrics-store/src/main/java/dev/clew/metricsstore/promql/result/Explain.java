package dev.clew.metricsstore.promql.result;

import java.util.List;

/**
 * How a part of a query was answered.
 *
 * @param expression the part, as it prints
 * @param kind aggregation, function, selector, binary, subquery, unary, number or string
 * @param millis how long it took, the parts below it included
 * @param seriesIn how many series it was given; a selector: how many match
 * @param samples how many stored samples were read for it
 * @param seriesOut how many series came out
 * @param notes what is worth knowing
 */
public record Explain(
    String expression,
    String kind,
    double millis,
    long seriesIn,
    long samples,
    long seriesOut,
    List<String> notes,
    List<Explain> children) {
  public Explain {
    notes = List.copyOf(notes);
    children = List.copyOf(children);
  }
}
