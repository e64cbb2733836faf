package dev.clew.metricsstore;

import dev.clew.metricsstore.cardinality.CardinalityReport;
import dev.clew.metricsstore.cardinality.CardinalityReport.Count;
import dev.clew.metricsstore.cardinality.CardinalityReport.DayTotals;
import dev.clew.metricsstore.cardinality.CardinalityReport.Pair;
import dev.clew.metricsstore.cardinality.LabelBreakdown;
import dev.clew.metricsstore.cardinality.MetricName;
import dev.clew.metricsstore.cardinality.SeriesStatistics;
import dev.clew.metricsstore.cardinality.TopItems;
import dev.clew.metricsstore.files.CorruptFileException;
import dev.clew.metricsstore.index.LabelSet;
import dev.clew.metricsstore.index.term.TermCursor;
import dev.clew.metricsstore.regex.ValueMatcher;
import dev.clew.model.Labels;
import dev.clew.model.memory.QueryMemory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Counts series from postings, without building label sets. Thread-safe. */
final class CardinalityReader implements SeriesStatistics {
  /** Of a metric's name, beside those of its labels: text, list and map entries. */
  private static final long METRIC_BYTES = 250;

  private final DayViews days;
  private final long seriesLimit;

  CardinalityReader(DayViews days, long seriesLimit) {
    this.days = days;
    this.seriesLimit = seriesLimit;
  }

  private interface DayQuestion<T> {
    T ask(DayView view);
  }

  /** A damaged file is reported, for maintenance to set aside; there is no answer until then. */
  private <T> T on(long day, DayQuestion<T> question) {
    try (DayView view = days.day(day)) {
      return question.ask(view);
    } catch (CorruptFileException e) {
      days.damaged(e);
      throw e;
    }
  }

  private long latest() {
    NavigableSet<Long> numbers = days.days();
    return numbers.isEmpty() ? 0 : numbers.last();
  }

  private @Nullable Long latest(long startMillis, long endMillis) {
    Long day = days.days().floor(Math.floorDiv(endMillis, DayViews.DAY_MILLIS));
    return day == null || day < Math.floorDiv(startMillis, DayViews.DAY_MILLIS) ? null : day;
  }

  @Override
  public CardinalityReport cardinality(@Nullable Long day, int limit) {
    long number = day == null ? latest() : day;
    return on(
        number,
        view ->
            on(
                number - 1,
                before -> new Counting(view, before, limit).report(seriesLimit, totals())));
  }

  private List<DayTotals> totals() {
    List<DayTotals> totals = new ArrayList<>();
    for (long number : days.days()) {
      totals.add(days.totals(number));
    }
    return totals;
  }

  /** The lists of one report. */
  private static final class Counting {
    private final DayView view;
    private final DayView viewBefore;
    private final DayTerms terms;
    private final DayTerms before;
    private final TopItems<Count> metrics;
    private final TopItems<Count> labels;
    private final TopItems<Count> labelBytes;
    private final TopItems<Pair> pairs;
    private long labelPairs;

    Counting(DayView view, DayView viewBefore, int limit) {
      this.view = view;
      this.viewBefore = viewBefore;
      terms = DayTerms.of(view);
      before = DayTerms.of(viewBefore);
      metrics = new TopItems<>(limit);
      labels = new TopItems<>(limit);
      labelBytes = new TopItems<>(limit);
      pairs = new TopItems<>(limit);
    }

    CardinalityReport report(long seriesLimit, List<DayTotals> totals) {
      terms.names().forEach(this::count);
      return new CardinalityReport(
          view.day(),
          view.seriesCount(),
          viewBefore.seriesCount(),
          seriesLimit,
          labelPairs,
          metrics.items().stream()
              .map(m -> new Count(m.name(), m.count(), before.series(Labels.METRIC_NAME, m.name())))
              .toList(),
          labels.items().stream()
              .map(l -> new Count(l.name(), l.count(), before.values(l.name())))
              .toList(),
          labelBytes.items(),
          pairs.items().stream()
              .map(p ->
                  new Pair(p.name(), p.value(), p.series(), before.series(p.name(), p.value())))
              .toList(),
          totals);
    }

    private void count(String name) {
      boolean isMetric = name.equals(Labels.METRIC_NAME);
      TermCursor cursor = terms.cursor(name);
      long values = 0;
      long bytes = 0;
      while (cursor.next()) {
        int series = cursor.series();
        values++;
        bytes += (long) cursor.length() * series;
        pairs.offer(series, () -> new Pair(name, DayTerms.text(cursor), series, 0));
        if (isMetric) {
          metrics.offer(series, () -> new Count(DayTerms.text(cursor), series, 0));
        }
      }
      long number = values;
      long size = bytes;
      labelPairs += values;
      labels.offer(number, () -> new Count(name, number, 0));
      labelBytes.offer(size, () -> new Count(name, size, 0));
    }
  }

  @Override
  public List<MetricName> metricNames(long startMillis, long endMillis) {
    Long day = latest(startMillis, endMillis);
    return day == null
        ? List.of()
        : on(day, view -> on(day - 1, before -> metricNames(view, before)));
  }

  private static List<MetricName> metricNames(DayView view, DayView before) {
    Map<String, Set<String>> schemas = new HashMap<>();
    view.indexes().forEach(index -> index.addSchemas(schemas));
    for (LabelSet labels : view.newSeries()) {
      Set<String> names =
          schemas.computeIfAbsent(labels.value(Labels.METRIC_NAME), key -> new TreeSet<>());
      for (int i = 0; i < labels.size(); i++) {
        names.add(labels.name(i));
      }
    }
    DayTerms termsBefore = DayTerms.of(before, Labels.METRIC_NAME);
    List<MetricName> found = new ArrayList<>();
    QueryMemory memory = QueryMemory.current();
    TermCursor cursor = DayTerms.of(view, Labels.METRIC_NAME).cursor(Labels.METRIC_NAME);
    while (cursor.next()) {
      String name = DayTerms.text(cursor);
      Set<String> labels = schemas.getOrDefault(name, Set.of());
      labels.remove(Labels.METRIC_NAME);
      memory.take(METRIC_BYTES + 60L * labels.size());
      int seriesBefore = (int) termsBefore.series(Labels.METRIC_NAME, name);
      found.add(new MetricName(name, cursor.series(), seriesBefore, labels));
    }
    return found;
  }

  @Override
  public LabelBreakdown breakdown(Set<String> names, long startMillis, long endMillis, int limit) {
    Long day = latest(startMillis, endMillis);
    if (day == null) {
      return LabelBreakdown.EMPTY;
    }
    ValueMatcher wanted =
        new ValueMatcher(Labels.METRIC_NAME, false, new ValueMatcher.AnyOf(names));
    List<List<ValueMatcher>> selection = List.of(List.of(wanted));
    try (DayView view = days.day(day, selection)) {
      return breakdown(DayTerms.of(view, view.match(selection)), limit);
    }
  }

  private static LabelBreakdown breakdown(DayTerms terms, int limit) {
    List<LabelBreakdown.Label> labels = new ArrayList<>();
    long all = 0;
    for (String name : terms.names()) {
      TopItems<LabelBreakdown.Value> top = new TopItems<>(limit);
      long values = 0;
      long series = 0;
      TermCursor cursor = terms.cursor(name);
      while (cursor.next()) {
        int count = cursor.series();
        values++;
        series += count;
        top.offer(count, () -> new LabelBreakdown.Value(DayTerms.text(cursor), count));
      }
      if (name.equals(Labels.METRIC_NAME)) {
        all = series;
      } else if (values > 0) {
        labels.add(new LabelBreakdown.Label(name, values, series, top.items()));
      }
    }
    return new LabelBreakdown(all, labels);
  }
}
