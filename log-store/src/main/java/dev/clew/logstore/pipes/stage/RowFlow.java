package dev.clew.logstore.pipes.stage;

import dev.clew.logstore.pipes.flow.Flow;
import dev.clew.logstore.pipes.flow.PipeRow;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Stages that look at one row after the other. */
final class RowFlow {
  private RowFlow() {}

  /** Changes every row. */
  static Flow each(Flow next, Consumer<PipeRow> change) {
    return new Flow() {
      @Override
      public boolean take(PipeRow row) {
        change.accept(row);
        return next.take(row);
      }

      @Override
      public void end() {
        next.end();
      }
    };
  }

  /** Lets only some rows through. */
  static Flow only(Flow next, Predicate<PipeRow> wanted) {
    return new Flow() {
      @Override
      public boolean take(PipeRow row) {
        return !wanted.test(row) || next.take(row);
      }

      @Override
      public void end() {
        next.end();
      }
    };
  }

  /** Gives rows on, until no more are wanted, and then the end. */
  static void drain(Iterable<PipeRow> rows, Flow next) {
    for (PipeRow row : rows) {
      if (!next.take(row)) {
        break;
      }
    }
    next.end();
  }
}
