package dev.clew.tracestore;

import dev.clew.model.memory.QueryMemory;

/**
 * The spans of one trace by what makes them the same: span ID and kind (a client and a server may
 * share an ID, as Zipkin's do). Numbers them in the order in which they come. Not thread-safe.
 */
final class SpanIndex {
  /** Of each place: ID, kind and number. */
  private static final long PLACE_BYTES = 13;

  private static final int FIRST = 16;

  private final QueryMemory memory = QueryMemory.current();
  private long[] ids = new long[FIRST];
  private byte[] kinds = new byte[FIRST];

  /** Number of the span + 1; 0 for a free place. */
  private int[] numbers = new int[FIRST];

  private int size;

  /** The number of a span: of a new one, how many there were before. */
  int add(long spanId, int kind) {
    int place = place(spanId, kind);
    if (numbers[place] != 0) {
      return numbers[place] - 1;
    }
    if ((size + 1) * 2 > numbers.length) {
      grow();
      place = place(spanId, kind);
    }
    ids[place] = spanId;
    kinds[place] = (byte) kind;
    numbers[place] = ++size;
    return size - 1;
  }

  /** Lets everything go. */
  void forget() {
    memory.give(PLACE_BYTES * (numbers.length - FIRST));
    ids = new long[FIRST];
    kinds = new byte[FIRST];
    numbers = new int[FIRST];
    size = 0;
  }

  private int place(long spanId, int kind) {
    int mask = numbers.length - 1;
    int place = (int) ((spanId * 0x9E3779B97F4A7C15L + kind) >>> 32) & mask;
    while (numbers[place] != 0 && (ids[place] != spanId || kinds[place] != kind)) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void grow() {
    long[] oldIds = ids;
    byte[] oldKinds = kinds;
    int[] oldNumbers = numbers;
    int capacity = oldNumbers.length * 2;
    memory.take(PLACE_BYTES * oldNumbers.length);
    ids = new long[capacity];
    kinds = new byte[capacity];
    numbers = new int[capacity];
    for (int i = 0; i < oldNumbers.length; i++) {
      if (oldNumbers[i] != 0) {
        int place = place(oldIds[i], oldKinds[i]);
        ids[place] = oldIds[i];
        kinds[place] = oldKinds[i];
        numbers[place] = oldNumbers[i];
      }
    }
  }
}
