package dev.clew.metricsstore;

import dev.clew.metricsstore.files.CorruptFileException;
import dev.clew.metricsstore.head.DayHead;
import dev.clew.metricsstore.head.Epoch;
import dev.clew.metricsstore.head.Head;
import dev.clew.metricsstore.partition.Day;
import dev.clew.metricsstore.partition.Partitions;
import dev.clew.metricsstore.partition.StoredSegment;
import dev.clew.metricsstore.regex.ValueMatcher;
import dev.clew.metricsstore.segment.Deletion;
import dev.clew.metricsstore.segment.SegmentInfo;
import dev.clew.metricsstore.series.LabelMatcher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/**
 * Deletes series by matchers from what is committed; the caller has flushed before and keeps others
 * from flushing. A deletion is a tombstone in each day, committed for all days at once.
 */
final class SeriesDeletion {
  private final DayViews days;
  private final Partitions partitions;
  private final Head head;

  SeriesDeletion(DayViews days, Partitions partitions, Head head) {
    this.days = days;
    this.partitions = partitions;
    this.head = head;
  }

  /** What {@link #run} would touch of what is stored, flushed or not. */
  SeriesExtent extent(List<List<LabelMatcher>> selections, long startMillis, long endMillis) {
    return new SeriesExtent(
        count(days.compile(selections), startMillis, endMillis),
        count(DayViews.EVERYTHING, startMillis, endMillis));
  }

  private long count(List<List<ValueMatcher>> compiled, long startMillis, long endMillis) {
    List<DayView> views = days.overlapping(startMillis, endMillis, compiled);
    long count = 0;
    try {
      for (DayView view : views) {
        try {
          count += view.match(compiled).getLongCardinality();
        } catch (CorruptFileException e) {
          days.damaged(e);
        }
      }
    } finally {
      views.forEach(DayView::close);
    }
    return count;
  }

  void run(List<List<LabelMatcher>> selections, long startMillis, long endMillis)
      throws IOException {
    List<List<ValueMatcher>> compiled = days.compile(selections);
    Map<Long, Deletion> byDay = new TreeMap<>();
    List<DayView> views = days.overlapping(startMillis, endMillis, compiled);
    try {
      for (DayView view : views) {
        MutableRoaringBitmap series = matchStored(view, compiled);
        if (!series.isEmpty()) {
          byDay.put(view.day(), new Deletion(series, startMillis, endMillis));
        }
      }
    } finally {
      views.forEach(DayView::close);
    }
    if (byDay.isEmpty()) {
      return;
    }
    partitions.delete(byDay, this::gone, () -> byDay.keySet().forEach(head::forget));
    for (long day : byDay.keySet()) {
      partitions.dropGone(day, () -> head.dropUnused(day));
    }
  }

  private MutableRoaringBitmap matchStored(DayView view, List<List<ValueMatcher>> selections) {
    try {
      return view.matchStored(selections);
    } catch (CorruptFileException e) {
      days.damaged(e);
      return new MutableRoaringBitmap();
    }
  }

  /** Series whose samples of the day are all deleted, in files and in memory. */
  private ImmutableRoaringBitmap gone(long number, Deletion deletion) {
    MutableRoaringBitmap gone = new MutableRoaringBitmap();
    Day day = partitions.state().day(number);
    for (StoredSegment segment : day.segments()) {
      SegmentInfo info = segment.segment().info();
      if (info.minMillis() < deletion.startMillis() || info.maxMillis() > deletion.endMillis()) {
        return gone;
      }
    }
    gone.or(deletion.series());
    DayHead inHead = head.day(number);
    List<Epoch> epochs = inHead == null ? List.of() : new ArrayList<>(inHead.epochs());
    for (Epoch epoch : epochs) {
      deletion
          .series()
          .forEach(
              (org.roaringbitmap.IntConsumer)
                  series -> {
                    if (epoch.contains(series)) {
                      gone.remove(series);
                    }
                  });
    }
    return gone;
  }
}
