package dev.clew.metricsstore.head;

import dev.clew.metricsstore.segment.SampleBuffer;
import java.util.Arrays;

/**
 * Float samples in the order in which they came, each linked to the one before of its series: 28
 * bytes a sample, nothing per series but one int, and taking back the latest samples is easy.
 *
 * <p>One writer; readers are kept apart from it by the store's lock.
 */
final class SampleLog {
  private static final int CHUNK_BITS = 12;
  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int MASK = CHUNK - 1;

  private int[][] series = new int[4][];
  private int[][] previous = new int[4][];
  private long[][] times = new long[4][];
  private double[][] values = new double[4][];
  private int size;

  /** By series: one more than the index of its latest sample, 0 when it has none. */
  private int[] latest = new int[0];

  int size() {
    return size;
  }

  void add(int id, long timeMillis, double value) {
    int chunk = size >>> CHUNK_BITS;
    int i = size & MASK;
    if (i == 0) {
      addChunk(chunk);
    }
    if (id >= latest.length) {
      latest = Arrays.copyOf(latest, Math.max(id + 1, latest.length + (latest.length >> 1) + 64));
    }
    series[chunk][i] = id;
    previous[chunk][i] = latest[id];
    times[chunk][i] = timeMillis;
    values[chunk][i] = value;
    latest[id] = ++size;
  }

  private void addChunk(int chunk) {
    if (chunk == series.length) {
      series = Arrays.copyOf(series, chunk * 2);
      previous = Arrays.copyOf(previous, chunk * 2);
      times = Arrays.copyOf(times, chunk * 2);
      values = Arrays.copyOf(values, chunk * 2);
    }
    if (series[chunk] == null) { // else kept by a truncation
      series[chunk] = new int[CHUNK];
      previous[chunk] = new int[CHUNK];
      times[chunk] = new long[CHUNK];
      values[chunk] = new double[CHUNK];
    }
  }

  /** Takes back all samples but the first ones. */
  void truncate(int newSize) {
    while (size > newSize) {
      size--;
      latest[series[size >>> CHUNK_BITS][size & MASK]] = previous[size >>> CHUNK_BITS][size & MASK];
    }
  }

  boolean contains(int id) {
    return id < latest.length && latest[id] != 0;
  }

  /** One more than the greatest series number in it, at least. */
  int seriesBound() {
    return latest.length;
  }

  /** Adds the samples of a series within an inclusive range of time, in the order of writing. */
  void collect(int id, long startMillis, long endMillis, SampleBuffer target) {
    if (!contains(id)) {
      return;
    }
    int count = 0;
    for (int at = latest[id]; at != 0; at = before(at)) {
      count++;
    }
    int[] order = new int[count];
    for (int at = latest[id]; at != 0; at = before(at)) {
      order[--count] = at - 1;
    }
    for (int at : order) {
      long time = times[at >>> CHUNK_BITS][at & MASK];
      if (time >= startMillis && time <= endMillis) {
        target.add(time, values[at >>> CHUNK_BITS][at & MASK]);
      }
    }
  }

  private int before(int oneMore) {
    int at = oneMore - 1;
    return previous[at >>> CHUNK_BITS][at & MASK];
  }
}
