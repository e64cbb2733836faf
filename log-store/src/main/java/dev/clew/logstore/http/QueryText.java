package dev.clew.logstore.http;

import dev.clew.model.query.Filter;
import dev.clew.model.query.SearchParser;

/** The parameter {@code query}: the search bar's notation. */
final class QueryText {
  private QueryText() {}

  /** The filter that a text without pipes means. */
  static Filter filter(String text) {
    return SearchParser.parse(text);
  }
}
