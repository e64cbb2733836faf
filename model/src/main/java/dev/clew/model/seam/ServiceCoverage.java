package dev.clew.model.seam;

/**
 * How much one service sent, and how much of it can be tied to a trace.
 *
 * @param records records of the signal in the asked range
 * @param withTraceContext how many of them carry a trace ID
 */
public record ServiceCoverage(String service, long records, long withTraceContext) {}
