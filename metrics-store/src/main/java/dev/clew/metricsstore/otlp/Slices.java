package dev.clew.metricsstore.otlp;

import dev.clew.model.otlp.ProtoCursor;
import java.util.Arrays;

/** Where in the request the repeated fields of one message stand; used again for the next one. */
final class Slices {
  private int[] bounds = new int[32];
  private int size;

  void clear() {
    size = 0;
  }

  /** Notes the bounds of the cursor's current field and skips it. */
  void add(ProtoCursor cursor) {
    int outer = cursor.enter();
    add(cursor.position(), cursor.limit());
    cursor.leave(outer);
  }

  void add(int from, int to) {
    if (size * 2 == bounds.length) {
      bounds = Arrays.copyOf(bounds, bounds.length * 2);
    }
    bounds[size * 2] = from;
    bounds[size * 2 + 1] = to;
    size++;
  }

  /** Where the last one ends. */
  int end() {
    return bounds[2 * size - 1];
  }

  /** Moves the end of the last one. */
  void extend(int to) {
    bounds[2 * size - 1] = to;
  }

  int size() {
    return size;
  }

  int offset(int i) {
    return bounds[2 * i];
  }

  int length(int i) {
    return bounds[2 * i + 1] - bounds[2 * i];
  }

  void addTo(RawHash hash, byte[] array) {
    for (int i = 0; i < size; i++) {
      hash.add(array, offset(i), length(i));
    }
  }
}
