package dev.clew.metricsstore.index;

/** Numbers of the index file format; the package page describes it. */
final class IndexFormat {
  static final int MAGIC = 0x49574c43; // "CLWI"
  static final int VERSION = 1;
  static final int HEADER_BYTES = 8;
  static final int TRAILER_BYTES = 20;

  /** Marks a term with a single series, whose number stands in place of an offset. */
  static final int SINGLE = 1 << 31;

  /** The sections, in the order of the file. */
  static final int SERIES = 0;

  static final int SERIES_OFFSETS = 1;
  static final int HASHES = 2;
  static final int HASH_ORDER = 3;
  static final int VALUES = 4;
  static final int VALUE_OFFSETS = 5;
  static final int POSTINGS = 6;
  static final int POSTING_OFFSETS = 7;
  static final int SECTIONS = 8;

  private IndexFormat() {}
}
