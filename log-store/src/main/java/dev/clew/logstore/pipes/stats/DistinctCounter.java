package dev.clew.logstore.pipes.stats;

import dev.clew.model.memory.QueryMemory;

/**
 * Counts different values by their hashes: exactly up to {@link #EXACT} of them, then with a
 * HyperLogLog of 16,384 registers (Flajolet and others 2007, with linear counting below its range),
 * whose standard error is 0.8 %.
 */
final class DistinctCounter {
  /** 128 KiB of hashes at the most. */
  static final int EXACT = 8192;

  /** Tables up to here are in the estimate of a group. */
  private static final int COUNTED_LENGTH = 256;

  private static final int REGISTER_BITS = 14;
  private static final int REGISTERS = 1 << REGISTER_BITS;

  /** Open addressing; 0 is an empty place. */
  private long[] hashes = new long[16];

  private int size;
  private byte[] registers = new byte[0];

  void add(long hash) {
    if (registers.length > 0) {
      register(hash);
      return;
    }
    long kept = hash == 0 ? 1 : hash;
    if (!insert(hashes, kept)) {
      return;
    }
    size++;
    if (size > EXACT) {
      registers = new byte[REGISTERS];
      for (long before : hashes) {
        if (before != 0) {
          register(before);
        }
      }
      hashes = new long[0];
    } else if (size * 2 > hashes.length) {
      if (hashes.length >= COUNTED_LENGTH) {
        QueryMemory.current().take(8L * hashes.length);
      }
      long[] larger = new long[hashes.length * 2];
      for (long before : hashes) {
        if (before != 0) {
          insert(larger, before);
        }
      }
      hashes = larger;
    }
  }

  private static boolean insert(long[] table, long hash) {
    int at = (int) hash & (table.length - 1);
    while (table[at] != 0) {
      if (table[at] == hash) {
        return false;
      }
      at = (at + 1) & (table.length - 1);
    }
    table[at] = hash;
    return true;
  }

  private void register(long hash) {
    int index = (int) (hash >>> (64 - REGISTER_BITS));
    int rank = Math.min(64 - REGISTER_BITS, Long.numberOfLeadingZeros(hash << REGISTER_BITS)) + 1;
    if (registers[index] < rank) {
      registers[index] = (byte) rank;
    }
  }

  long count() {
    if (registers.length == 0) {
      return size;
    }
    double sum = 0;
    int empty = 0;
    for (byte rank : registers) {
      sum += 1.0 / (1L << rank);
      if (rank == 0) {
        empty++;
      }
    }
    double estimate = 0.7213 / (1 + 1.079 / REGISTERS) * REGISTERS * REGISTERS / sum;
    if (estimate <= 2.5 * REGISTERS && empty > 0) {
      estimate = REGISTERS * Math.log((double) REGISTERS / empty);
    }
    return Math.round(estimate);
  }

  /** A hash of all bits of a text's characters. */
  static long hash(String text) {
    long hash = 0x9E3779B97F4A7C15L + text.length();
    for (int i = 0; i < text.length(); i++) {
      hash = mix(hash ^ text.charAt(i));
    }
    return mix(hash);
  }

  /** The hash of several values, one behind the other. */
  static long join(long before, long hash) {
    return mix(before * 31 + hash);
  }

  /** Stafford's variant 13 of the finalizer of MurmurHash3. */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
