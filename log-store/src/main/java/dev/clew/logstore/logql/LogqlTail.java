package dev.clew.logstore.logql;

import dev.clew.model.LogRecord;
import org.jspecify.annotations.Nullable;

/** A log query that records are given to as they come in. Belongs to one thread. */
public interface LogqlTail {
  /** The record as the query shows it: a stream with one entry; null when it is not wanted. */
  @Nullable LogStream offer(LogRecord record);
}
