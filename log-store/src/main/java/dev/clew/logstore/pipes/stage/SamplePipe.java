package dev.clew.logstore.pipes.stage;

import dev.clew.logstore.pipes.flow.Flow;
import dev.clew.logstore.pipes.flow.Pipe;
import dev.clew.logstore.pipes.flow.PipeContext;
import dev.clew.logstore.pipes.flow.PipeReader;
import dev.clew.logstore.pipes.flow.PipeRow;

/**
 * {@code sample 100}: one of a hundred rows, the same ones every time: a hash of the row's ID
 * decides, or of its number when it has none.
 */
public record SamplePipe(int one) implements Pipe {
  private static final int MOST = 1_000_000;

  public static SamplePipe parse(PipeReader reader) {
    int one = reader.number("sample", 0, 1, MOST);
    if (one == 0) {
      throw reader.unexpected("a number: sample 100 keeps one row of 100");
    }
    return new SamplePipe(one);
  }

  @Override
  public Flow open(Flow next, PipeContext context) {
    return new Flow() {
      private long rows;

      @Override
      public boolean take(PipeRow row) {
        String id = row.text("id");
        rows++;
        long hash = id.isEmpty() ? rows : mix(id.hashCode());
        return Math.floorMod(hash, one) != 0 || next.take(row);
      }

      @Override
      public void end() {
        next.end();
      }
    };
  }

  private static long mix(long value) {
    long mixed = value * 0x9E3779B97F4A7C15L;
    return mixed ^ (mixed >>> 32);
  }

  @Override
  public boolean needsOrder() {
    return false;
  }

  @Override
  public String toString() {
    return "sample " + one;
  }
}
