package dev.clew.collector.scrape.relabel;

import dev.clew.model.Labels;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Labels being worked on, sorted by name. A label with an empty value is no label. */
public final class MutableLabels {
  private final TreeMap<String, String> pairs = new TreeMap<>();

  public MutableLabels() {}

  public MutableLabels(Map<String, String> pairs) {
    pairs.forEach(this::set);
  }

  public String get(String name) {
    return pairs.getOrDefault(name, "");
  }

  public boolean has(String name) {
    return pairs.containsKey(name);
  }

  public void set(String name, String value) {
    if (value.isEmpty()) {
      pairs.remove(name);
    } else {
      pairs.put(name, value);
    }
  }

  public void remove(String name) {
    pairs.remove(name);
  }

  public void clear() {
    pairs.clear();
  }

  public int size() {
    return pairs.size();
  }

  public void forEach(BiConsumer<String, String> consumer) {
    pairs.forEach(consumer);
  }

  /** A copy that does not follow later changes. */
  public SortedMap<String, String> toMap() {
    return new TreeMap<>(pairs);
  }

  public Labels toLabels() {
    return Labels.of(pairs);
  }

  @Override
  public String toString() {
    return pairs.toString();
  }
}
