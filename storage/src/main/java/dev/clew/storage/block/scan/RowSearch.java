package dev.clew.storage.block.scan;

import dev.clew.model.TimeRange;
import dev.clew.model.memory.QueryMemory;
import dev.clew.storage.block.filter.BlockMatcher;
import dev.clew.storage.block.segment.BlockHandle;
import dev.clew.storage.block.segment.Scan;
import dev.clew.storage.block.segment.Snapshot;
import dev.clew.storage.bytes.CorruptBlockException;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.rows.RowKey;
import dev.clew.storage.rows.RowQuery;
import dev.clew.storage.rows.RowSchema;
import dev.clew.storage.rows.RowVisitor;
import dev.clew.storage.rows.ScanReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first rows in an order. Blocks are visited in the order of their best possible row, so
 * that the search ends when the worst of the rows found so far beats all that is left.
 */
public final class RowSearch {
  private final RowQuery query;
  private final BlockMatcher matcher;
  private final boolean newest;
  private final Scan scan;
  private final BiConsumer<BlockHandle, CorruptBlockException> damaged;
  private final @Nullable Explanation explanation;
  private final PriorityQueue<Hit> worstFirst;

  private final DecodedBlocks opened = new DecodedBlocks();

  /** With its key, its place in the queue and later in the list. */
  private static final int HIT_BYTES = 72;

  private final QueryMemory memory = QueryMemory.current();

  private record Hit(RowKey key, BlockHandle block, int row) {}

  public RowSearch(
      RowQuery query,
      BlockMatcher matcher,
      BiConsumer<BlockHandle, CorruptBlockException> damaged,
      @Nullable Explanation explanation) {
    this.damaged = damaged;
    this.explanation = explanation;
    this.query = query;
    this.matcher = matcher;
    this.newest = query.order() == RowQuery.Order.NEWEST_FIRST;
    this.scan = new Scan(query.limits());
    Comparator<Hit> byKey = Comparator.comparing(Hit::key);
    this.worstFirst = new PriorityQueue<>(newest ? byKey : byKey.reversed());
  }

  public ScanReport run(Snapshot.Candidates found, RowSchema schema, RowVisitor visitor)
      throws IOException {
    scan.skipped(found.skipped());
    List<BlockHandle> ordered = new ArrayList<>(found.blocks());
    ordered.sort(
        newest
            ? Comparator.comparingLong(BlockHandle::maxTime).reversed()
            : Comparator.comparingLong(BlockHandle::minTime));
    for (int i = 0; i < ordered.size(); i++) {
      BlockHandle block = ordered.get(i);
      if (isBeaten(block) || !scan.mayGoOn()) {
        scan.skipped(ordered.size() - i);
        break;
      }
      if (isBefore(block)) {
        scan.skipped(1);
        continue;
      }
      try {
        collect(block);
      } catch (CorruptBlockException e) {
        damaged.accept(block, e);
        scan.damaged(block);
      }
    }
    deliver(schema, visitor);
    lap(Explanation.Step.READ);
    return scan.report();
  }

  /** Whether enough rows are found, all of them ahead of every row of the block. */
  private boolean isBeaten(BlockHandle block) {
    if (worstFirst.size() <= query.limit()) {
      return false;
    }
    long worst = worstFirst.element().key().timeNanos();
    return newest ? worst > block.maxTime() : worst < block.minTime();
  }

  /** Whether every row of the block was on an earlier page. */
  private boolean isBefore(BlockHandle block) {
    RowKey after = query.after();
    if (after == null) {
      return false;
    }
    return newest ? block.minTime() > after.timeNanos() : block.maxTime() < after.timeNanos();
  }

  private void collect(BlockHandle handle) throws IOException {
    BlockRows block = handle.open();
    BitSet rows = Scan.all(block.rows());
    narrow(handle, block, rows);
    lap(Explanation.Step.READ);
    BitSet matched = rows.isEmpty() ? rows : matcher.match(block, rows);
    lap(Explanation.Step.MATCH);
    if (!matched.isEmpty()) {
      long[] times = block.times();
      long[] sequences = block.sequences();
      opened.put(handle, block);
      for (int row = matched.nextSetBit(0); row >= 0; row = matched.nextSetBit(row + 1)) {
        offer(times[row], sequences[row], handle, row);
      }
    }
    scan.read(block);
  }

  private void lap(Explanation.Step step) {
    if (explanation != null) {
      explanation.lap(step);
    }
  }

  /** Takes out the rows that time range, cursor or the rows found so far rule out. */
  private void narrow(BlockHandle handle, BlockRows block, BitSet rows) {
    boolean full = worstFirst.size() > query.limit();
    if (handle.isWithin(query.range()) && query.after() == null && !full) {
      return;
    }
    long low = query.range().startNanos();
    long high = query.range().endNanos() == Long.MAX_VALUE ? Long.MAX_VALUE : lastOf(query.range());
    if (full) {
      long worst = worstFirst.element().key().timeNanos();
      low = newest ? Math.max(low, worst) : low;
      high = newest ? high : Math.min(high, worst);
    }
    RowKey after = query.after();
    long[] times = block.times();
    for (int row = 0; row < block.rows(); row++) {
      long time = times[row];
      if (time < low || time > high || (after != null && !isBehind(time, block, row, after))) {
        rows.clear(row);
      }
    }
  }

  private static long lastOf(TimeRange range) {
    return range.endNanos() - 1;
  }

  private boolean isBehind(long time, BlockRows block, int row, RowKey after) {
    if (time == after.timeNanos()) {
      long sequence = block.sequences()[row];
      return newest ? sequence < after.sequence() : sequence > after.sequence();
    }
    return newest ? time < after.timeNanos() : time > after.timeNanos();
  }

  /** One row more than the limit is kept, to know whether there is a next page. */
  private void offer(long time, long sequence, BlockHandle block, int row) {
    RowKey key = new RowKey(time, sequence);
    if (worstFirst.size() <= query.limit()) {
      memory.take(HIT_BYTES);
      worstFirst.add(new Hit(key, block, row));
      return;
    }
    int order = key.compareTo(worstFirst.element().key());
    if (newest ? order > 0 : order < 0) {
      worstFirst.remove();
      worstFirst.add(new Hit(key, block, row));
    }
  }

  private void deliver(RowSchema schema, RowVisitor visitor) throws IOException {
    boolean more = worstFirst.size() > query.limit();
    if (more) {
      worstFirst.remove();
    }
    List<Hit> best = new ArrayList<>(worstFirst.size());
    while (!worstFirst.isEmpty()) {
      best.add(worstFirst.remove());
    }
    for (int i = best.size() - 1; i >= 0; i--) {
      Hit hit = best.get(i);
      try {
        scan.delivered(1);
        if (!visitor.visit(view(hit, schema))) {
          scan.continueAfter(hit.key());
          return;
        }
      } catch (CorruptBlockException e) {
        damaged.accept(hit.block(), e);
        scan.damaged(hit.block());
      }
    }
    scan.continueAfter(more && !best.isEmpty() ? best.getFirst().key() : null);
  }

  private RowView view(Hit hit, RowSchema schema) throws IOException {
    BlockRows block = opened.get(hit.block());
    if (block == null) {
      block = hit.block().open();
      opened.put(hit.block(), block);
    }
    return RowView.of(schema, block, hit.row());
  }
}
