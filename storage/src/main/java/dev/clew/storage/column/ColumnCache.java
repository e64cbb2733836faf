package dev.clew.storage.column;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Columns that are read already, kept for the next query within a number of bytes. What is cached
 * lies on the heap, never in the mapped file. Thread-safe.
 *
 * <p>A column that is asked for again moves to the protected part, which has most of the room, so
 * that one query over everything pushes out only what was read once. Whoever is pushed out there
 * gets another round among the others.
 */
public final class ColumnCache {
  private static final int PROTECTED_PERCENT = 80;

  /** A column that would take up more than this share is not kept. */
  private static final int LARGEST_SHARE = 8;

  private final long capacity;
  private final long protectedCapacity;
  private final Map<Key, Entry> once = new LinkedHashMap<>(64, 0.75f, true);
  private final Map<Key, Entry> again = new LinkedHashMap<>(64, 0.75f, true);
  private long onceBytes;
  private long againBytes;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  private record Key(Object owner, int block, ColumnKey column) {}

  private record Entry(Object value, long weight) {}

  /**
   * @param capacity bytes, or 0 to keep nothing
   */
  public ColumnCache(long capacity) {
    this.capacity = capacity;
    this.protectedCapacity = capacity / 100 * PROTECTED_PERCENT;
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
      return ColumnCache.this.get(new Key(owner, number, column));
    }

    void put(ColumnKey column, Object value, long weight) {
      // Key and entry take up some, too.
      ColumnCache.this.put(new Key(owner, number, column), new Entry(value, weight + 200));
    }
  }

  private synchronized @Nullable Object get(Key key) {
    Entry known = again.get(key);
    if (known == null) {
      known = once.remove(key);
      if (known == null) {
        misses.increment();
        return null;
      }
      onceBytes -= known.weight();
      again.put(key, known);
      againBytes += known.weight();
      while (againBytes > protectedCapacity) {
        Map.Entry<Key, Entry> eldest = eldest(again);
        againBytes -= eldest.getValue().weight();
        once.put(eldest.getKey(), eldest.getValue());
        onceBytes += eldest.getValue().weight();
      }
      shrink();
    }
    hits.increment();
    return known.value();
  }

  private synchronized void put(Key key, Entry entry) {
    if (entry.weight() > capacity / LARGEST_SHARE || again.containsKey(key)) {
      return;
    }
    Entry before = once.put(key, entry);
    onceBytes += entry.weight() - (before == null ? 0 : before.weight());
    shrink();
  }

  private void shrink() {
    while (onceBytes + againBytes > capacity) {
      if (once.isEmpty()) {
        againBytes -= eldest(again).getValue().weight();
      } else {
        onceBytes -= eldest(once).getValue().weight();
      }
    }
  }

  /** Takes out the entry that was not used for the longest time. */
  private static Map.Entry<Key, Entry> eldest(Map<Key, Entry> entries) {
    Iterator<Map.Entry<Key, Entry>> all = entries.entrySet().iterator();
    Map.Entry<Key, Entry> eldest = Map.Entry.copyOf(all.next());
    all.remove();
    return eldest;
  }

  /** Forgets all of an owner, of whom nothing is read any more. */
  public synchronized void drop(Object owner) {
    onceBytes -= drop(once, owner);
    againBytes -= drop(again, owner);
  }

  private static long drop(Map<Key, Entry> entries, Object owner) {
    long bytes = 0;
    for (Iterator<Map.Entry<Key, Entry>> all = entries.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<Key, Entry> entry = all.next();
      if (entry.getKey().owner().equals(owner)) {
        bytes += entry.getValue().weight();
        all.remove();
      }
    }
    return bytes;
  }

  /** Columns that were found, since the start. */
  public long hits() {
    return hits.sum();
  }

  /** Columns that had to be read. */
  public long misses() {
    return misses.sum();
  }

  /** About the bytes of heap that are taken up. */
  public synchronized long bytes() {
    return onceBytes + againBytes;
  }
}
