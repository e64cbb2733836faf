package dev.clew.metricsstore;

import dev.clew.metricsstore.index.HeapTerms;
import dev.clew.metricsstore.index.IndexSegment;
import dev.clew.metricsstore.index.TermCounts;
import dev.clew.metricsstore.index.term.TermCursor;
import dev.clew.metricsstore.index.term.TermMerge;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/** The labels of one day, counted: those in its files and those of its new series. */
final class DayTerms {
  private final List<IndexSegment> indexes;
  private final HeapTerms fresh;
  private final List<TermCounts> counts;

  private DayTerms(List<IndexSegment> indexes, HeapTerms fresh, List<TermCounts> counts) {
    this.indexes = indexes;
    this.fresh = fresh;
    this.counts = counts;
  }

  /** Of all series. */
  static DayTerms of(DayView view) {
    return new DayTerms(view.indexes(), HeapTerms.of(view.newSeries()), List.of());
  }

  /** Of all series, but only one label. */
  static DayTerms of(DayView view, String name) {
    return new DayTerms(view.indexes(), HeapTerms.of(view.newSeries(), name), List.of());
  }

  /** Of the wanted series only, as {@link DayView#match} tells them. */
  static DayTerms of(DayView view, MutableRoaringBitmap wanted) {
    ImmutableRoaringBitmap ids = wanted;
    List<TermCounts> counts = new ArrayList<>();
    view.indexes().forEach(index -> counts.add(index.counts(ids)));
    return new DayTerms(view.indexes(), HeapTerms.of(view.newSeries()), counts);
  }

  /** Label names, in the order of their UTF-16 code units. */
  SortedSet<String> names() {
    TreeSet<String> names = new TreeSet<>(fresh.names());
    indexes.forEach(index -> names.addAll(index.names()));
    return names;
  }

  TermCursor cursor(String name) {
    List<TermCursor> cursors = new ArrayList<>();
    if (counts.isEmpty()) {
      indexes.forEach(index -> cursors.add(index.cursor(name)));
    } else {
      counts.forEach(counted -> cursors.add(counted.cursor(name)));
    }
    cursors.add(fresh.cursor(name));
    return TermMerge.of(cursors);
  }

  /** How many series have a value. Only of the terms of all series. */
  long series(String name, String value) {
    long series = fresh.series(name, value);
    for (IndexSegment index : indexes) {
      series += index.series(name, value);
    }
    return series;
  }

  /** How many values a label has. */
  long values(String name) {
    TermCursor cursor = cursor(name);
    long values = 0;
    while (cursor.next()) {
      values++;
    }
    return values;
  }

  static String text(TermCursor cursor) {
    return new String(cursor.value(), StandardCharsets.UTF_8);
  }
}
