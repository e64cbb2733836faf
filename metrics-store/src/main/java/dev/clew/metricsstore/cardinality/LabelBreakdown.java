package dev.clew.metricsstore.cardinality;

import java.util.List;

/**
 * The labels of some metrics.
 *
 * @param series of those metrics
 * @param labels besides {@code __name__}, sorted by name
 */
public record LabelBreakdown(long series, List<Label> labels) {
  public static final LabelBreakdown EMPTY = new LabelBreakdown(0, List.of());

  public LabelBreakdown {
    labels = List.copyOf(labels);
  }

  /**
   * One label.
   *
   * @param values how many values it has
   * @param series how many series have it
   * @param top its most frequent values, the most frequent first
   */
  public record Label(String name, long values, long series, List<Value> top) {
    public Label {
      top = List.copyOf(top);
    }
  }

  /** A value and how many series have it. */
  public record Value(String value, long series) {}
}
