package dev.clew.logstore.logql.result;

import dev.clew.model.seam.MetricSample;
import dev.clew.model.seam.MetricSeries;
import java.util.List;

/** What a query answers. */
public sealed interface LogqlValue {
  /** Of a log query. */
  record Streams(List<LogStream> streams) implements LogqlValue {
    public Streams {
      streams = List.copyOf(streams);
    }
  }

  /** Of an instant query that is a number. */
  record Scalar(long timeMillis, double value) implements LogqlValue {}

  /** Of an instant metric query; sorted by labels, unless the query sorts. */
  record Vector(List<MetricSample> samples) implements LogqlValue {
    public Vector {
      samples = List.copyOf(samples);
    }
  }

  /** Of a range metric query; sorted by labels. */
  record Matrix(List<MetricSeries> series) implements LogqlValue {
    public Matrix {
      series = List.copyOf(series);
    }
  }
}
