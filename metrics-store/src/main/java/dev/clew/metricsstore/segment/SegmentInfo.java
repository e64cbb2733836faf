package dev.clew.metricsstore.segment;

/**
 * What a segment says of itself.
 *
 * @param day days since the Unix epoch
 * @param level how often its samples have been merged
 * @param position position in the write-ahead buffer of the latest request in it
 * @param samples float and histogram samples
 * @param minMillis earliest time, of exemplars too
 * @param maxMillis latest time
 */
public record SegmentInfo(
    long day, int level, long position, long samples, long minMillis, long maxMillis) {}
