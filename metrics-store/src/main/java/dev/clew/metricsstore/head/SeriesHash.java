package dev.clew.metricsstore.head;

/** The hash of a series' labels, which is the same in all days. */
public record SeriesHash(long high, long low) {}
