package dev.clew.storage.index;

import java.util.Arrays;
import java.util.function.LongConsumer;

/** Distinct hashes of IDs. */
public final class IdSet {
  private long[] table = new long[1024];
  private int size;
  private boolean zero;

  public void add(long hash) {
    if (hash == 0) {
      zero = true;
      return;
    }
    if (size * 2 > table.length) {
      long[] old = table;
      table = new long[old.length * 2];
      for (long known : old) {
        if (known != 0) {
          insert(known);
        }
      }
    }
    if (insert(hash)) {
      size++;
    }
  }

  private boolean insert(long hash) {
    int mask = table.length - 1;
    int slot = (int) hash & mask;
    while (table[slot] != 0) {
      if (table[slot] == hash) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
    table[slot] = hash;
    return true;
  }

  int size() {
    return size + (zero ? 1 : 0);
  }

  void forEach(LongConsumer consumer) {
    if (zero) {
      consumer.accept(0);
    }
    for (long hash : table) {
      if (hash != 0) {
        consumer.accept(hash);
      }
    }
  }

  public long memoryBytes() {
    return 8L * table.length;
  }

  /** Gives back what only adding needs. */
  public IdSet compact() {
    table = Arrays.stream(table).filter(hash -> hash != 0).toArray();
    return this;
  }
}
