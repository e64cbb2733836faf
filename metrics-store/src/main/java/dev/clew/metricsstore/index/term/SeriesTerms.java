package dev.clew.metricsstore.index.term;

/**
 * The terms of the series of one place: an index on disk, or what is not on disk yet. A term is a
 * label name with one of its values; terms are numbered in ascending order of name, then of the
 * value's UTF-8 bytes. Used by one thread.
 */
public interface SeriesTerms {
  /** How many terms there are. */
  int count();

  String name(int term);

  /** The value of a term as UTF-8. Not to be changed. */
  byte[] utf8(int term);

  /** Goes to a series, by its number; how many terms it has. */
  int open(int series);

  /** The next term of that series, ascending. */
  int term();
}
