package dev.clew.model.seam;

import dev.clew.model.Labels;

/**
 * The values of one series; arrays of equal length, ascending in time. Both arrays belong to the
 * receiver.
 */
@SuppressWarnings("ArrayRecordComponent")
public record MetricSeries(Labels labels, long[] timesMillis, double[] values) {}
