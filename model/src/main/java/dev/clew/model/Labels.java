package dev.clew.model;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The identity of a time series: label names and values, sorted by name, {@code __name__} among
 * them. A label with an empty value is the same as no label and is never kept.
 *
 * <p>One array of names and values alternating: a query makes tens of thousands of these, compares
 * them and looks labels up in them, and with some ten labels nothing is faster than to walk.
 */
public final class Labels implements Comparable<Labels> {
  public static final String METRIC_NAME = "__name__";
  public static final Labels EMPTY = new Labels(new String[0]);

  private final String[] pairs;

  /** Calculated when first asked for; 0 until then. A race calculates it twice. */
  private int hash;

  private Labels(String[] pairs) {
    this.pairs = pairs;
  }

  public static Labels of(Map<String, String> labels) {
    String[] pairs = new String[labels.size() * 2];
    int size = 0;
    for (Map.Entry<String, String> entry : new TreeMap<>(labels).entrySet()) {
      if (!entry.getValue().isEmpty()) {
        pairs[size++] = entry.getKey();
        pairs[size++] = entry.getValue();
      }
    }
    return cut(pairs, size);
  }

  /** Alternating names and values. */
  public static Labels of(String... namesAndValues) {
    TreeMap<String, String> labels = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      labels.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return of(labels);
  }

  /**
   * Names and values alternating that are known to be sorted by name, without duplicates and
   * without empty values. The array is taken over and must not be changed any more.
   */
  public static Labels ofSorted(String[] pairs) {
    return pairs.length == 0 ? EMPTY : new Labels(pairs);
  }

  private static Labels cut(String[] pairs, int size) {
    return ofSorted(size == pairs.length ? pairs : Arrays.copyOf(pairs, size));
  }

  /** The value, or the empty string when the label is absent. */
  public String get(String name) {
    int at = indexOf(name);
    return at < 0 ? "" : pairs[at + 1];
  }

  public boolean has(String name) {
    return indexOf(name) >= 0;
  }

  private int indexOf(String name) {
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  public String metricName() {
    return get(METRIC_NAME);
  }

  /** The i-th name in their order. */
  public String name(int i) {
    return pairs[2 * i];
  }

  /** The value that belongs to {@link #name}. */
  public String value(int i) {
    return pairs[2 * i + 1];
  }

  /** A read-only view, sorted by name. */
  public Map<String, String> asMap() {
    return new LabelMap(this);
  }

  public void forEach(BiConsumer<String, String> visitor) {
    for (int i = 0; i < pairs.length; i += 2) {
      visitor.accept(pairs[i], pairs[i + 1]);
    }
  }

  public boolean isEmpty() {
    return pairs.length == 0;
  }

  public int size() {
    return pairs.length / 2;
  }

  /** With a label set to a value, or removed when the value is empty. */
  public Labels with(String name, String value) {
    if (value.isEmpty()) {
      return without(List.of(name));
    }
    int at = 0;
    while (at < pairs.length && pairs[at].compareTo(name) < 0) {
      at += 2;
    }
    boolean replaces = at < pairs.length && pairs[at].equals(name);
    String[] changed = new String[replaces ? pairs.length : pairs.length + 2];
    System.arraycopy(pairs, 0, changed, 0, at);
    changed[at] = name;
    changed[at + 1] = value;
    int rest = replaces ? at + 2 : at;
    System.arraycopy(pairs, rest, changed, at + 2, pairs.length - rest);
    return new Labels(changed);
  }

  /** The labels that are not among the names. */
  public Labels without(Collection<String> names) {
    return chosen(names, false);
  }

  /** The labels that are among the names. */
  public Labels only(Collection<String> names) {
    return names.isEmpty() ? EMPTY : chosen(names, true);
  }

  private Labels chosen(Collection<String> names, boolean among) {
    String[] kept = null;
    int size = 0;
    for (int i = 0; i < pairs.length; i += 2) {
      if (names.contains(pairs[i]) == among) {
        if (kept != null) {
          kept[size] = pairs[i];
          kept[size + 1] = pairs[i + 1];
        }
        size += 2;
      } else if (kept == null) {
        kept = Arrays.copyOf(pairs, pairs.length);
      }
    }
    return kept == null ? this : cut(kept, size);
  }

  @Override
  public int compareTo(Labels other) {
    if (this == other) {
      return 0;
    }
    int common = Math.min(pairs.length, other.pairs.length);
    for (int i = 0; i < common; i++) {
      String mine = pairs[i];
      String theirs = other.pairs[i];
      // Stored labels share their strings, so most comparisons end here.
      int order = same(mine, theirs) ? 0 : mine.compareTo(theirs);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(pairs.length, other.pairs.length);
  }

  @SuppressWarnings("ReferenceEquality")
  private static boolean same(String a, String b) {
    return a == b;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Labels labels
            && hashCode() == labels.hashCode()
            && Arrays.equals(pairs, labels.pairs));
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = Arrays.hashCode(pairs);
      hash = known;
    }
    return known;
  }

  /** In PromQL's notation: {@code up{job="a"}}. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(metricName()).append('{');
    forEach((name, value) -> {
      if (!name.equals(METRIC_NAME)) {
        out.append(out.charAt(out.length() - 1) == '{' ? "" : ", ").append(name).append("=\"");
        out.append(value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
        out.append('"');
      }
    });
    return out.append('}').toString();
  }
}
