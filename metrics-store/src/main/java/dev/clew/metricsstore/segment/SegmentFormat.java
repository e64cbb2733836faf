package dev.clew.metricsstore.segment;

/** Numbers of the segment file format; the package page describes it. */
final class SegmentFormat {
  static final int MAGIC = 0x53574c43; // "CLWS"
  static final int VERSION = 2;

  /** Version 1 had no start times. */
  static final int OLDEST_VERSION = 1;

  static final int HEADER_BYTES = 8;
  static final int TRAILER_BYTES = 20;

  /**
   * A window's samples of a series are one block: long enough to compress, short enough that a
   * query of minutes decodes little. It is cut at the same times for all series, so that they can
   * share time columns.
   */
  static final long WINDOW_MILLIS = 4 * 3_600_000L;

  /** Samples in one block at most: what a series sent every second has in two hours. */
  static final int MAX_BLOCK_SAMPLES = 8_192;

  /** A chunk is closed when it has so many bytes or blocks: the unit of checksum and zstd. */
  static final int CHUNK_BYTES = 32 << 10;

  static final int CHUNK_BLOCKS = 512;

  static final int FLOATS = 0;
  static final int HISTOGRAMS = 1;
  static final int EXEMPLARS = 2;

  /** Floats less those of the block before. */
  static final int RELATIVE = 3;

  static final int KIND_BITS = 2;

  /** So many blocks in a row may build on each other: reading the last one reads all of them. */
  static final int MAX_RELATIVE = 5;

  private SegmentFormat() {}
}
