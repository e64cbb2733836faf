package dev.clew.logstore.pipes.flow;

import java.util.List;
import java.util.function.Consumer;

/** One stage of a query. Immutable; {@code toString} prints it as it is typed. */
public interface Pipe {
  /** Begins to work; what comes out goes to {@code next}. */
  Flow open(Flow next, PipeContext context);

  /** Names every field that it may read, so that rows held back keep it. */
  default void reads(Consumer<String> field) {}

  /** Whether its result depends on the order in which rows come. */
  default boolean needsOrder() {
    return true;
  }

  /** Whether rows that were log lines still are. */
  default boolean keepsLines() {
    return true;
  }

  /** The columns behind it that are known beforehand. */
  default List<String> columns(List<String> before) {
    return before;
  }
}
