package dev.clew.storage.block.segment;

import dev.clew.storage.bytes.CorruptBlockException;
import dev.clew.storage.column.BlockRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a segment that nobody can read any more. Queries come across them as across a block, so
 * that an answer in whose range they lie says that it is not whole.
 *
 * @param offset where their bytes stand in the file {@code blocks}, or {@link #ELSEWHERE}
 * @param length of those bytes
 * @param blocks how many blocks
 * @param rows how many there were, or {@link #UNKNOWN}
 * @param minTime of the oldest, or the beginning of the day
 * @param maxTime of the newest, or the end of the day
 */
public record LostRows(long offset, long length, int blocks, int rows, long minTime, long maxTime)
    implements BlockHandle {
  /** They were lost in a segment that has been merged into this one. */
  static final long ELSEWHERE = -1;

  static final int UNKNOWN = -1;

  public LostRows elsewhere() {
    return new LostRows(ELSEWHERE, 0, blocks, rows, minTime, maxTime);
  }

  boolean contains(long at) {
    return at >= offset && at < offset + length;
  }

  /** Neighbours become one: a file that was cut off has lost thousands of blocks. */
  public static List<LostRows> joined(List<LostRows> all) {
    List<LostRows> sorted = new ArrayList<>(all);
    sorted.sort(Comparator.comparingLong(LostRows::offset).thenComparingLong(LostRows::minTime));
    List<LostRows> joined = new ArrayList<>();
    for (LostRows lost : sorted) {
      LostRows last = joined.isEmpty() ? null : joined.getLast();
      if (last != null && last.offset() >= 0 && last.offset() + last.length() == lost.offset()) {
        joined.set(joined.size() - 1, last.with(lost));
      } else {
        joined.add(lost);
      }
    }
    return joined;
  }

  private LostRows with(LostRows next) {
    return new LostRows(
        offset,
        length + next.length(),
        blocks + next.blocks(),
        rows < 0 || next.rows() < 0 ? UNKNOWN : Math.addExact(rows, next.rows()),
        Math.min(minTime, next.minTime()),
        Math.max(maxTime, next.maxTime()));
  }

  /** Without a full stop: {@code 812 rows of one block are unreadable}. */
  public static String sentence(long rows, int blocks) {
    String of = blocks == 1 ? "one block" : blocks + " blocks";
    return rows < 0
        ? "all rows of " + of + " are unreadable, how many is not known"
        : rows == 1
            ? "1 row of " + of + " is unreadable"
            : rows + " rows of " + of + " are unreadable";
  }

  @Override
  public @Nullable BlockCounts counts() {
    return null;
  }

  @Override
  public BlockRows open() {
    throw new CorruptBlockException("known to be damaged", Math.max(0, offset));
  }
}
