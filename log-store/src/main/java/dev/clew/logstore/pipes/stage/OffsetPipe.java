package dev.clew.logstore.pipes.stage;

import dev.clew.logstore.pipes.flow.Flow;
import dev.clew.logstore.pipes.flow.Pipe;
import dev.clew.logstore.pipes.flow.PipeContext;
import dev.clew.logstore.pipes.flow.PipeReader;
import dev.clew.logstore.pipes.flow.PipeRow;

/** {@code offset 10}: all rows but the first ones. */
public record OffsetPipe(int rows) implements Pipe {
  private static final int MOST = 10_000_000;

  public static OffsetPipe parse(PipeReader reader) {
    int rows = reader.number("offset", -1, 0, MOST);
    if (rows < 0) {
      throw reader.unexpected("a number: offset 10");
    }
    return new OffsetPipe(rows);
  }

  @Override
  public Flow open(Flow next, PipeContext context) {
    return new Flow() {
      private int left = rows;

      @Override
      public boolean take(PipeRow row) {
        if (left > 0) {
          left--;
          return true;
        }
        return next.take(row);
      }

      @Override
      public void end() {
        next.end();
      }
    };
  }

  @Override
  public String toString() {
    return "offset " + rows;
  }
}
