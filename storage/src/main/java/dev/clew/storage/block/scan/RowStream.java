package dev.clew.storage.block.scan;

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

/**
 * Gives all matching rows in the order of time while it reads, for results too large to hold. A
 * block is opened when the rows given so far reach into its time; what waits of an open block is
 * the order of its rows, and only the blocks used last stay decoded.
 */
public final class RowStream {
  /** Of a row that waits: its key and number. */
  private static final long WAITING_BYTES = 32;

  private final RowQuery query;
  private final BlockMatcher matcher;
  private final RowSchema schema;
  private final boolean newest;
  private final Scan scan;
  private final BiConsumer<BlockHandle, CorruptBlockException> damaged;
  private final PriorityQueue<Waiting> waiting;

  private final DecodedBlocks decoded = new DecodedBlocks();

  /** The rows of a block that are still to be given. */
  private static final class Waiting {
    private final BlockHandle block;
    private final RowKey[] keys;
    private final int[] rows;
    private int at;

    Waiting(BlockHandle block, RowKey[] keys, int[] rows) {
      this.block = block;
      this.keys = keys;
      this.rows = rows;
    }

    RowKey key() {
      return keys[at];
    }
  }

  public RowStream(
      RowQuery query,
      BlockMatcher matcher,
      RowSchema schema,
      BiConsumer<BlockHandle, CorruptBlockException> damaged) {
    this.query = query;
    this.matcher = matcher;
    this.schema = schema;
    this.damaged = damaged;
    this.newest = query.order() == RowQuery.Order.NEWEST_FIRST;
    this.scan = new Scan(query.limits());
    Comparator<Waiting> byKey = Comparator.comparing(Waiting::key);
    this.waiting = new PriorityQueue<>(newest ? byKey.reversed() : byKey);
  }

  public ScanReport run(Snapshot.Candidates found, RowVisitor visitor) throws IOException {
    scan.skipped(found.skipped());
    List<BlockHandle> ordered = new ArrayList<>(found.blocks());
    ordered.sort(
        newest
            ? Comparator.comparingLong(BlockHandle::maxTime).reversed()
            : Comparator.comparingLong(BlockHandle::minTime));
    int given = 0;
    int next = 0;
    while (next < ordered.size() || !waiting.isEmpty()) {
      if (next < ordered.size() && isDue(ordered.get(next))) {
        if (!scan.mayGoOn()) {
          scan.skipped(ordered.size() - next);
          break;
        }
        open(ordered.get(next++));
        continue;
      }
      Waiting first = waiting.remove();
      if (!give(first, visitor) || ++given == query.limit()) {
        scan.skipped(ordered.size() - next);
        break;
      }
      if ((given & 0xFFF) == 0 && !scan.mayGoOn()) {
        scan.skipped(ordered.size() - next);
        break;
      }
    }
    return scan.report();
  }

  /** Whether a row of the block may come before the first one that waits. */
  private boolean isDue(BlockHandle block) {
    Waiting first = waiting.peek();
    if (first == null) {
      return true;
    }
    long time = first.key().timeNanos();
    return newest ? block.maxTime() >= time : block.minTime() <= time;
  }

  private void open(BlockHandle handle) throws IOException {
    try {
      BlockRows block = handle.open();
      BitSet wanted = Scan.all(block.rows());
      RowKey after = query.after();
      long[] times = block.times();
      long[] sequences = block.sequences();
      if (after != null || !handle.isWithin(query.range())) {
        for (int row = 0; row < block.rows(); row++) {
          boolean isIn =
              query.range().contains(times[row])
                  && (after == null || isBehind(times[row], sequences[row], after));
          wanted.set(row, isIn);
        }
      }
      BitSet matched = wanted.isEmpty() ? wanted : matcher.match(block, wanted);
      if (!matched.isEmpty()) {
        decoded.put(handle, block);
        waiting.add(inOrder(handle, times, sequences, matched));
      }
      scan.read(block);
    } catch (CorruptBlockException e) {
      damaged.accept(handle, e);
      scan.damaged(handle);
    }
  }

  private boolean isBehind(long time, long sequence, RowKey after) {
    int order = new RowKey(time, sequence).compareTo(after);
    return newest ? order < 0 : order > 0;
  }

  private Waiting inOrder(BlockHandle handle, long[] times, long[] sequences, BitSet matched) {
    Comparator<RowKey> order = newest ? Comparator.reverseOrder() : Comparator.naturalOrder();
    QueryMemory.current().take(WAITING_BYTES * matched.cardinality());
    List<Integer> rows = new ArrayList<>(matched.stream().boxed().toList());
    rows.sort(Comparator.comparing(row -> new RowKey(times[row], sequences[row]), order));
    RowKey[] keys =
        rows.stream().map(row -> new RowKey(times[row], sequences[row])).toArray(RowKey[]::new);
    return new Waiting(handle, keys, rows.stream().mapToInt(Integer::intValue).toArray());
  }

  private boolean give(Waiting first, RowVisitor visitor) throws IOException {
    int row = first.rows[first.at];
    boolean goOn = true;
    try {
      BlockRows block = decoded.get(first.block);
      if (block == null) {
        block = first.block.open();
        decoded.put(first.block, block);
      }
      scan.delivered(1);
      goOn = visitor.visit(RowView.of(schema, block, row));
    } catch (CorruptBlockException e) {
      damaged.accept(first.block, e);
      scan.damaged(first.block);
    }
    if (++first.at < first.rows.length) {
      waiting.add(first);
    } else {
      QueryMemory.current().give(WAITING_BYTES * first.rows.length);
    }
    return goOn;
  }
}
