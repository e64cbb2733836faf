package dev.clew.metricsstore;

import dev.clew.metricsstore.DayView.SeriesKey;
import dev.clew.metricsstore.files.CorruptFileException;
import dev.clew.metricsstore.head.DayHead;
import dev.clew.metricsstore.head.Epoch;
import dev.clew.metricsstore.head.Head;
import dev.clew.metricsstore.index.IndexSegment;
import dev.clew.metricsstore.index.LabelSet;
import dev.clew.metricsstore.index.ValueMatcher;
import dev.clew.metricsstore.partition.Day;
import dev.clew.metricsstore.partition.Partitions;
import dev.clew.metricsstore.segment.BlockCursor;
import dev.clew.metricsstore.segment.SampleBuffer;
import dev.clew.metricsstore.segment.Segment;
import dev.clew.metricsstore.segment.SegmentMerger;
import dev.clew.metricsstore.series.ExemplarSeries;
import dev.clew.metricsstore.series.ExemplarSeries.Exemplar;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.ReadLimits;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/** Answers queries from the segments and the head. Thread-safe. */
final class StoreReader {
  static final long DAY_MILLIS = 86_400_000L;

  private final Head head;
  private final Partitions partitions;
  private final Lock readLock;
  private final Consumer<CorruptFileException> damage;

  /**
   * @param damage is told of files that turn out to be damaged; the query goes on without them
   */
  StoreReader(
      Head head, Partitions partitions, Lock readLock, Consumer<CorruptFileException> damage) {
    this.head = head;
    this.partitions = partitions;
    this.readLock = readLock;
    this.damage = damage;
  }

  /** A series that was found, with where its labels can be read. */
  private static final class Found {
    final DayView view;
    final int series;
    final SampleBuffer buffer = new SampleBuffer();
    final List<Exemplar> exemplars = new ArrayList<>();

    Found(DayView view, int series) {
      this.view = view;
      this.series = series;
    }

    Labels labels() {
      return view.labels(series).toLabels();
    }
  }

  private List<List<ValueMatcher>> compile(List<List<LabelMatcher>> selections) {
    if (selections.isEmpty()) {
      return List.of(List.of());
    }
    return selections.stream()
        .map(selection -> selection.stream().map(ValueMatcher::of).toList())
        .toList();
  }

  /** The days that overlap a range, ascending. The caller closes them. */
  private List<DayView> views(
      long startMillis, long endMillis, List<List<ValueMatcher>> selections) {
    long first = Math.floorDiv(startMillis, DAY_MILLIS);
    long last = Math.floorDiv(endMillis, DAY_MILLIS);
    List<DayView> views = new ArrayList<>();
    readLock.lock();
    try {
      TreeSet<Long> days = new TreeSet<>(partitions.state().days().keySet());
      head.days().forEach(day -> days.add(day.day()));
      for (long number : days) {
        if (number >= first && number <= last) {
          Day stored = partitions.state().day(number);
          DayHead inHead = head.day(number);
          List<Epoch> epochs = inHead == null ? List.of() : inHead.epochs();
          views.add(new DayView(stored, epochs, selections));
        }
      }
    } finally {
      readLock.unlock();
    }
    return views;
  }

  List<SeriesData> select(
      List<LabelMatcher> matchers, long startMillis, long endMillis, ReadLimits limits) {
    List<List<ValueMatcher>> selections = compile(List.of(matchers));
    List<DayView> views = views(startMillis, endMillis, selections);
    try {
      Map<SeriesKey, Found> found = new HashMap<>();
      Budget budget = new Budget(limits);
      for (DayView view : views) {
        int[] ids = match(view, selections).toArray();
        if (ids.length > 0) {
          Found[] targets = targets(view, ids, found);
          readSegments(
              view,
              ids,
              startMillis,
              endMillis,
              (cursor, i) -> {
                SampleBuffer buffer = targets[i].buffer;
                int before = buffer.size();
                cursor.collect(startMillis, endMillis, buffer);
                budget.read(before, buffer.size());
              });
          readHead(
              view,
              ids,
              (epoch, i) -> {
                SampleBuffer buffer = targets[i].buffer;
                int before = buffer.size();
                epoch.collect(ids[i], startMillis, endMillis, buffer);
                budget.read(before, buffer.size());
              });
        }
      }
      List<SeriesData> result = new ArrayList<>();
      for (Found series : found.values()) {
        if (series.buffer.size() > 0) {
          result.add(series.buffer.finish(series.labels()));
        }
      }
      result.sort(Comparator.comparing(SeriesData::labels));
      return result;
    } finally {
      views.forEach(DayView::close);
    }
  }

  private MutableRoaringBitmap match(DayView view, List<List<ValueMatcher>> selections) {
    try {
      return view.match(selections);
    } catch (CorruptFileException e) {
      damage.accept(e);
      return new MutableRoaringBitmap();
    }
  }

  private static Found[] targets(DayView view, int[] ids, Map<SeriesKey, Found> found) {
    Found[] targets = new Found[ids.length];
    for (int i = 0; i < ids.length; i++) {
      int id = ids[i];
      targets[i] = found.computeIfAbsent(view.key(id), key -> new Found(view, id));
    }
    return targets;
  }

  /** Takes a block of the i-th of the wanted series. */
  private interface BlockVisitor {
    void visit(BlockCursor cursor, int i);
  }

  private interface EpochVisitor {
    void visit(Epoch epoch, int i);
  }

  private void readSegments(
      DayView view, int[] ids, long startMillis, long endMillis, BlockVisitor visitor) {
    for (Segment segment : view.segments()) {
      if (segment.overlaps(startMillis, endMillis)) {
        try {
          for (BlockCursor cursor : BlockCursor.over(segment, startMillis, endMillis)) {
            readWindow(cursor, ids, visitor);
          }
        } catch (CorruptFileException e) {
          damage.accept(e);
        }
      }
    }
  }

  private static void readWindow(BlockCursor cursor, int[] ids, BlockVisitor visitor) {
    int i = 0;
    while (i < ids.length && cursor.seek(ids[i])) {
      int series = cursor.series();
      if (series > ids[i]) {
        int at = Arrays.binarySearch(ids, i, ids.length, series);
        if (at < 0) {
          i = -at - 1;
          continue;
        }
        i = at;
      }
      do {
        visitor.visit(cursor, i);
        if (!cursor.next()) {
          return;
        }
      } while (cursor.series() == series);
      i++;
    }
  }

  private void readHead(DayView view, int[] ids, EpochVisitor visitor) {
    readLock.lock();
    try {
      for (Epoch epoch : view.epochs()) {
        for (int i = 0; i < ids.length; i++) {
          visitor.visit(epoch, i);
        }
      }
    } finally {
      readLock.unlock();
    }
  }

  /** Counts what a query reads against its limits. */
  private static final class Budget {
    private final ReadLimits limits;
    private long samples;
    private int series;

    Budget(ReadLimits limits) {
      this.limits = limits;
    }

    void read(int before, int after) {
      samples += after - before;
      if (before == 0 && after > 0) {
        series++;
      }
      if (series > limits.series()) {
        throw exceeded(
            "series: more than " + limits.series() + " (expected: fewer, by a narrower selector)");
      }
      if (samples > limits.samples()) {
        throw exceeded(
            "samples: more than "
                + limits.samples()
                + " (expected: fewer, by a shorter range or narrower selector)");
      }
    }

    private static QueryException exceeded(String message) {
      return new QueryException(QueryException.Kind.LIMIT, message, -1);
    }
  }

  List<ExemplarSeries> exemplars(
      List<List<LabelMatcher>> selections, long startMillis, long endMillis, int limit) {
    List<List<ValueMatcher>> compiled = compile(selections);
    List<DayView> views = views(startMillis, endMillis, compiled);
    try {
      Map<SeriesKey, Found> found = new HashMap<>();
      for (DayView view : views) {
        int[] ids = match(view, compiled).toArray();
        Found[] targets = targets(view, ids, found);
        readSegments(
            view,
            ids,
            startMillis,
            endMillis,
            (cursor, i) -> {
              if (cursor.isExemplars()) {
                targets[i].exemplars.addAll(cursor.exemplars());
              }
            });
        readHead(view, ids, (epoch, i) -> targets[i].exemplars.addAll(epoch.exemplars(ids[i])));
      }
      List<ExemplarSeries> result = new ArrayList<>();
      for (Found series : found.values()) {
        series.exemplars.removeIf(e -> e.timeMillis() < startMillis || e.timeMillis() > endMillis);
        if (!series.exemplars.isEmpty()) {
          result.add(new ExemplarSeries(series.labels(), SegmentMerger.distinct(series.exemplars)));
        }
      }
      result.sort(Comparator.comparing(ExemplarSeries::seriesLabels));
      return List.copyOf(result.subList(0, Math.min(limit, result.size())));
    } finally {
      views.forEach(DayView::close);
    }
  }

  List<Labels> series(
      List<List<LabelMatcher>> selections, long startMillis, long endMillis, int limit) {
    List<List<ValueMatcher>> compiled = compile(selections);
    List<DayView> views = views(startMillis, endMillis, compiled);
    try {
      Map<SeriesKey, Found> found = new HashMap<>();
      for (DayView view : views) {
        targets(view, match(view, compiled).toArray(), found);
      }
      return found.values().stream().map(Found::labels).sorted().limit(limit).toList();
    } finally {
      views.forEach(DayView::close);
    }
  }

  List<String> labelNames(
      List<List<LabelMatcher>> selections, long startMillis, long endMillis, int limit) {
    TreeSet<String> names = new TreeSet<>();
    if (selections.isEmpty()) {
      collect(
          List.of(),
          startMillis,
          endMillis,
          (view, ids) -> {
            view.indexes().forEach(index -> names.addAll(index.names()));
            view.newSeries().forEach(labels -> addNames(labels, names));
          });
    } else {
      collect(
          selections,
          startMillis,
          endMillis,
          (view, ids) ->
              ids.forEach((org.roaringbitmap.IntConsumer) id -> addNames(view.labels(id), names)));
    }
    return names.stream().limit(limit).toList();
  }

  private static void addNames(LabelSet labels, Set<String> names) {
    for (int i = 0; i < labels.size(); i++) {
      names.add(labels.name(i));
    }
  }

  List<String> labelValues(
      String name,
      List<List<LabelMatcher>> selections,
      long startMillis,
      long endMillis,
      int limit) {
    TreeSet<String> values = new TreeSet<>();
    collect(
        selections,
        startMillis,
        endMillis,
        (view, ids) -> {
          for (IndexSegment index : view.indexes()) {
            index.values(name, selections.isEmpty() ? null : ids, values);
          }
          for (LabelSet labels : view.newSeries()) {
            String value = labels.value(name);
            if (!value.isEmpty()) {
              values.add(value);
            }
          }
        });
    return values.stream().limit(limit).toList();
  }

  private interface DayVisitor {
    void visit(DayView view, MutableRoaringBitmap ids);
  }

  private void collect(
      List<List<LabelMatcher>> selections, long startMillis, long endMillis, DayVisitor visitor) {
    List<List<ValueMatcher>> compiled = compile(selections);
    List<DayView> views = views(startMillis, endMillis, compiled);
    try {
      for (DayView view : views) {
        try {
          visitor.visit(
              view, selections.isEmpty() ? new MutableRoaringBitmap() : view.match(compiled));
        } catch (CorruptFileException e) {
          damage.accept(e);
        }
      }
    } finally {
      views.forEach(DayView::close);
    }
  }
}
