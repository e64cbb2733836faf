package dev.clew.logstore.logql.result;

import dev.clew.model.query.Filter;
import dev.clew.storage.rows.Row;
import org.jspecify.annotations.Nullable;

/** A log query that rows are given to as they come in. Belongs to one thread. */
public interface LogqlTail {
  /** Lets everything through that the query may want. */
  Filter filter();

  /**
   * The row as the query shows it: a stream with one entry; null when it is not wanted.
   *
   * @param row one that {@link #filter} wants
   */
  @Nullable LogStream offer(Row row);
}
