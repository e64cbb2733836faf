package dev.clew.metricsstore.head;

import dev.clew.metricsstore.segment.SampleBuffer;
import java.util.Arrays;

/**
 * Float samples in the order in which they came, each linked to the one before of its series: 16
 * bytes a sample, and nothing per series but one int. Times stand apart, because all samples of an
 * export have the same: 16 bytes for each run of samples of one time and start.
 *
 * <p>One writer; readers are kept apart from it by the store's lock.
 */
final class SampleLog {
  private static final int CHUNK_BITS = 12;
  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int MASK = CHUNK - 1;

  private int[][] previous = new int[4][];
  private int[][] instants = new int[4][];
  private double[][] values = new double[4][];
  private int size;

  private long[] times = new long[16];
  private long[] starts = new long[16];
  private int instantCount;

  /** By series: one more than the index of its latest sample, 0 when it has none. */
  private int[] latest = new int[0];

  int size() {
    return size;
  }

  /**
   * @param startMillis since when the value has been counting, or 0
   */
  void add(int id, long timeMillis, long startMillis, double value) {
    int chunk = size >>> CHUNK_BITS;
    int i = size & MASK;
    if (i == 0) {
      addChunk(chunk);
    }
    if (id >= latest.length) {
      latest = Arrays.copyOf(latest, Math.max(id + 1, latest.length + (latest.length >> 1) + 64));
    }
    previous[chunk][i] = latest[id];
    instants[chunk][i] = instant(timeMillis, startMillis);
    values[chunk][i] = value;
    latest[id] = ++size;
  }

  private int instant(long timeMillis, long startMillis) {
    int last = instantCount - 1;
    if (last >= 0 && times[last] == timeMillis && starts[last] == startMillis) {
      return last;
    }
    if (instantCount == times.length) {
      times = Arrays.copyOf(times, instantCount + (instantCount >> 1));
      starts = Arrays.copyOf(starts, instantCount + (instantCount >> 1));
    }
    times[instantCount] = timeMillis;
    starts[instantCount] = startMillis;
    return instantCount++;
  }

  private void addChunk(int chunk) {
    if (chunk == values.length) {
      previous = Arrays.copyOf(previous, chunk * 2);
      instants = Arrays.copyOf(instants, chunk * 2);
      values = Arrays.copyOf(values, chunk * 2);
    }
    if (values[chunk] == null) { // else kept by a truncation
      previous[chunk] = new int[CHUNK];
      instants[chunk] = new int[CHUNK];
      values[chunk] = new double[CHUNK];
    }
  }

  /**
   * Takes back all samples but the first ones. It looks at every series, since samples do not say
   * whose they are; requests that have to be taken back are rare, the collector has checked them.
   */
  void truncate(int newSize) {
    if (newSize == size) {
      return;
    }
    size = newSize;
    for (int id = 0; id < latest.length; id++) {
      while (latest[id] > newSize) {
        latest[id] = before(latest[id]);
      }
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
    if (count == 1) {
      collect(latest[id] - 1, target, startMillis, endMillis);
      return;
    }
    int[] order = new int[count];
    for (int at = latest[id]; at != 0; at = before(at)) {
      order[--count] = at - 1;
    }
    for (int at : order) {
      collect(at, target, startMillis, endMillis);
    }
  }

  /** Whether a series has a sample within an inclusive range of time. The latest come first. */
  boolean hasSamples(int id, long startMillis, long endMillis) {
    int at = contains(id) ? latest[id] : 0;
    while (at != 0) {
      long time = times[instants[(at - 1) >>> CHUNK_BITS][(at - 1) & MASK]];
      if (time >= startMillis && time <= endMillis) {
        return true;
      }
      at = before(at);
    }
    return false;
  }

  private void collect(int at, SampleBuffer target, long startMillis, long endMillis) {
    int instant = instants[at >>> CHUNK_BITS][at & MASK];
    long time = times[instant];
    if (time >= startMillis && time <= endMillis) {
      target.add(time, starts[instant], values[at >>> CHUNK_BITS][at & MASK]);
    }
  }

  private int before(int oneMore) {
    int at = oneMore - 1;
    return previous[at >>> CHUNK_BITS][at & MASK];
  }
}
