package dev.clew.metricsstore.otlp;

import dev.clew.metricsstore.index.LabelSet;
import dev.clew.model.Attribute;
import dev.clew.model.Attributes;
import dev.clew.model.Labels;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the attributes of a resource give to its series.
 *
 * @param names translates the names of attributes
 * @param identity {@code job} and {@code instance}, which win over attributes of the point
 * @param promoted the configured attributes, which give way to attributes of the point
 * @param targetInfo labels of {@code target_info}, or null when there is nothing to say
 * @param namesService whether the sender says who it is
 */
record ResourceLabels(
    MetricNames names,
    Map<String, String> identity,
    Map<String, String> promoted,
    @Nullable LabelSet targetInfo,
    boolean namesService) {
  private static final Set<String> IDENTIFYING =
      Set.of("service.name", "service.namespace", "service.instance.id");

  static ResourceLabels of(Attributes attributes, MetricNames names, OtlpTranslation translation) {
    Map<String, String> identity = identity(attributes);
    return new ResourceLabels(
        names,
        identity,
        promoted(attributes, names, translation),
        targetInfo(attributes, names, identity, translation.keepIdentifyingResourceAttributes()),
        identity.containsKey("job"));
  }

  private static Map<String, String> promoted(
      Attributes attributes, MetricNames names, OtlpTranslation translation) {
    NavigableMap<String, String> promoted = new TreeMap<>();
    if (!translation.promoteAllResourceAttributes()) {
      for (String name : translation.promoteResourceAttributes()) {
        String value = attributes.text(name);
        if (value != null && !value.isEmpty()) {
          promoted.put(names.label(name), value);
        }
      }
      return promoted;
    }
    for (Map.Entry<String, String> attribute : sorted(attributes).entrySet()) {
      if (!translation.ignoreResourceAttributes().contains(attribute.getKey())
          && !attribute.getValue().isEmpty()) {
        promoted.putIfAbsent(names.label(attribute.getKey()), attribute.getValue());
      }
    }
    return promoted;
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
      Attributes attributes,
      MetricNames names,
      Map<String, String> identity,
      boolean keepIdentifying) {
    if (identity.isEmpty()) {
      return null;
    }
    NavigableMap<String, String> labels = new TreeMap<>();
    for (Map.Entry<String, String> attribute : sorted(attributes).entrySet()) {
      if (keepIdentifying || !IDENTIFYING.contains(attribute.getKey())) {
        join(labels, names.label(attribute.getKey()), attribute.getValue());
      }
    }
    if (labels.isEmpty()) {
      return null;
    }
    labels.putAll(identity);
    labels.put(Labels.METRIC_NAME, "target_info");
    return LabelSet.of(labels);
  }

  /**
   * The labels of a point without its metric name.
   *
   * @param scope labels of the instrumentation scope, which win over attributes of the point
   */
  NavigableMap<String, String> labelsOf(Attributes pointAttributes, Map<String, String> scope) {
    NavigableMap<String, String> labels = new TreeMap<>();
    sorted(pointAttributes).forEach((key, value) -> join(labels, names.label(key), value));
    labels.values().removeIf(String::isEmpty);
    promoted.forEach(labels::putIfAbsent);
    labels.putAll(scope);
    labels.putAll(identity);
    return labels;
  }

  private static NavigableMap<String, String> sorted(Attributes attributes) {
    NavigableMap<String, String> sorted = new TreeMap<>();
    for (Attribute attribute : attributes) {
      sorted.put(attribute.key(), attribute.value().asText());
    }
    return sorted;
  }

  /** Attributes whose names become the same label share it, in the order of their names. */
  private static void join(Map<String, String> labels, String name, String value) {
    labels.merge(name, value, (first, second) -> first + ";" + second);
  }
}
