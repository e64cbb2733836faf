package dev.clew.metricsstore.series;

import dev.clew.model.Labels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Read access to stored series. Thread-safe. Times are milliseconds since the Unix epoch, ranges
 * are inclusive at both ends. Every answer reflects all samples whose ingestion ended before the
 * call. A selection is a list of matchers that must all match; an empty list matches every series.
 */
public interface SeriesSource {
  /**
   * The samples of every series that matches, sorted by labels; a series without a sample in the
   * range is left out. Stale markers ({@link SeriesData#STALE_NAN}) are among the samples.
   *
   * @param limits bounds on what may be read; exceeding one throws {@link
   *     dev.clew.model.QueryException} of kind LIMIT
   */
  List<SeriesData> select(
      List<LabelMatcher> matchers, long startMillis, long endMillis, ReadLimits limits);

  /**
   * Every series that matches, to be read one at a time; those without a sample in the range may be
   * among them. The caller closes it.
   */
  default SeriesScan scan(List<LabelMatcher> matchers, long startMillis, long endMillis) {
    return SeriesScan.of(select(matchers, startMillis, endMillis, ReadLimits.NONE));
  }

  /**
   * The labels of every series that matches one of the selections and has a sample in the range,
   * sorted. What it holds in memory is reserved before this returns, so that who goes through it
   * meets no refusal. The caller closes it.
   *
   * @param limit at most so many; which ones is up to the source
   */
  SeriesListing listSeries(
      List<List<LabelMatcher>> selections, long startMillis, long endMillis, int limit);

  /** The same as a list. */
  default List<Labels> series(
      List<List<LabelMatcher>> selections, long startMillis, long endMillis, int limit) {
    List<Labels> series = new ArrayList<>();
    try (SeriesListing listing = listSeries(selections, startMillis, endMillis, limit)) {
      while (listing.next()) {
        String[] pairs = new String[2 * listing.size()];
        for (int i = 0; i < listing.size(); i++) {
          pairs[2 * i] = listing.name(listing.label(i));
          pairs[2 * i + 1] = new String(listing.value(listing.label(i)), StandardCharsets.UTF_8);
        }
        series.add(Labels.ofSorted(pairs));
      }
    }
    return series;
  }

  /** The label names in use by those series, sorted. */
  List<String> labelNames(
      List<List<LabelMatcher>> selections, long startMillis, long endMillis, int limit);

  /**
   * The values of one label in use by those series, sorted, the first {@code limit}. The caller
   * closes it.
   */
  ValueListing listValues(
      String name,
      List<List<LabelMatcher>> selections,
      long startMillis,
      long endMillis,
      int limit);

  /** The same as a list. */
  default List<String> labelValues(
      String name,
      List<List<LabelMatcher>> selections,
      long startMillis,
      long endMillis,
      int limit) {
    List<String> values = new ArrayList<>();
    try (ValueListing listing = listValues(name, selections, startMillis, endMillis, limit)) {
      while (listing.next()) {
        values.add(new String(listing.value(), StandardCharsets.UTF_8));
      }
    }
    return values;
  }

  /**
   * Metadata by metric family name, sorted by name.
   *
   * @param metric only this family; null means all
   */
  Map<String, List<MetricMetadata>> metadata(@Nullable String metric, int limit);

  /**
   * What of the samples of those series is known to be unreadable, in words for people; empty when
   * all can be read. Asked after reading, which is how damage comes to light.
   */
  default List<String> lostSamples(
      List<List<LabelMatcher>> selections, long startMillis, long endMillis) {
    return List.of();
  }

  /** Series of the range that cannot be found because their labels are unreadable, likewise. */
  default List<String> lostSeries(long startMillis, long endMillis) {
    return List.of();
  }

  /** Exemplars of the series that match one of the selections, grouped by series. */
  List<ExemplarSeries> exemplars(
      List<List<LabelMatcher>> selections, long startMillis, long endMillis, int limit);
}
