package dev.clew.metricsstore.promql.eval;

import dev.clew.model.Labels;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

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
    Map<String, String> all = labels.asMap();
    boolean any = false;
    for (String name : names) {
      any |= all.containsKey(name);
    }
    if (!any) {
      return labels;
    }
    TreeMap<String, String> kept = new TreeMap<>(all);
    names.forEach(kept::remove);
    return Labels.of(kept);
  }

  public static Labels only(Labels labels, Collection<String> names) {
    TreeMap<String, String> kept = new TreeMap<>();
    for (String name : names) {
      String value = labels.get(name);
      if (!value.isEmpty()) {
        kept.put(name, value);
      }
    }
    return kept.isEmpty() ? Labels.EMPTY : Labels.of(kept);
  }

  /** With a label set, or removed when the value is empty. */
  public static Labels with(Labels labels, String name, String value) {
    TreeMap<String, String> changed = new TreeMap<>(labels.asMap());
    changed.put(name, value);
    return Labels.of(changed);
  }
}
