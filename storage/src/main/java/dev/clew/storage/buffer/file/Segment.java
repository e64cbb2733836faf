package dev.clew.storage.buffer.file;

import java.nio.file.Path;

/**
 * A queue file and what is in it. The counts of the newest file grow, under the lock of its queue;
 * {@link #last} and {@link #end} may be read by any thread, in this order.
 */
public final class Segment {
  private final Path file;
  private final long first;
  private final boolean old;
  private final int salt;
  private volatile long last;
  private volatile long end;
  private long entries;
  private long bytes;

  /** An empty one, for entries from this position on. */
  public Segment(Path file, long first, int salt) {
    this.file = file;
    this.first = first;
    this.old = false;
    this.salt = salt;
    this.last = first - 1;
  }

  /** One that was found. */
  public Segment(Path file, long first, long last, QueueFile read, long entries, long bytes) {
    this.file = file;
    this.first = first;
    this.old = read.isOld();
    this.salt = read.salt();
    this.last = last;
    this.end = read.behindEntry();
    this.entries = entries;
    this.bytes = bytes;
  }

  public void add(long position, long entryBytes, long behind) {
    entries++;
    bytes += entryBytes;
    end = behind;
    last = position;
  }

  public Path file() {
    return file;
  }

  /** Position of its first entry. */
  public long first() {
    return first;
  }

  /** Position of its last entry; of the last one that was written, if that is known to be lost. */
  public long last() {
    return last;
  }

  /** Offset behind its last entry. */
  public long end() {
    return end;
  }

  /** Whether its entries were written before positions stood in them. */
  public boolean isOld() {
    return old;
  }

  public int salt() {
    return salt;
  }

  public long bytes() {
    return bytes;
  }

  /** Entries behind a position. */
  public long entriesBehind(long position) {
    return Math.clamp(last - position, 0, entries);
  }

  /** About how many bytes they have. */
  public long bytesBehind(long position) {
    return entries == 0 ? 0 : bytes * entriesBehind(position) / entries;
  }
}
