package dev.clew.metricsstore.promql.result;

import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a query answers. */
public sealed interface QueryValue {
  /** A number at a time. */
  record Scalar(long timeMillis, double value) implements QueryValue {}

  /** A string at a time. */
  record Text(long timeMillis, String value) implements QueryValue {}

  /** One sample per series; in the order of the query, which matters after a sort. */
  record Vector(List<Sample> samples) implements QueryValue {
    public Vector {
      samples = List.copyOf(samples);
    }
  }

  /** Many samples per series, sorted by labels. */
  record Matrix(List<SeriesData> series) implements QueryValue {
    public Matrix {
      series = List.copyOf(series);
    }
  }

  /**
   * A sample of a series.
   *
   * @param histogram when not null, stands for the value
   */
  record Sample(
      Labels labels, long timeMillis, double value, @Nullable NativeHistogram histogram) {}
}
