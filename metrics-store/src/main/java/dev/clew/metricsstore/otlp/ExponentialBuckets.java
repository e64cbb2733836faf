package dev.clew.metricsstore.otlp;

import dev.clew.model.otlp.ProtoCursor;
import java.util.Arrays;

/** One side of an exponential histogram while it is being read; used again for the next one. */
final class ExponentialBuckets {
  private int offset;
  private long[] sent = new long[16];
  private int sentCount;
  private int[] indexes = new int[16];
  private double[] counts = new double[16];
  private int size;

  void clear() {
    offset = 0;
    sentCount = 0;
    size = 0;
  }

  /** Reads the {@code Buckets} message at the cursor's current field. */
  void read(ProtoCursor cursor) {
    int outer = cursor.enter();
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> offset = (int) cursor.zigzag();
        case 2 -> counts(cursor);
        default -> cursor.skip();
      }
    }
    cursor.leave(outer);
  }

  private void counts(ProtoCursor cursor) {
    if (cursor.wireType() == ProtoCursor.VARINT) {
      add(cursor.varintField());
      return;
    }
    int outer = cursor.enter();
    while (cursor.position() < cursor.limit()) {
      add(cursor.varint());
    }
    cursor.leave(outer);
  }

  private void add(long count) {
    if (sentCount == sent.length) {
      sent = Arrays.copyOf(sent, sentCount * 2);
    }
    sent[sentCount++] = count;
  }

  /**
   * Drops empty buckets and merges by {@code 2^merge}. OTLP's bucket i reaches from {@code base^i},
   * a native histogram's reaches up to {@code base^i}: hence one more.
   */
  void finish(int merge) {
    if (indexes.length < sentCount) {
      indexes = new int[sent.length];
      counts = new double[sent.length];
    }
    size = 0;
    for (int i = 0; i < sentCount; i++) {
      if (sent[i] != 0) {
        // Beyond a shift of 31 all that is left is the sign.
        int index = ((offset + i) >> Math.min(merge, 31)) + 1;
        if (size > 0 && indexes[size - 1] == index) {
          counts[size - 1] += (double) sent[i];
        } else {
          indexes[size] = index;
          counts[size++] = (double) sent[i];
        }
      }
    }
  }

  int[] indexes() {
    return Arrays.copyOf(indexes, size);
  }

  double[] counts() {
    return Arrays.copyOf(counts, size);
  }
}
