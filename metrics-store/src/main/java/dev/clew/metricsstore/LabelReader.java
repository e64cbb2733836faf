package dev.clew.metricsstore;

import dev.clew.metricsstore.files.CorruptFileException;
import dev.clew.metricsstore.index.HeapTerms;
import dev.clew.metricsstore.index.LabelSet;
import dev.clew.metricsstore.index.term.SortedSeries;
import dev.clew.metricsstore.index.term.TermCursor;
import dev.clew.metricsstore.index.term.TermMerge;
import dev.clew.metricsstore.partition.Loss;
import dev.clew.metricsstore.partition.Loss.What;
import dev.clew.metricsstore.regex.ValueMatcher;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.SeriesListing;
import dev.clew.metricsstore.series.ValueListing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/** Answers which series and labels there are, without looking at values. Thread-safe. */
final class LabelReader {
  private final DayViews days;

  LabelReader(DayViews days) {
    this.days = days;
  }

  SeriesListing series(
      List<List<LabelMatcher>> selections, long startMillis, long endMillis, int limit) {
    List<List<ValueMatcher>> compiled = days.compile(selections);
    List<DayView> views = days.overlapping(startMillis, endMillis, compiled);
    try {
      DistinctSeries found = new DistinctSeries(views.size(), limit);
      for (DayView view : views) {
        guarded(() -> {
          MutableRoaringBitmap chosen = chosen(view, compiled, startMillis, endMillis);
          found.add(view, chosen == null ? view.match(compiled) : chosen);
        });
      }
      Runnable end = () -> views.forEach(DayView::close);
      return new SortedSeries(found.finish(), SortedSeries.RUN, end);
    } catch (RuntimeException | Error e) {
      views.forEach(DayView::close);
      throw e;
    }
  }

  List<String> labelNames(
      List<List<LabelMatcher>> selections, long startMillis, long endMillis, int limit) {
    TreeSet<String> names = new TreeSet<>();
    visit(
        selections,
        startMillis,
        endMillis,
        (view, chosen) -> {
          if (chosen == null) {
            view.indexes().forEach(index -> names.addAll(index.names()));
            view.newSeries().forEach(labels -> addNames(labels, names));
          } else {
            view.indexes().forEach(index -> index.addNames(chosen, names));
            view.newSeries(chosen).forEach(labels -> addNames(labels, names));
          }
        });
    return names.stream().limit(limit).toList();
  }

  private static void addNames(LabelSet labels, Set<String> names) {
    for (int i = 0; i < labels.size(); i++) {
      names.add(labels.name(i));
    }
  }

  ValueListing values(
      String name,
      List<List<LabelMatcher>> selections,
      long startMillis,
      long endMillis,
      int limit) {
    List<List<ValueMatcher>> compiled = days.compile(selections);
    List<DayView> views = days.overlapping(startMillis, endMillis, compiled);
    try {
      List<TermCursor> cursors = new ArrayList<>();
      for (DayView view : views) {
        guarded(() -> {
          MutableRoaringBitmap chosen = chosen(view, compiled, startMillis, endMillis);
          if (chosen == null) {
            view.indexes().forEach(index -> cursors.add(index.cursor(name)));
            cursors.add(HeapTerms.of(view.newSeries(), name).cursor(name));
          } else {
            view.indexes().forEach(index -> cursors.add(index.cursor(name, chosen)));
            cursors.add(HeapTerms.of(view.newSeries(chosen), name).cursor(name));
          }
        });
      }
      return new Values(TermMerge.of(cursors), limit, views);
    } catch (RuntimeException | Error e) {
      views.forEach(DayView::close);
      throw e;
    }
  }

  /** The first values of a cursor over some days. */
  private static final class Values implements ValueListing {
    private final TermCursor cursor;
    private final List<DayView> views;
    private int left;

    Values(TermCursor cursor, int limit, List<DayView> views) {
      this.cursor = cursor;
      this.views = new ArrayList<>(views);
      left = limit;
    }

    @Override
    public boolean next() {
      left--;
      return left >= 0 && cursor.next();
    }

    @Override
    public byte[] value() {
      return cursor.value();
    }

    @Override
    public void close() {
      views.forEach(DayView::close);
      views.clear();
    }
  }

  private interface DayVisitor {
    /**
     * @param chosen null for all series of the day
     */
    void visit(DayView view, @Nullable MutableRoaringBitmap chosen);
  }

  private void visit(
      List<List<LabelMatcher>> selections, long startMillis, long endMillis, DayVisitor visitor) {
    List<List<ValueMatcher>> compiled = days.compile(selections);
    List<DayView> views = days.overlapping(startMillis, endMillis, compiled);
    try {
      for (DayView view : views) {
        guarded(() -> visitor.visit(view, chosen(view, compiled, startMillis, endMillis)));
      }
    } finally {
      views.forEach(DayView::close);
    }
  }

  /** Of the selected series, in words; empty when all can be read. */
  List<String> lostSamples(List<List<LabelMatcher>> selections, long startMillis, long endMillis) {
    if (days.losses(What.SAMPLES, startMillis, endMillis).isEmpty()) {
      return List.of();
    }
    List<List<ValueMatcher>> compiled = days.compile(selections);
    List<Loss> lost = new ArrayList<>();
    for (DayView view : days.overlapping(startMillis, endMillis, compiled)) {
      try (view) {
        List<Loss> ofDay = view.losses(What.SAMPLES, startMillis, endMillis);
        if (!ofDay.isEmpty()) {
          MutableRoaringBitmap series = days.match(view, compiled);
          ofDay.stream().filter(loss -> loss.concerns(series)).forEach(lost::add);
        }
      }
    }
    return lost.isEmpty() ? List.of() : List.of(Loss.sentence(lost));
  }

  List<String> lostSeries(long startMillis, long endMillis) {
    List<Loss> lost = days.losses(What.SERIES, startMillis, endMillis);
    return lost.isEmpty() ? List.of() : List.of(Loss.sentence(lost));
  }

  /** The series of a day that match and have samples in the range; null when all of them do. */
  @SuppressWarnings("ReferenceEquality") // there is one selection of everything
  private @Nullable MutableRoaringBitmap chosen(
      DayView view, List<List<ValueMatcher>> selections, long startMillis, long endMillis) {
    boolean within = days.isWithin(view, startMillis, endMillis);
    if (within && selections == DayViews.EVERYTHING && !view.hasDeletedSeries()) {
      return null;
    }
    MutableRoaringBitmap series = view.match(selections);
    return within ? series : days.present(view, series, startMillis, endMillis);
  }

  /** A damaged file is reported and left out. */
  private void guarded(Runnable reading) {
    try {
      reading.run();
    } catch (CorruptFileException e) {
      days.damaged(e);
    }
  }
}
