package dev.clew.collector.scrape.target;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a target exposed, by the bytes it was exposed with: labels are parsed, relabelled and
 * encoded once in the life of a series. It also knows which series are alive, so that those that
 * vanish can be marked stale.
 *
 * <p>Two exposed series may become one by relabelling; they share what is alive. Not thread-safe.
 */
final class SeriesCache {
  /** Of an entry with its place in the table and in the lists, beside its bytes. */
  private static final int ENTRY_BYTES = 200;

  /** Entries that failed scrapes may leave behind. */
  private static final int SLACK = 1000;

  /**
   * A series as it is stored.
   *
   * <p>{@code pass} is the last scrape that gave it a sample.
   */
  static final class Live {
    private final byte[] labels;
    private final int hash;
    private int pass;
    private int tracked;
    private long exemplar;

    private Live(byte[] labels) {
      this.labels = labels;
      this.hash = Arrays.hashCode(labels);
    }

    byte[] labels() {
      return labels;
    }

    /** Remembers an exemplar by its hash; false when it is the one that came last. */
    boolean isNewExemplar(long hashOfExemplar) {
      boolean isNew = exemplar != hashOfExemplar;
      exemplar = hashOfExemplar;
      return isNew;
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Live live && hash == live.hash && Arrays.equals(labels, live.labels);
    }
  }

  /** A series as it is exposed. */
  static final class Entry {
    private final byte[] key;
    private final int hash;
    private final @Nullable Live live;
    private int pass;
    private @Nullable Entry next;

    private Entry(byte[] key, int hash, @Nullable Live live) {
      this.key = key;
      this.hash = hash;
      this.live = live;
    }

    /** Null when relabelling drops it. */
    @Nullable Live live() {
      return live;
    }
  }

  private @Nullable Entry[] table = new @Nullable Entry[64];
  private int size;
  private long bytes;
  private int seen;
  private int lastSeen;
  private int pass;
  private final Map<Live, Live> lives = new HashMap<>();
  private List<Live> previous = new ArrayList<>();
  private List<Live> current = new ArrayList<>();

  /** Begins a scrape. */
  void begin() {
    pass++;
    seen = 0;
    current.clear();
  }

  /** The series with these bytes; null when it was not exposed before. */
  @Nullable Entry find(byte[] array, int offset, int length) {
    int hash = hash(array, offset, length);
    for (Entry entry = table[hash & (table.length - 1)]; entry != null; entry = entry.next) {
      if (entry.hash == hash
          && Arrays.equals(entry.key, 0, entry.key.length, array, offset, offset + length)) {
        see(entry);
        return entry;
      }
    }
    return null;
  }

  private void see(Entry entry) {
    if (entry.pass != pass) {
      entry.pass = pass;
      seen++;
    }
  }

  /** Eight bytes at a time would pay only for very long keys; this loop is what the JIT unrolls. */
  private static int hash(byte[] array, int offset, int length) {
    int hash = 1;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + array[i];
    }
    return hash ^ (hash >>> 15);
  }

  /**
   * Adds a series.
   *
   * @param labels packed; null when relabelling drops it
   */
  Entry add(byte[] array, int offset, int length, byte @Nullable [] labels) {
    byte[] key = Arrays.copyOfRange(array, offset, offset + length);
    Entry entry = new Entry(key, hash(array, offset, length), labels == null ? null : live(labels));
    if (size >= table.length) {
      rehash(2 * table.length, false);
    }
    link(entry);
    size++;
    bytes += bytesOf(length, labels);
    see(entry);
    return entry;
  }

  private Live live(byte[] labels) {
    Live live = new Live(labels);
    Live known = lives.putIfAbsent(live, live);
    return known == null ? live : known;
  }

  private void link(Entry entry) {
    int slot = entry.hash & (table.length - 1);
    entry.next = table[slot];
    table[slot] = entry;
  }

  private void rehash(int capacity, boolean onlySeen) {
    @Nullable Entry[] old = table;
    table = new @Nullable Entry[capacity];
    for (Entry first : old) {
      Entry entry = first;
      while (entry != null) {
        Entry next = entry.next;
        if (!onlySeen || entry.pass == pass) {
          link(entry);
        }
        entry = next;
      }
    }
  }

  int size() {
    return size;
  }

  /** What a series takes of heap for as long as it is remembered. */
  static long bytesOf(int keyLength, byte @Nullable [] labels) {
    return ENTRY_BYTES + keyLength + (labels == null ? 0L : labels.length);
  }

  /** What all of them take. */
  long bytes() {
    return bytes;
  }

  /** Whether the series had a sample in this scrape already; from now on it has. */
  boolean isDuplicate(Live live) {
    boolean duplicate = live.pass == pass;
    live.pass = pass;
    return duplicate;
  }

  /** Counts the series as alive, to be marked stale when it vanishes. */
  void track(Live live) {
    if (live.tracked != pass) {
      live.tracked = pass;
      current.add(live);
    }
  }

  /** Series that were alive after the scrape before and have not been seen in this one. */
  List<Live> vanished() {
    List<Live> gone = new ArrayList<>();
    for (Live live : previous) {
      if (live.tracked != pass) {
        gone.add(live);
      }
    }
    return gone;
  }

  /** All that were alive after the scrape before. */
  List<Live> alive() {
    return previous;
  }

  /** Ends a scrape whose samples were stored; what was not exposed is forgotten. */
  void succeeded() {
    List<Live> swap = previous;
    previous = current;
    current = swap;
    current.clear();
    lastSeen = seen;
    if (seen < size) {
      forgetUnseen();
    }
  }

  /** Ends a scrape after which nothing is alive. */
  void failed() {
    previous.clear();
    current.clear();
    if (size > 2 * lastSeen + SLACK) {
      table = new @Nullable Entry[64];
      size = 0;
      bytes = 0;
      lives.clear();
    }
  }

  /** Ends a scrape of which it is not known what was stored: all may be alive. */
  void uncertain() {
    for (Live live : previous) {
      if (live.tracked != pass) {
        current.add(live);
      }
    }
    List<Live> swap = previous;
    previous = current;
    current = swap;
    current.clear();
  }

  private void forgetUnseen() {
    rehash(Math.max(64, Integer.highestOneBit(Math.max(1, seen)) * 2), true);
    size = seen;
    bytes = 0;
    lives.clear();
    for (Entry first : table) {
      for (Entry entry = first; entry != null; entry = entry.next) {
        bytes += bytesOf(entry.key.length, entry.live == null ? null : entry.live.labels);
        if (entry.live != null) {
          lives.put(entry.live, entry.live);
        }
      }
    }
    for (Live live : previous) {
      lives.putIfAbsent(live, live);
    }
  }

  /** Takes over what is alive from the loop that scraped the target before. */
  void inherit(List<Live> alive) {
    for (Live live : alive) {
      previous.add(live(live.labels()));
    }
  }
}
