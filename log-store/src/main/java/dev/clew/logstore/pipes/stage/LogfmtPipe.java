package dev.clew.logstore.pipes.stage;

import dev.clew.logstore.pipeline.LogfmtPairs;
import dev.clew.logstore.pipes.flow.Cell;
import dev.clew.logstore.pipes.flow.Flow;
import dev.clew.logstore.pipes.flow.Pipe;
import dev.clew.logstore.pipes.flow.PipeContext;
import dev.clew.logstore.pipes.flow.PipeReader;
import dev.clew.logstore.pipes.flow.PipeRow;
import java.util.function.Consumer;

/** {@code logfmt from payload prefix p.}: the pairs of {@code key=value} as fields. */
public record LogfmtPipe(String source, String prefix) implements Pipe {
  /** Wider lines are data. */
  private static final int MOST_FIELDS = 1000;

  public static LogfmtPipe parse(PipeReader reader) {
    String source = reader.source();
    return new LogfmtPipe(source, reader.takeIf("prefix") ? reader.field() : "");
  }

  @Override
  public Flow open(Flow next, PipeContext context) {
    return RowFlow.each(next, this::extract);
  }

  private void extract(PipeRow row) {
    LogfmtPairs pairs = new LogfmtPairs(row.text(source), false);
    for (int i = 0; i < MOST_FIELDS && pairs.next(); i++) {
      if (!pairs.value().isEmpty()) {
        row.put(prefix + pairs.key(), Cell.of(pairs.value()));
      }
    }
  }

  @Override
  public void reads(Consumer<String> field) {
    field.accept(source);
  }

  @Override
  public boolean needsOrder() {
    return false;
  }

  @Override
  public String toString() {
    return "logfmt"
        + (source.equals("body") ? "" : " from " + PipeReader.shown(source))
        + (prefix.isEmpty() ? "" : " prefix " + PipeReader.shown(prefix));
  }
}
