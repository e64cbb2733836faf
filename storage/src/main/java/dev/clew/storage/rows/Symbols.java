package dev.clew.storage.rows;

import org.jspecify.annotations.Nullable;

/** Names for the numbers of a small field: severities, span kinds, statuses. */
public interface Symbols {
  /** The numbers that a name (or a number as text) stands for, or null when it is unknown. */
  @Nullable Range rangeOf(String text);

  /** The name of a number, the same for all numbers of one range. */
  String nameOf(int number);

  /** What a name may be, for error messages: {@code trace, debug, info, warn, error or fatal}. */
  String expected();

  /** Both ends inclusive. */
  record Range(int low, int high) {}
}
