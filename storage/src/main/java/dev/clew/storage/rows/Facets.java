package dev.clew.storage.rows;

import java.util.List;

/**
 * The most frequent values of some fields.
 *
 * @param facets in the order in which the fields were asked for
 */
public record Facets(List<Facet> facets, ScanReport report) {
  /**
   * @param values the most frequent first
   * @param other rows with a value that is not among them
   * @param missing rows without a value
   */
  public record Facet(String field, List<Value> values, long other, long missing) {}

  /** A value and the number of rows that have it. */
  public record Value(String value, long count) {}
}
