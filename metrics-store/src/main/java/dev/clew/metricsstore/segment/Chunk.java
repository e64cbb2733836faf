package dev.clew.metricsstore.segment;

/**
 * Where a run of blocks stands in the file.
 *
 * @param firstSeries number of the first series in it
 * @param lastSeries number of the last
 * @param rawLength its length once decompressed; equal to {@code length} when it is not compressed
 */
record Chunk(int firstSeries, int lastSeries, long offset, int length, int rawLength, int crc) {}
