package dev.clew.metricsstore.series;

import dev.clew.model.Labels;
import java.util.List;

/** The exemplars of one series in ascending time. */
public record ExemplarSeries(Labels seriesLabels, List<Exemplar> exemplars) {
  public ExemplarSeries {
    exemplars = List.copyOf(exemplars);
  }

  /**
   * One measured value with the labels that lead to its trace ({@code trace_id}, {@code span_id}).
   */
  public record Exemplar(Labels labels, double value, long timeMillis) {}
}
