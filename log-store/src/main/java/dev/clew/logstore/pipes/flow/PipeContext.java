package dev.clew.logstore.pipes.flow;

import dev.clew.model.TimeRange;
import dev.clew.storage.block.BlockStore;
import java.util.Set;

/**
 * What the stages of one run share.
 *
 * @param range what was asked for
 * @param nowNanos when the query began, nanoseconds since the Unix epoch
 * @param kept fields that a row held back has to keep
 * @param wholeRecords whether such a row keeps its record, too
 */
public record PipeContext(
    BlockStore blocks,
    TimeRange range,
    long nowNanos,
    Budget budget,
    Set<String> kept,
    boolean wholeRecords) {
  /** The length of the range. */
  public double rangeSeconds() {
    return Math.max(1e-9, (range.endNanos() - range.startNanos()) / 1e9);
  }

  /** A row that lasts longer than the call. */
  public PipeRow keep(PipeRow row) {
    return row.keep(kept, wholeRecords);
  }
}
