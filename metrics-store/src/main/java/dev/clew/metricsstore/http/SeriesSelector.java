package dev.clew.metricsstore.http;

import dev.clew.metricsstore.promql.parse.Parser;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import java.util.List;
import java.util.function.Predicate;

/** A {@code match[]} as Prometheus' API takes it. */
public final class SeriesSelector {
  /** What is wrong with a selector of everything. */
  private static final String TOO_WIDE = " must contain at least one non-empty matcher";

  private SeriesSelector() {}

  /**
   * Which labels a selector matches.
   *
   * @throws IllegalArgumentException in Prometheus' words when it is none, or matches everything
   */
  public static Predicate<Labels> of(String text) {
    return LabelMatcher.all(matchers(text));
  }

  static List<LabelMatcher> matchers(String text) {
    try {
      return Parser.parseSelector(text);
    } catch (QueryException e) {
      String message = String.valueOf(e.getMessage());
      throw new IllegalArgumentException(
          message.endsWith(TOO_WIDE) ? "match[]" + TOO_WIDE : message, e);
    }
  }
}
