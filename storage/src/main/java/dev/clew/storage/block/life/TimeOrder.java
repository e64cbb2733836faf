package dev.clew.storage.block.life;

import dev.clew.storage.block.segment.BlockHandle;
import dev.clew.storage.block.segment.DamagedBlockException;
import dev.clew.storage.block.segment.SealedBlock;
import dev.clew.storage.bytes.CorruptBlockException;
import dev.clew.storage.column.BlockBuilder;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.rows.RowSchema;
import dev.clew.storage.upkeep.Throttle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Brings the rows of many blocks whose times overlap into full blocks that follow each other in
 * time. A merge of sorted runs: a block is opened when the merge reaches its oldest row, and closed
 * behind its newest, so that as many are in memory as overlap at one instant, and never more than
 * {@link #MOST_OPEN}; when more overlap, the new blocks overlap a little too.
 */
final class TimeOrder {
  /** At most about 2 MiB each, uncompressed. */
  static final int MOST_OPEN = 32;

  private final RowSchema schema;
  private final Throttle pace;
  private final List<? extends BlockHandle> sources;
  private final PriorityQueue<Cursor> open = new PriorityQueue<>();
  private int nextSource;
  private long bytesPerRow = 1;

  /** Takes the rows of a new block. */
  @FunctionalInterface
  interface Target {
    void take(BlockRows rows) throws IOException;
  }

  TimeOrder(RowSchema schema, List<? extends BlockHandle> blocks, Throttle pace) {
    List<BlockHandle> sorted = new ArrayList<>(blocks);
    sorted.sort(Comparator.comparingLong(BlockHandle::minTime));
    this.schema = schema;
    this.sources = sorted;
    this.pace = pace;
  }

  void write(Target target) throws IOException {
    List<Cursor> taken = new ArrayList<>();
    while (fill(taken)) {
      BlockBuilder builder = new BlockBuilder(schema.columnKeys());
      for (Cursor cursor : taken) {
        builder.append(cursor.rows, cursor.order, cursor.begin, cursor.at);
        cursor.begin = cursor.at;
      }
      taken.clear();
      bytesPerRow = Math.max(1, builder.rawBytes() / builder.rows());
      target.take(builder.view());
      pace.step();
    }
  }

  /** Moves the cursors over the rows of the next block; false when there are none. */
  private boolean fill(List<Cursor> taken) throws IOException {
    long most = Math.clamp(SealedBlock.MOST_BYTES / bytesPerRow, 64, SealedBlock.MOST_ROWS);
    long rows = 0;
    while (rows < most) {
      openReached();
      Cursor cursor = open.poll();
      if (cursor == null) {
        break;
      }
      if (cursor.begin == cursor.at) {
        taken.add(cursor);
      }
      rows += cursor.advance(limit(), most - rows);
      if (cursor.at < cursor.order.length) {
        open.add(cursor);
      }
    }
    return rows > 0;
  }

  private void openReached() throws IOException {
    while (nextSource < sources.size() && open.size() < MOST_OPEN) {
      BlockHandle source = sources.get(nextSource);
      Cursor first = open.peek();
      if (first != null && first.time() < source.minTime()) {
        return;
      }
      nextSource++;
      BlockRows rows = wholeOrStop(source);
      if (rows.rows() > 0) {
        open.add(new Cursor(rows));
      }
    }
  }

  /** Up to which time the first cursor may go on alone. */
  private long limit() {
    Cursor second = open.peek();
    long limit = second == null ? Long.MAX_VALUE : second.time();
    return nextSource < sources.size() && open.size() < MOST_OPEN - 1
        ? Math.min(limit, sources.get(nextSource).minTime())
        : limit;
  }

  /**
   * All columns of a block.
   *
   * @throws CorruptBlockException when one is damaged
   */
  static BlockRows whole(BlockHandle block) throws IOException {
    BlockRows rows = block.openOnce();
    rows.times();
    rows.sequences();
    rows.groupOfRow();
    rows.columns().forEach(rows::column);
    return rows;
  }

  static BlockRows wholeOrStop(BlockHandle block) throws IOException {
    try {
      return whole(block);
    } catch (CorruptBlockException e) {
      throw new DamagedBlockException(block, e);
    }
  }

  /** The rows of one block in the order of time. */
  private static final class Cursor implements Comparable<Cursor> {
    private final BlockRows rows;
    private final long[] times;
    private final int[] order;

    /** Where the rows begin that the block being filled takes. */
    private int begin;

    private int at;

    Cursor(BlockRows rows) {
      this.rows = rows;
      this.times = rows.times();
      Integer[] boxed = new Integer[rows.rows()];
      Arrays.setAll(boxed, i -> i);
      // Stored rows are sorted within each group: runs, which this sort makes use of.
      Arrays.sort(boxed, Comparator.comparingLong(row -> times[row]));
      order = new int[boxed.length];
      for (int i = 0; i < order.length; i++) {
        order[i] = boxed[i];
      }
    }

    long time() {
      return times[order[at]];
    }

    /** Takes rows up to a time, one at least; returns how many. */
    int advance(long lastTime, long most) {
      int from = at;
      do {
        at++;
      } while (at < order.length && at - from < most && times[order[at]] <= lastTime);
      return at - from;
    }

    @Override
    public int compareTo(Cursor other) {
      return Long.compare(time(), other.time());
    }
  }
}
