package dev.clew.metricsstore;

import dev.clew.metricsstore.head.Epoch;
import dev.clew.metricsstore.index.IndexSegment;
import dev.clew.metricsstore.index.KnownTexts;
import dev.clew.metricsstore.index.LabelSet;
import dev.clew.metricsstore.index.MatchCache;
import dev.clew.metricsstore.partition.Day;
import dev.clew.metricsstore.partition.Loss;
import dev.clew.metricsstore.partition.StoredIndex;
import dev.clew.metricsstore.partition.StoredSegment;
import dev.clew.metricsstore.regex.ValueMatcher;
import dev.clew.metricsstore.segment.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/**
 * One day as one query sees it: its files, each with a reference taken, the epochs of the head that
 * are not in them, and those of the epochs' new series that the query asks for. Made under the
 * store's read lock; afterwards only the latest epoch's samples need that lock.
 */
final class DayView implements AutoCloseable {
  private final long day;
  private final List<IndexSegment> indexes = new ArrayList<>();
  private final List<Segment> segments = new ArrayList<>();
  private final List<Epoch> epochs;
  private final ImmutableRoaringBitmap gone;
  private final MatchCache cache;
  private final NewSeries newSeries = new NewSeries();
  private final Day stored;

  /**
   * @param stored the day on disk
   * @param selections new series that match one of these are looked up
   */
  DayView(Day stored, List<Epoch> epochs, List<List<ValueMatcher>> selections, MatchCache cache) {
    day = stored.number();
    this.stored = stored;
    this.cache = cache;
    gone = stored.gone();
    this.epochs = epochs;
    for (StoredIndex index : stored.indexes()) {
      index.index().file().retain();
      indexes.add(index.index());
    }
    for (StoredSegment segment : stored.segments()) {
      segment.segment().file().retain();
      segments.add(segment.segment());
    }
    for (Epoch epoch : epochs) {
      addNewSeries(epoch, selections);
    }
  }

  private void addNewSeries(Epoch epoch, List<List<ValueMatcher>> selections) {
    List<LabelSet> series = epoch.newSeries();
    for (int i = 0; i < series.size(); i++) {
      for (List<ValueMatcher> matchers : selections) {
        if (matches(series.get(i), matchers)) {
          newSeries.add(epoch.firstNewSeries() + i, series.get(i));
          break;
        }
      }
    }
  }

  private static boolean matches(LabelSet labels, List<ValueMatcher> matchers) {
    for (ValueMatcher matcher : matchers) {
      if (!matcher.matches(labels.value(matcher.name()))) {
        return false;
      }
    }
    return true;
  }

  long day() {
    return day;
  }

  List<IndexSegment> indexes() {
    return indexes;
  }

  /** What of a range is lost, as far as it is known by now. */
  List<Loss> losses(Loss.What what, long startMillis, long endMillis) {
    return stored.losses(what, startMillis, endMillis);
  }

  /** In the order of writing. */
  List<Segment> segments() {
    return segments;
  }

  /** What is not in the segments, in the order of writing. */
  List<Epoch> epochs() {
    return epochs;
  }

  /** The series in files and the new ones. */
  long seriesCount() {
    return indexes.stream().mapToLong(IndexSegment::count).sum() + newSeries.size();
  }

  Iterable<LabelSet> newSeries() {
    return newSeries.labels();
  }

  /** Those new series that are wanted. */
  Iterable<LabelSet> newSeries(ImmutableRoaringBitmap wanted) {
    return newSeries.labels(wanted);
  }

  /** Numbers of the series that match one of the selections the view was made for. */
  MutableRoaringBitmap match(List<List<ValueMatcher>> selections) {
    MutableRoaringBitmap found = new MutableRoaringBitmap();
    found.or(matchStored(selections));
    newSeries.addNumbersTo(found);
    return found;
  }

  /** Numbers of the series on disk that match one of the selections. */
  MutableRoaringBitmap matchStored(List<List<ValueMatcher>> selections) {
    MutableRoaringBitmap found = new MutableRoaringBitmap();
    for (IndexSegment index : indexes) {
      for (List<ValueMatcher> matchers : selections) {
        found.or(index.match(matchers, cache));
      }
    }
    found.andNot(gone);
    return found;
  }

  /** Whether series that the indexes list have been deleted. */
  boolean hasDeletedSeries() {
    return !gone.isEmpty();
  }

  LabelSet labels(int series) {
    LabelSet labels = newSeries.get(series);
    return labels != null ? labels : index(series).labels(series);
  }

  /** Like {@link #labels(int)}, for many series: equal texts of one index are one object. */
  LabelSet labels(int series, Map<IndexSegment, KnownTexts> known) {
    LabelSet labels = newSeries.get(series);
    if (labels != null) {
      return labels;
    }
    IndexSegment index = index(series);
    return index.labels(series, known.get(index));
  }

  /** What stands for the labels of a series in all days. */
  SeriesKey key(int series) {
    LabelSet labels = newSeries.get(series);
    if (labels != null) {
      return new SeriesKey(labels.hashHigh(), labels.hashLow());
    }
    IndexSegment index = index(series);
    return new SeriesKey(index.hashHigh(series), index.hashLow(series));
  }

  private IndexSegment index(int series) {
    for (IndexSegment index : indexes) {
      if (index.contains(series)) {
        return index;
      }
    }
    throw new IllegalStateException("BUG: series " + series + " is not in day " + day);
  }

  /** The hash of a label set. */
  record SeriesKey(long high, long low) {}

  @Override
  public void close() {
    indexes.forEach(index -> index.file().release());
    segments.forEach(segment -> segment.file().release());
  }
}
