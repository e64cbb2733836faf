package dev.clew.metricsstore.index;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Texts of an index that were read lately: the series of one query mostly have the same few values,
 * and it pays that these are one object, to make and to compare. Thread-safe: a race reads a text
 * twice.
 */
public final class KnownTexts {
  private static final int SLOTS = 1 << 12;

  private record Entry(int ordinal, String text) {}

  private final @Nullable Entry[] entries = new Entry[SLOTS];

  String text(int ordinal, IntFunction<String> reading) {
    int slot = ordinal & (SLOTS - 1);
    Entry entry = entries[slot];
    if (entry == null || entry.ordinal() != ordinal) {
      entry = new Entry(ordinal, reading.apply(ordinal));
      entries[slot] = entry;
    }
    return entry.text();
  }
}
