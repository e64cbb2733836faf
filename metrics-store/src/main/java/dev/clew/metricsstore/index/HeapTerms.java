package dev.clew.metricsstore.index;

import dev.clew.metricsstore.index.term.TermCursor;
import dev.clew.model.memory.QueryMemory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The labels of series that are not in a file yet, counted. */
public final class HeapTerms {
  /** Map entry and count, and later the bytes of a text of some twenty characters to be sorted. */
  private static final long TERM_BYTES = 150;

  private final Map<String, Map<String, int[]>> counts = new HashMap<>();

  /** Counts every label. */
  public static HeapTerms of(Iterable<LabelSet> series) {
    HeapTerms terms = new HeapTerms();
    for (LabelSet labels : series) {
      for (int i = 0; i < labels.size(); i++) {
        terms.add(labels.name(i), labels.value(i));
      }
    }
    return terms;
  }

  /** Counts the values of one label only. */
  public static HeapTerms of(Iterable<LabelSet> series, String name) {
    HeapTerms terms = new HeapTerms();
    for (LabelSet labels : series) {
      String value = labels.value(name);
      if (!value.isEmpty()) {
        terms.add(name, value);
      }
    }
    return terms;
  }

  private void add(String name, String value) {
    counts.computeIfAbsent(name, key -> new HashMap<>())
        .computeIfAbsent(value, HeapTerms::counted)[0]++;
  }

  private static int[] counted(String value) {
    QueryMemory.current().take(TERM_BYTES);
    return new int[1];
  }

  public Set<String> names() {
    return counts.keySet();
  }

  /** How many series have the value. */
  public int series(String name, String value) {
    int[] count = counts.getOrDefault(name, Map.of()).get(value);
    return count == null ? 0 : count[0];
  }

  public TermCursor cursor(String name) {
    Map<String, int[]> values = counts.get(name);
    return values == null ? TermCursor.EMPTY : new Cursor(values);
  }

  private static final class Cursor implements TermCursor {
    private final List<Item> items;
    private int next;

    @SuppressWarnings("ArrayRecordComponent")
    private record Item(byte[] value, int series) {
      static Item of(Map.Entry<String, int[]> entry) {
        return new Item(entry.getKey().getBytes(StandardCharsets.UTF_8), entry.getValue()[0]);
      }
    }

    Cursor(Map<String, int[]> values) {
      items = new ArrayList<>(values.size());
      values.entrySet().forEach(entry -> items.add(Item.of(entry)));
      items.sort((a, b) -> Arrays.compareUnsigned(a.value, b.value));
    }

    @Override
    public boolean next() {
      next++;
      return next <= items.size();
    }

    @Override
    public byte[] value() {
      return items.get(next - 1).value;
    }

    @Override
    public int series() {
      return items.get(next - 1).series;
    }
  }
}
