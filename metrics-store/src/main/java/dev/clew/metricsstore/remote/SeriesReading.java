package dev.clew.metricsstore.remote;

import dev.clew.metricsstore.series.SeriesData;
import dev.clew.metricsstore.series.SeriesScan;
import dev.clew.metricsstore.series.SeriesSource;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Reads what a query asks for, one series after another in order of their labels. */
final class SeriesReading {
  private final SeriesSource source;
  private final int maxSeries;
  private final BooleanSupplier cancelled;
  private long samplesLeft;

  /** What is done with a series that has samples. */
  interface Visitor {
    void series(Labels labels, SeriesData data);
  }

  /**
   * @param maxSamples over all queries that are read with it
   */
  SeriesReading(SeriesSource source, int maxSeries, long maxSamples, BooleanSupplier cancelled) {
    this.source = source;
    this.maxSeries = maxSeries;
    this.cancelled = cancelled;
    samplesLeft = maxSamples;
  }

  void read(ReadRequest.Query query, Visitor visitor) {
    try (SeriesScan scan = source.scan(query.matchers(), query.startMillis(), query.endMillis())) {
      if (scan.size() > maxSeries) {
        throw limit(scan.size() + " series (limit: " + maxSeries + ", promql.max_series)");
      }
      SeriesScan.Reader reader = scan.reader();
      for (int series : byLabels(scan)) {
        if (cancelled.getAsBoolean()) {
          throw new QueryException(QueryException.Kind.CANCELED, "the reader went away", -1);
        }
        SeriesData data = reader.read(series);
        samplesLeft -= data.size();
        if (samplesLeft < 0) {
          throw limit("more samples than promql.max_samples allows");
        }
        if (data.size() > 0) {
          visitor.series(scan.labels(series), data);
        }
      }
    }
  }

  private static int[] byLabels(SeriesScan scan) {
    Labels[] labels = new Labels[scan.size()];
    Arrays.setAll(labels, scan::labels);
    List<Integer> order =
        IntStream.range(0, labels.length)
            .boxed()
            .sorted(Comparator.comparing(i -> labels[i]))
            .toList();
    return order.stream().mapToInt(Integer::intValue).toArray();
  }

  private static QueryException limit(String message) {
    return new QueryException(
        QueryException.Kind.LIMIT, "remote read of " + message + "; ask for less", -1);
  }
}
