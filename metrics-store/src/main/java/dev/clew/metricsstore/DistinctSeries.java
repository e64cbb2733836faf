package dev.clew.metricsstore;

import dev.clew.metricsstore.head.RawIndex;
import dev.clew.metricsstore.index.FreshTerms;
import dev.clew.metricsstore.index.IndexSegment;
import dev.clew.metricsstore.index.LabelSet;
import dev.clew.metricsstore.index.term.SortedSeries;
import dev.clew.model.memory.QueryMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/**
 * Series of some days, each once, where it was found first. That two of them are one is told by the
 * hash of their labels; no label is read. Used by one thread.
 */
final class DistinctSeries {
  /** Its number, and the spare room of an array that grows by halves. */
  private static final long NUMBER_BYTES = 6;

  /** A slot of the hashes, of which three fifths are taken, while the table is doubled. */
  private static final long SEEN_BYTES = 64;

  private final List<SortedSeries.Part> parts = new ArrayList<>();

  /** Null when there is only one day, in which nothing stands twice. */
  private @Nullable RawIndex seen;

  private long hashes;
  private int left;
  private int[] numbers = new int[256];
  private int size;

  DistinctSeries(int days, int limit) {
    seen = days > 1 ? new RawIndex() : null;
    left = limit;
  }

  /** Adds those series of a day that are new, as many as there is room for. */
  void add(DayView view, MutableRoaringBitmap series) {
    RawIndex known = seen;
    for (IndexSegment index : view.indexes()) {
      PeekableIntIterator ids = series.getIntIterator();
      ids.advanceIfNeeded(index.base());
      size = 0;
      while (ids.hasNext() && left > 0) {
        int id = ids.next();
        if (!index.contains(id)) {
          break;
        }
        if (known == null || isNew(known, index.hashHigh(id), index.hashLow(id))) {
          take(id);
        }
      }
      if (size > 0) {
        parts.add(new SortedSeries.Part(index.terms(), Arrays.copyOf(numbers, size)));
      }
    }
    List<LabelSet> fresh = new ArrayList<>();
    size = 0;
    for (LabelSet labels : view.newSeries(series)) {
      if (left > 0 && (known == null || isNew(known, labels.hashHigh(), labels.hashLow()))) {
        take(size);
        fresh.add(labels);
      }
    }
    if (size > 0) {
      parts.add(new SortedSeries.Part(FreshTerms.of(fresh), Arrays.copyOf(numbers, size)));
    }
  }

  private boolean isNew(RawIndex known, long high, long low) {
    if (!known.add(high, low)) {
      return false;
    }
    QueryMemory.current().take(SEEN_BYTES);
    hashes++;
    return true;
  }

  private void take(int number) {
    QueryMemory.current().take(NUMBER_BYTES);
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, size + size / 2);
    }
    numbers[size++] = number;
    left--;
  }

  /** By place, none of them empty. Nothing is added any more. */
  List<SortedSeries.Part> finish() {
    seen = null;
    QueryMemory.current().give(SEEN_BYTES * hashes);
    return parts;
  }
}
