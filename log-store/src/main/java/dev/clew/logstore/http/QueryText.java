package dev.clew.logstore.http;

import dev.clew.logstore.logql.LogqlEngine;
import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.model.query.SearchParser;
import dev.clew.storage.rows.RowQuery;
import dev.clew.web.Parameters;

/**
 * The parameters {@code order} and {@code query}, which is the search bar's notation, or a LogQL
 * stream query.
 */
final class QueryText {
  private QueryText() {}

  /** Whether a text asks for lines in LogQL: nothing in the search bar's notation begins so. */
  static boolean isStreamQuery(String text) {
    return text.stripLeading().startsWith("{");
  }

  /**
   * The filter that the query means, without pipes and parsers.
   *
   * @param range where it will be used: attributes that have no row there are not known to it
   */
  static Filter filter(LogqlEngine logql, Parameters parameters, TimeRange range) {
    String text = parameters.text("query");
    return isStreamQuery(text) ? logql.filter(text, range) : SearchParser.parse(text);
  }

  /** {@code order}: newest first, when nothing is said. */
  static RowQuery.Order order(Parameters parameters) {
    return switch (parameters.text("order")) {
      case "", "newest" -> RowQuery.Order.NEWEST_FIRST;
      case "oldest" -> RowQuery.Order.OLDEST_FIRST;
      default -> throw Parameters.wrong("order", parameters.text("order"), "newest or oldest");
    };
  }
}
