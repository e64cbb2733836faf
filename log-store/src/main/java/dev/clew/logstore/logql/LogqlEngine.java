package dev.clew.logstore.logql;

import dev.clew.logstore.LogStore;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import dev.clew.model.TimeRange;
import dev.clew.storage.block.QueryLimits;
import dev.clew.storage.block.RowQuery;
import java.time.Clock;
import java.util.List;

/**
 * Answers LogQL queries. Thread-safe; a query runs on the thread that asks, within {@link
 * QueryLimits}, which also cancel it. Every method throws {@link QueryException} when the query is
 * wrong or breaks a limit.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class LogqlEngine {
  private final LogStore store;
  private final Clock clock;
  private final LogqlLimits limits;

  public LogqlEngine(LogStore store, Clock clock, LogqlLimits limits) {
    this.store = store;
    this.clock = clock;
    this.limits = limits;
  }

  /** Whether a query asks for lines; else it asks for numbers. */
  public boolean isLogQuery(String query) {
    throw new UnsupportedOperationException(query + store.status() + clock + limits);
  }

  /** The query as it is best read: {@code format_query}. */
  public String format(String query) {
    throw new UnsupportedOperationException(query);
  }

  /**
   * The lines of a log query.
   *
   * @param range end exclusive
   * @param limit greatest number of lines of all streams, at least 1
   */
  public LogqlResult logs(
      String query, TimeRange range, int limit, RowQuery.Order order, QueryLimits bounds) {
    throw new UnsupportedOperationException(query);
  }

  /** A metric query at one instant: {@link LogqlValue.Vector} or {@link LogqlValue.Scalar}. */
  public LogqlResult instant(String query, long timeNanos, QueryLimits bounds) {
    throw new UnsupportedOperationException(query);
  }

  /** A metric query from start to end, both inclusive, at every step: {@link LogqlValue.Matrix}. */
  public LogqlResult range(
      String query, long startNanos, long endNanos, long stepNanos, QueryLimits bounds) {
    throw new UnsupportedOperationException(query);
  }

  /**
   * The label sets of the streams that a selector ({@code {app="a"}}) matches; several selectors
   * are joined. Sorted.
   */
  public List<Labels> series(List<String> selectors, TimeRange range, QueryLimits bounds) {
    throw new UnsupportedOperationException(selectors + "");
  }

  /**
   * The names of the labels of streams. Sorted.
   *
   * @param selector only streams that it matches; empty means all
   */
  public List<String> labels(TimeRange range, String selector, QueryLimits bounds) {
    throw new UnsupportedOperationException(selector);
  }

  /** The values of a label of streams. Sorted. */
  public List<String> labelValues(
      String name, TimeRange range, String selector, QueryLimits bounds) {
    throw new UnsupportedOperationException(selector);
  }

  /** How many streams, lines and bytes of text a selector matches: {@code index/stats}. */
  public StreamTotals totals(String selector, TimeRange range, QueryLimits bounds) {
    throw new UnsupportedOperationException(selector);
  }

  /** A log query that lines can be given to one by one, for live tail. */
  public LogqlTail tail(String query) {
    throw new UnsupportedOperationException(query);
  }
}
