package dev.clew.logstore.pipes.stage;

import dev.clew.logstore.pipes.flow.Flow;
import dev.clew.logstore.pipes.flow.Pipe;
import dev.clew.logstore.pipes.flow.PipeContext;
import dev.clew.logstore.pipes.flow.PipeReader;
import dev.clew.logstore.pipes.flow.PipeRow;

/** {@code limit 10}: the first rows only. */
public record LimitPipe(int rows) implements Pipe {
  private static final int DEFAULT_ROWS = 10;
  private static final int MOST = 10_000_000;

  public static LimitPipe parse(PipeReader reader) {
    return new LimitPipe(reader.number("limit", DEFAULT_ROWS, 0, MOST));
  }

  @Override
  public Flow open(Flow next, PipeContext context) {
    return new Flow() {
      private int taken;

      @Override
      public boolean take(PipeRow row) {
        if (taken == rows) {
          return false;
        }
        taken++;
        return next.take(row) && taken < rows;
      }

      @Override
      public void end() {
        next.end();
      }
    };
  }

  @Override
  public String toString() {
    return "limit " + rows;
  }
}
