package dev.clew.metricsstore.otlp;

import dev.clew.metricsstore.index.LabelSet;
import dev.clew.model.Attribute;
import dev.clew.model.Attributes;
import dev.clew.model.Labels;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the attributes of a resource give to its series.
 *
 * @param identity {@code job} and {@code instance}, which win over attributes of the point
 * @param promoted the configured attributes, which give way to attributes of the point
 * @param targetInfo labels of {@code target_info}, or null when there is nothing to say
 * @param namesService whether the sender says who it is
 */
record ResourceLabels(
    Map<String, String> identity,
    Map<String, String> promoted,
    @Nullable LabelSet targetInfo,
    boolean namesService) {
  private static final Set<String> IDENTIFYING =
      Set.of("service.name", "service.namespace", "service.instance.id");

  static ResourceLabels of(Attributes attributes, List<String> promotedNames) {
    Map<String, String> identity = identity(attributes);
    NavigableMap<String, String> promoted = new TreeMap<>();
    for (String name : promotedNames) {
      String value = attributes.text(name);
      if (value != null && !value.isEmpty()) {
        promoted.put(MetricNames.label(name), value);
      }
    }
    return new ResourceLabels(
        identity, promoted, targetInfo(attributes, identity), identity.containsKey("job"));
  }

  private static Map<String, String> identity(Attributes attributes) {
    NavigableMap<String, String> identity = new TreeMap<>();
    String service = attributes.text("service.name");
    String namespace = attributes.text("service.namespace");
    String instance = attributes.text("service.instance.id");
    if (service != null && !service.isEmpty()) {
      boolean spaced = namespace != null && !namespace.isEmpty();
      identity.put("job", spaced ? namespace + "/" + service : service);
    }
    if (instance != null && !instance.isEmpty()) {
      identity.put("instance", instance);
    }
    return identity;
  }

  private static @Nullable LabelSet targetInfo(
      Attributes attributes, Map<String, String> identity) {
    if (identity.isEmpty()) {
      return null;
    }
    NavigableMap<String, String> labels = new TreeMap<>();
    for (Attribute attribute : attributes) {
      if (!IDENTIFYING.contains(attribute.key())) {
        join(labels, MetricNames.label(attribute.key()), attribute.value().asText());
      }
    }
    if (labels.isEmpty()) {
      return null;
    }
    labels.putAll(identity);
    labels.put(Labels.METRIC_NAME, "target_info");
    return LabelSet.of(labels);
  }

  /** The labels of a point without its metric name. */
  NavigableMap<String, String> labelsOf(Attributes pointAttributes) {
    NavigableMap<String, String> labels = new TreeMap<>();
    NavigableMap<String, String> sorted = new TreeMap<>();
    for (Attribute attribute : pointAttributes) {
      sorted.put(attribute.key(), attribute.value().asText());
    }
    sorted.forEach((key, value) -> join(labels, MetricNames.label(key), value));
    labels.values().removeIf(String::isEmpty);
    promoted.forEach(labels::putIfAbsent);
    labels.putAll(identity);
    return labels;
  }

  /** Attributes whose names become the same label share it, as in Prometheus. */
  private static void join(Map<String, String> labels, String name, String value) {
    labels.merge(name, value, (first, second) -> first + ";" + second);
  }
}
