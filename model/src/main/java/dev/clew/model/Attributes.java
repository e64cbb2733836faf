package dev.clew.model;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An immutable list of attributes in the order in which they were sent. A key that was sent twice
 * keeps its last value.
 */
public record Attributes(List<Attribute> entries) implements Iterable<Attribute> {
  public static final Attributes EMPTY = new Attributes(List.of());

  public Attributes {
    entries = List.copyOf(entries);
  }

  /** Alternating keys and text values, for tests and fixed sets. */
  public static Attributes of(String... keysAndValues) {
    Builder builder = new Builder();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      builder.put(keysAndValues[i], AttributeValue.of(keysAndValues[i + 1]));
    }
    return builder.build();
  }

  public @Nullable AttributeValue get(String key) {
    for (Attribute entry : entries) {
      if (entry.key().equals(key)) {
        return entry.value();
      }
    }
    return null;
  }

  /** The value as text, or null when the key is absent. */
  public @Nullable String text(String key) {
    AttributeValue value = get(key);
    return value == null ? null : value.asText();
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  public int size() {
    return entries.size();
  }

  @Override
  public Iterator<Attribute> iterator() {
    return entries.iterator();
  }

  /** Collects attributes; not thread-safe. */
  public static final class Builder {
    private final List<Attribute> entries = new ArrayList<>();

    public Builder put(String key, AttributeValue value) {
      for (int i = 0; i < entries.size(); i++) {
        if (entries.get(i).key().equals(key)) {
          entries.set(i, new Attribute(key, value));
          return this;
        }
      }
      entries.add(new Attribute(key, value));
      return this;
    }

    public Attributes build() {
      return entries.isEmpty() ? EMPTY : new Attributes(entries);
    }
  }
}
