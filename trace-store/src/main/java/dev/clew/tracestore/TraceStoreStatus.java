package dev.clew.tracestore;

import dev.clew.storage.rows.StoreStatus;

/**
 * The trace store in figures; counts since the start of the process.
 *
 * @param invalidSpans spans left out because their IDs are not valid
 * @param metricSeries series of span metrics and service graph edges held now
 * @param overflowedSpans spans counted under {@code other}, because there are too many series
 * @param copiedSpans spans that came again within some minutes and did not count again
 * @param droppedHalves halves of requests that gave up waiting early, because too many waited
 * @param metricWrites times the span metrics were written
 * @param metricWriteFailures times they could not be written; the next write makes up for it
 */
public record TraceStoreStatus(
    StoreStatus spans,
    long invalidSpans,
    int metricSeries,
    long overflowedSpans,
    long copiedSpans,
    long droppedHalves,
    long metricWrites,
    long metricWriteFailures) {}
