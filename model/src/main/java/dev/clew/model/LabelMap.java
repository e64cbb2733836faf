package dev.clew.model;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@link Labels} as a read-only map in the order of the names. */
final class LabelMap extends AbstractMap<String, String> {
  private final Labels labels;

  LabelMap(Labels labels) {
    this.labels = labels;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return key instanceof String name && labels.has(name);
  }

  @Override
  public @Nullable String get(@Nullable Object key) {
    return key instanceof String name && labels.has(name) ? labels.get(name) : null;
  }

  @Override
  public Set<Map.Entry<String, String>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return labels.size();
      }

      @Override
      public Iterator<Map.Entry<String, String>> iterator() {
        return new Entries(labels);
      }
    };
  }

  private static final class Entries implements Iterator<Map.Entry<String, String>> {
    private final Labels labels;
    private int next;

    Entries(Labels labels) {
      this.labels = labels;
    }

    @Override
    public boolean hasNext() {
      return next < labels.size();
    }

    @Override
    public Map.Entry<String, String> next() {
      if (next == labels.size()) {
        throw new NoSuchElementException();
      }
      return Map.entry(labels.name(next), labels.value(next++));
    }
  }
}
