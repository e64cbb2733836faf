package dev.clew.metricsstore.head;

/**
 * What the head accepts.
 *
 * @param retentionMillis how long ago a sample may be
 * @param aheadMillis how far in the future a sample may be
 * @param seriesPerDay greatest number of series in one day
 * @param labelsPerSeries greatest number of labels, the name included
 * @param labelLength greatest length of a label's name or value in UTF-16 units
 */
public record HeadLimits(
    long retentionMillis,
    long aheadMillis,
    int seriesPerDay,
    int labelsPerSeries,
    int labelLength) {}
