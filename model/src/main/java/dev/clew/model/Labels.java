package dev.clew.model;

import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The identity of a time series: label names and values, sorted by name, {@code __name__} among
 * them. A label with an empty value is the same as no label and is never kept.
 */
public final class Labels implements Comparable<Labels> {
  public static final String METRIC_NAME = "__name__";
  public static final Labels EMPTY = new Labels(new TreeMap<>());

  private final NavigableMap<String, String> pairs;

  private Labels(NavigableMap<String, String> pairs) {
    this.pairs = pairs;
  }

  public static Labels of(Map<String, String> pairs) {
    TreeMap<String, String> kept = new TreeMap<>();
    pairs.forEach((name, value) -> {
      if (!value.isEmpty()) {
        kept.put(name, value);
      }
    });
    return new Labels(kept);
  }

  /** Alternating names and values. */
  public static Labels of(String... namesAndValues) {
    TreeMap<String, String> pairs = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      pairs.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return of(pairs);
  }

  /** The value, or the empty string when the label is absent. */
  public String get(String name) {
    return pairs.getOrDefault(name, "");
  }

  public String metricName() {
    return get(METRIC_NAME);
  }

  /** A read-only view, sorted by name. */
  public Map<String, String> asMap() {
    return java.util.Collections.unmodifiableNavigableMap(pairs);
  }

  public boolean isEmpty() {
    return pairs.isEmpty();
  }

  public int size() {
    return pairs.size();
  }

  @Override
  public int compareTo(Labels other) {
    Iterator<Map.Entry<String, String>> mine = pairs.entrySet().iterator();
    Iterator<Map.Entry<String, String>> theirs = other.pairs.entrySet().iterator();
    while (mine.hasNext() && theirs.hasNext()) {
      Map.Entry<String, String> a = mine.next();
      Map.Entry<String, String> b = theirs.next();
      int order = a.getKey().compareTo(b.getKey());
      order = order != 0 ? order : a.getValue().compareTo(b.getValue());
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(pairs.size(), other.pairs.size());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Labels labels && pairs.equals(labels.pairs);
  }

  @Override
  public int hashCode() {
    return pairs.hashCode();
  }

  /** In PromQL's notation: {@code up{job="a"}}. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(metricName()).append('{');
    pairs.forEach((name, value) -> {
      if (!name.equals(METRIC_NAME)) {
        out.append(out.charAt(out.length() - 1) == '{' ? "" : ", ").append(name).append("=\"");
        out.append(value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
        out.append('"');
      }
    });
    return out.append('}').toString();
  }
}
