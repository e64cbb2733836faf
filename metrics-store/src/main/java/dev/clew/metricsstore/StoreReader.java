package dev.clew.metricsstore;

import dev.clew.metricsstore.DayView.SeriesKey;
import dev.clew.metricsstore.files.CorruptFileException;
import dev.clew.metricsstore.head.Epoch;
import dev.clew.metricsstore.regex.ValueMatcher;
import dev.clew.metricsstore.segment.BlockCursor;
import dev.clew.metricsstore.segment.Segment;
import dev.clew.metricsstore.segment.SegmentMerger;
import dev.clew.metricsstore.series.ExemplarSeries;
import dev.clew.metricsstore.series.ExemplarSeries.Exemplar;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.ReadLimits;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.metricsstore.series.SeriesScan;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import dev.clew.model.memory.QueryMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;

/** Answers queries from the segments and the head. Thread-safe. */
final class StoreReader {
  /** The object with its key, its list and its entry in the map. */
  private static final long FOUND_BYTES = 160;

  /** With the two or three labels that most have. */
  private static final long EXEMPLAR_BYTES = 200;

  private final DayViews days;
  private final Lock readLock;

  StoreReader(DayViews days, Lock readLock) {
    this.days = days;
    this.readLock = readLock;
  }

  /** A series that was found, with where its labels can be read. */
  private static final class Found {
    final DayView view;
    final int series;
    final List<Exemplar> exemplars = new ArrayList<>();

    Found(DayView view, int series) {
      this.view = view;
      this.series = series;
    }

    Labels labels() {
      return view.labels(series).toLabels();
    }

    void add(List<Exemplar> more) {
      QueryMemory.current().take(EXEMPLAR_BYTES * more.size());
      exemplars.addAll(more);
    }
  }

  SeriesScan scan(List<LabelMatcher> matchers, long startMillis, long endMillis) {
    List<List<ValueMatcher>> selections = days.compile(List.of(matchers));
    return new StoreScan(days, readLock, selections, startMillis, endMillis);
  }

  List<SeriesData> select(
      List<LabelMatcher> matchers, long startMillis, long endMillis, ReadLimits limits) {
    try (SeriesScan scan = scan(matchers, startMillis, endMillis)) {
      Budget budget = new Budget(limits);
      QueryMemory memory = QueryMemory.current();
      SeriesScan.Reader reader = scan.reader();
      List<SeriesData> result = new ArrayList<>();
      for (int i = 0; i < scan.size(); i++) {
        SeriesData series = reader.read(i);
        if (series.size() > 0) {
          budget.read(series.size());
          memory.take(series.bytes());
          result.add(series.copy());
        }
      }
      result.sort(Comparator.comparing(SeriesData::labels));
      return result;
    }
  }

  private static Found[] targets(DayView view, int[] ids, Map<SeriesKey, Found> found) {
    QueryMemory.current().take(FOUND_BYTES * ids.length);
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
          days.damaged(e);
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

    void read(int more) {
      samples += more;
      series++;
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
    List<List<ValueMatcher>> compiled = days.compile(selections);
    List<DayView> views = days.overlapping(startMillis, endMillis, compiled);
    try {
      Map<SeriesKey, Found> found = new HashMap<>();
      for (DayView view : views) {
        int[] ids = days.match(view, compiled).toArray();
        Found[] targets = targets(view, ids, found);
        readSegments(
            view,
            ids,
            startMillis,
            endMillis,
            (cursor, i) -> {
              if (cursor.isExemplars()) {
                targets[i].add(cursor.exemplars());
              }
            });
        readHead(view, ids, (epoch, i) -> targets[i].add(epoch.exemplars(ids[i])));
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
}
