package dev.clew.logstore.logql.eval;

import dev.clew.logstore.logql.ast.Grouping;
import dev.clew.logstore.pipeline.Line;
import dev.clew.model.Labels;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The labels of a line that name its series: names and values in turn, sorted by name. */
final class SeriesKey {
  private final String[] pairs;
  private final int hash;

  private SeriesKey(String[] pairs) {
    this.pairs = pairs;
    this.hash = Arrays.hashCode(pairs);
  }

  /**
   * @param grouping null for all labels
   * @param unwrapped the label that became the value, which names no series; empty for none
   */
  static SeriesKey of(Line line, @Nullable Grouping grouping, String unwrapped) {
    if (grouping != null && !grouping.without()) {
      return by(line, grouping.labels());
    }
    List<String> dropped = grouping == null ? List.of() : grouping.labels();
    String[] pairs = new String[2 * line.size()];
    int size = 0;
    for (int i = 0; i < line.size(); i++) {
      String name = line.name(i);
      if (line.value(i).isEmpty() || name.equals(unwrapped) || dropped.contains(name)) {
        continue;
      }
      int at = size;
      while (at > 0 && pairs[at - 2].compareTo(name) > 0) {
        pairs[at] = pairs[at - 2];
        pairs[at + 1] = pairs[at - 1];
        at -= 2;
      }
      pairs[at] = name;
      pairs[at + 1] = line.value(i);
      size += 2;
    }
    return new SeriesKey(Arrays.copyOf(pairs, size));
  }

  /** The key of a series with one label, or with none when the name is empty. */
  static SeriesKey of(String name, String value) {
    return new SeriesKey(name.isEmpty() ? new String[0] : new String[] {name, value});
  }

  private static SeriesKey by(Line line, List<String> names) {
    String[] pairs = new String[2 * names.size()];
    for (int i = 0; i < names.size(); i++) {
      pairs[2 * i] = names.get(i);
      pairs[2 * i + 1] = line.label(names.get(i));
    }
    return new SeriesKey(pairs);
  }

  /** Memory that it takes with the labels that are made of it, by an estimate. */
  long bytes() {
    long bytes = 100;
    for (String text : pairs) {
      bytes += 36L + text.length();
    }
    return bytes;
  }

  Labels labels() {
    TreeMap<String, String> labels = new TreeMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      labels.put(pairs[i], pairs[i + 1]);
    }
    return Labels.of(labels);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SeriesKey key && hash == key.hash && Arrays.equals(pairs, key.pairs);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
