package dev.clew.metricsstore.segment;

import java.util.List;

/**
 * The part of a segment that covers one stretch of time.
 *
 * @param start its number, counted from the Unix epoch in {@link SegmentFormat#WINDOW_MILLIS}
 */
record Window(
    long start,
    long minMillis,
    long maxMillis,
    long columnsOffset,
    int columnsLength,
    int columnsCrc,
    int columnCount,
    List<Chunk> chunks) {}
