package dev.clew.logstore.pipes.stats;

import dev.clew.logstore.pipes.flow.Cell;
import org.jspecify.annotations.Nullable;

/** What a function knows of one group. */
interface Accumulator {
  void add(FieldValues row);

  /** Adds rows of which nothing but their number is asked. */
  default void addRows(long rows) {
    throw new IllegalStateException("BUG: this function looks at the rows");
  }

  /**
   * @param seconds length of the time that the group covers
   */
  @Nullable Cell result(double seconds);
}
