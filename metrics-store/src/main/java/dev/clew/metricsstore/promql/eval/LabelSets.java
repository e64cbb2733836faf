package dev.clew.metricsstore.promql.eval;

import dev.clew.model.Labels;
import java.util.Collection;
import java.util.Set;

/** Changes to label sets. */
public final class LabelSets {
  /** Labels that describe the metric rather than the series. */
  private static final Set<String> METADATA = Set.of(Labels.METRIC_NAME, "__type__", "__unit__");

  private LabelSets() {}

  /** Without name, type and unit. */
  public static Labels withoutMetadata(Labels labels) {
    return without(labels, METADATA);
  }

  public static Labels without(Labels labels, Collection<String> names) {
    return labels.without(names);
  }

  public static Labels only(Labels labels, Collection<String> names) {
    return labels.only(names);
  }

  /** With a label set, or removed when the value is empty. */
  public static Labels with(Labels labels, String name, String value) {
    return labels.with(name, value);
  }
}
