package dev.clew.storage.rows;

import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import org.jspecify.annotations.Nullable;

/**
 * Which rows, in which order.
 *
 * @param limit greatest number of rows, at least 1
 * @param after only rows behind this one in the order, for the next page; null for the first page
 */
public record RowQuery(
    Filter filter,
    TimeRange range,
    int limit,
    Order order,
    @Nullable RowKey after,
    QueryLimits limits) {
  /** The order of rows by time; equal times by ingest sequence number. */
  public enum Order {
    NEWEST_FIRST,
    OLDEST_FIRST
  }

  public RowQuery {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: >= 1)");
    }
  }

  /** The newest rows of a range. */
  public static RowQuery newest(Filter filter, TimeRange range, int limit) {
    return new RowQuery(filter, range, limit, Order.NEWEST_FIRST, null, QueryLimits.DEFAULT);
  }

  public RowQuery oldestFirst() {
    return new RowQuery(filter, range, limit, Order.OLDEST_FIRST, after, limits);
  }

  public RowQuery after(@Nullable RowKey key) {
    return new RowQuery(filter, range, limit, order, key, limits);
  }

  public RowQuery atMost(int rows) {
    return new RowQuery(filter, range, rows, order, after, limits);
  }

  public RowQuery within(QueryLimits newLimits) {
    return new RowQuery(filter, range, limit, order, after, newLimits);
  }
}
