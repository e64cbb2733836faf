package dev.clew.metricsstore.index.term;

import dev.clew.metricsstore.series.SeriesListing;
import dev.clew.model.memory.QueryMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Series of several places in the order of their labels. No text is compared: terms are numbered in
 * their order across the places, and the series are sorted by these numbers.
 *
 * <p>What is held for a series is twelve bytes: its number and that of its first term, by which all
 * are sorted at the beginning. The other terms are read again from where they lie, for a run of
 * series at a time that have the same first terms; so what is held beside is bounded by the largest
 * number of series with one first term, mostly those of one metric. All of it is reserved before
 * the first series is told. Used by one thread.
 */
public final class SortedSeries implements SeriesListing {
  /** So many series are sorted together, if not more have one first term. */
  public static final int RUN = 4096;

  /** Series of one place, by ascending numbers. */
  @SuppressWarnings("ArrayRecordComponent") // handed over once
  public record Part(SeriesTerms terms, int[] series) {}

  private final List<Part> parts;
  private final List<UsedTerms> used = new ArrayList<>();
  private final TermUnion labels;
  private final Runnable end;

  /** By part: the place of its first series among all. */
  private final int[] firstPlaces;

  /** The number of the first term and the place among all series, in the order of the former. */
  private final long[] keys;

  private int nextKey;

  /** Where the series was that was read last: mostly the next one is there, too. */
  private int part;

  /** Of the run: numbers of the terms, one series after another, and where those of each begin. */
  private final int[] terms;

  private final int[] starts;
  private int[] order;
  private int[] spare;
  private int runSize;
  private int at = -1;
  private int current;
  private boolean closed;

  /**
   * @param parts no series is in two of them, and none is empty
   * @param end is called when the listing is closed
   */
  public SortedSeries(List<Part> parts, int run, Runnable end) {
    this.parts = parts;
    this.end = end;
    firstPlaces = new int[parts.size()];
    int size = 0;
    long all = 0;
    int mostLabels = 0;
    for (int i = 0; i < parts.size(); i++) {
      UsedTerms ofPart = new UsedTerms(parts.get(i).terms(), parts.get(i).series());
      used.add(ofPart);
      firstPlaces[i] = size;
      size += parts.get(i).series().length;
      all += ofPart.labels();
      mostLabels = Math.max(mostLabels, ofPart.mostLabels());
    }
    labels = new TermUnion(used);
    QueryMemory memory = QueryMemory.current();
    memory.take(8L * size);
    keys = new long[size];
    sortByFirstTerms();
    int mostSeries = Math.min(size, Math.max(run, largestGroup()));
    int mostTerms = Math.toIntExact(Math.min(all, (long) mostSeries * mostLabels));
    memory.take(4L * mostTerms + 12L * mostSeries);
    terms = new int[mostTerms];
    starts = new int[mostSeries + 1];
    order = new int[mostSeries];
    spare = new int[mostSeries];
  }

  private void sortByFirstTerms() {
    int place = 0;
    for (int part = 0; part < parts.size(); part++) {
      UsedTerms ofPart = used.get(part);
      for (int i = 0; i < parts.get(part).series().length; i++) {
        keys[place] = (long) ofPart.firstOf(i) << 32 | place;
        place++;
      }
    }
    Arrays.sort(keys);
  }

  private int largestGroup() {
    int largest = 0;
    for (int from = 0; from < keys.length; from = endOfGroup(from)) {
      largest = Math.max(largest, endOfGroup(from) - from);
    }
    return largest;
  }

  private int endOfGroup(int from) {
    int end = from + 1;
    while (end < keys.length && keys[end] >> 32 == keys[from] >> 32) {
      end++;
    }
    return end;
  }

  @Override
  public boolean next() {
    at++;
    if (at >= runSize) {
      if (nextKey == keys.length) {
        return false;
      }
      load();
      at = 0;
    }
    current = order[at];
    return true;
  }

  private void load() {
    runSize = 0;
    int end = endOfGroup(nextKey);
    do {
      for (; nextKey < end; nextKey++) {
        read((int) keys[nextKey]);
      }
      end = nextKey < keys.length ? endOfGroup(nextKey) : nextKey;
    } while (end > nextKey && runSize + end - nextKey <= order.length);
    for (int i = 0; i < runSize; i++) {
      order[i] = i;
    }
    sort();
  }

  private void read(int place) {
    int[] series = parts.get(part).series();
    if (place < firstPlaces[part] || place >= firstPlaces[part] + series.length) {
      part = Arrays.binarySearch(firstPlaces, place);
      part = part < 0 ? -part - 2 : part;
      series = parts.get(part).series();
    }
    UsedTerms ofPart = used.get(part);
    int size = ofPart.source().open(series[place - firstPlaces[part]]);
    int to = starts[runSize];
    for (int i = 0; i < size; i++) {
      terms[to++] = ofPart.numberOf(ofPart.source().term());
    }
    starts[++runSize] = to;
  }

  /** Merges longer and longer sorted runs. Mostly they are sorted already. */
  private void sort() {
    for (int width = 1; width < runSize; width *= 2) {
      for (int from = 0; from < runSize; from += 2 * width) {
        int middle = Math.min(from + width, runSize);
        merge(from, middle, Math.min(middle + width, runSize));
      }
      int[] merged = spare;
      spare = order;
      order = merged;
    }
  }

  private void merge(int from, int middle, int end) {
    if (middle == end || compare(order[middle - 1], order[middle]) <= 0) {
      System.arraycopy(order, from, spare, from, end - from);
      return;
    }
    int left = from;
    int right = middle;
    for (int to = from; to < end; to++) {
      boolean fromLeft = right == end || (left < middle && compare(order[left], order[right]) <= 0);
      spare[to] = fromLeft ? order[left++] : order[right++];
    }
  }

  private int compare(int one, int other) {
    return Arrays.compare(
        terms, starts[one], starts[one + 1], terms, starts[other], starts[other + 1]);
  }

  @Override
  public int labelCount() {
    return labels.size();
  }

  @Override
  public String name(int label) {
    return labels.name(label);
  }

  @Override
  public byte[] value(int label) {
    return labels.utf8(label);
  }

  @Override
  public boolean isShared(int label) {
    return labels.isShared(label);
  }

  @Override
  public int size() {
    return starts[current + 1] - starts[current];
  }

  @Override
  public int label(int i) {
    return terms[starts[current] + i];
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      end.run();
    }
  }
}
