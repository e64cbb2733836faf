package dev.clew.logstore.pipes.stats;

import dev.clew.logstore.pipes.flow.Cell;
import org.jspecify.annotations.Nullable;

/** The fields of one row, by their place in the list of all that a stage reads. */
interface FieldValues {
  @Nullable Cell cell(int field);

  /** As a number; NaN when it is none. */
  double number(int field);

  /** Its instant, nanoseconds since the Unix epoch; 0 when it has none. */
  long time();
}
