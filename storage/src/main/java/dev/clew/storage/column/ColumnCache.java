package dev.clew.storage.column;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import org.jspecify.annotations.Nullable;

/**
 * Columns that are read already, kept for the next query within a number of bytes. What is cached
 * lies on the heap, never in the mapped file. Thread-safe.
 *
 * <p>One query over everything pushes out only what was read as seldom as its own columns: whoever
 * is asked for more often stays (Caffeine's W-TinyLFU).
 */
public final class ColumnCache {
  /** A column that would take up more than this share is not kept. */
  private static final int LARGEST_SHARE = 8;

  /** What key and entry take up beside the column. */
  private static final int OVERHEAD = 200;

  private final long capacity;
  private final Cache<Key, Entry> columns;

  private record Key(Object owner, int block, ColumnKey column) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that
          && owner.equals(that.owner)
          && block == that.block
          && column.equals(that.column);
    }

    @Override
    public int hashCode() {
      return (owner.hashCode() * 31 + block) * 31 + column.hashCode();
    }
  }

  private record Entry(Object value, int weight) {}

  /**
   * @param capacity bytes, or 0 to keep nothing
   */
  public ColumnCache(long capacity) {
    this.capacity = capacity;
    this.columns =
        Caffeine.newBuilder()
            .maximumWeight(capacity)
            .weigher((Key key, Entry entry) -> entry.weight())
            .executor(Runnable::run) // eviction is short; no pool has to be woken for it
            .recordStats()
            .build();
  }

  /** The columns of one block. */
  public Block block(Object owner, int number) {
    return new Block(owner, number);
  }

  /** A view of the cache for one block. */
  public final class Block {
    private final Object owner;
    private final int number;

    private Block(Object owner, int number) {
      this.owner = owner;
      this.number = number;
    }

    @Nullable Object get(ColumnKey column) {
      Entry entry = columns.getIfPresent(new Key(owner, number, column));
      return entry == null ? null : entry.value();
    }

    void put(ColumnKey column, Object value, long weight) {
      if (weight + OVERHEAD <= capacity / LARGEST_SHARE) {
        columns.put(new Key(owner, number, column), new Entry(value, (int) (weight + OVERHEAD)));
      }
    }
  }

  /** Forgets all of an owner, of whom nothing is read any more. */
  public void drop(Object owner) {
    columns.asMap().keySet().removeIf(key -> key.owner().equals(owner));
  }

  private CacheStats statistics() {
    return columns.stats();
  }

  /** Columns that were found, since the start. */
  public long hits() {
    return statistics().hitCount();
  }

  /** Columns that had to be read. */
  public long misses() {
    return statistics().missCount();
  }

  /** About the bytes of heap that are taken up. */
  public long bytes() {
    return columns
        .policy()
        .eviction()
        .map(Policy.Eviction::weightedSize)
        .map(weight -> weight.orElse(0))
        .orElse(0L);
  }
}
