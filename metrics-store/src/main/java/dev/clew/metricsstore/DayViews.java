package dev.clew.metricsstore;

import dev.clew.metricsstore.cardinality.CardinalityReport.DayTotals;
import dev.clew.metricsstore.files.CorruptFileException;
import dev.clew.metricsstore.head.DayHead;
import dev.clew.metricsstore.head.Epoch;
import dev.clew.metricsstore.head.Head;
import dev.clew.metricsstore.index.MatchCache;
import dev.clew.metricsstore.partition.Day;
import dev.clew.metricsstore.partition.Loss;
import dev.clew.metricsstore.partition.Partitions;
import dev.clew.metricsstore.regex.ValueMatcher;
import dev.clew.metricsstore.segment.SegmentInfo;
import dev.clew.metricsstore.series.LabelMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/** Takes the views of days that queries work on. Thread-safe. */
final class DayViews {
  static final long DAY_MILLIS = 86_400_000L;

  /** One selection that every series meets. */
  static final List<List<ValueMatcher>> EVERYTHING = List.of(List.of());

  private final Head head;
  private final Partitions partitions;
  private final Lock readLock;
  private final Consumer<CorruptFileException> damage;
  private final MatchCache cache = new MatchCache();

  /**
   * @param damage is told of files that turn out to be damaged; the query goes on without them
   */
  DayViews(Head head, Partitions partitions, Lock readLock, Consumer<CorruptFileException> damage) {
    this.head = head;
    this.partitions = partitions;
    this.readLock = readLock;
    this.damage = damage;
  }

  /** No selection selects everything. */
  List<List<ValueMatcher>> compile(List<List<LabelMatcher>> selections) {
    if (selections.isEmpty()) {
      return EVERYTHING;
    }
    return selections.stream()
        .map(selection -> selection.stream().map(cache::matcher).toList())
        .toList();
  }

  /** The days that overlap a range, ascending. The caller closes them. */
  List<DayView> overlapping(long startMillis, long endMillis, List<List<ValueMatcher>> selections) {
    long first = Math.floorDiv(startMillis, DAY_MILLIS);
    long last = Math.floorDiv(endMillis, DAY_MILLIS);
    List<DayView> views = new ArrayList<>();
    readLock.lock();
    try {
      for (long number : numbers()) {
        if (number >= first && number <= last) {
          views.add(view(number, selections));
        }
      }
    } finally {
      readLock.unlock();
    }
    return views;
  }

  /** One day with all of its series; without data it is empty. The caller closes it. */
  DayView day(long number) {
    return day(number, EVERYTHING);
  }

  /** One day; without data it is empty. The caller closes it. */
  DayView day(long number, List<List<ValueMatcher>> selections) {
    readLock.lock();
    try {
      return view(number, selections);
    } finally {
      readLock.unlock();
    }
  }

  /** What a day holds. */
  DayTotals totals(long number) {
    readLock.lock();
    try {
      Day stored = partitions.state().day(number);
      DayHead inHead = head.day(number);
      long series = stored.seriesCount();
      for (Epoch epoch : inHead == null ? List.<Epoch>of() : inHead.epochs()) {
        series += epoch.newSeries().size();
      }
      List<SegmentInfo> segments =
          stored.segments().stream().map(segment -> segment.segment().info()).toList();
      return new DayTotals(
          number,
          series,
          stored.samples(),
          stored.bytes(),
          segments.size(),
          segments.stream().mapToLong(SegmentInfo::minMillis).min().orElse(Long.MAX_VALUE),
          segments.stream().mapToLong(SegmentInfo::maxMillis).max().orElse(Long.MIN_VALUE));
    } finally {
      readLock.unlock();
    }
  }

  /** Numbers of the days that have data. */
  NavigableSet<Long> days() {
    readLock.lock();
    try {
      return numbers();
    } finally {
      readLock.unlock();
    }
  }

  private NavigableSet<Long> numbers() {
    TreeSet<Long> days = new TreeSet<>(partitions.state().days().keySet());
    head.days().forEach(day -> days.add(day.day()));
    return days;
  }

  /** What of a range is known to be lost. */
  List<Loss> losses(Loss.What what, long startMillis, long endMillis) {
    readLock.lock();
    try {
      return partitions.state().days().values().stream()
          .flatMap(day -> day.losses(what, startMillis, endMillis).stream())
          .toList();
    } finally {
      readLock.unlock();
    }
  }

  private DayView view(long number, List<List<ValueMatcher>> selections) {
    Day stored = partitions.state().day(number);
    DayHead inHead = head.day(number);
    List<Epoch> epochs = inHead == null ? List.of() : inHead.epochs();
    return new DayView(stored, epochs, selections, cache);
  }

  /** Numbers of the series that match one of the selections the view was made for. */
  MutableRoaringBitmap match(DayView view, List<List<ValueMatcher>> selections) {
    try {
      return view.match(selections);
    } catch (CorruptFileException e) {
      damage.accept(e);
      return new MutableRoaringBitmap();
    }
  }

  /** Those of a day's series that have samples within an inclusive range of time. */
  MutableRoaringBitmap present(
      DayView view, MutableRoaringBitmap series, long startMillis, long endMillis) {
    return new PresentSeries(this, view, readLock).of(series, startMillis, endMillis);
  }

  /** Whether all series of a day have all of their samples within an inclusive range of time. */
  boolean isWithin(DayView view, long startMillis, long endMillis) {
    return new PresentSeries(this, view, readLock).isWithin(startMillis, endMillis);
  }

  void damaged(CorruptFileException fault) {
    damage.accept(fault);
  }
}
