package dev.clew.logstore.logql.result;

/**
 * @param streams different label sets
 * @param blocks blocks looked at, which are what Loki calls chunks
 * @param entries log lines
 * @param bytes of their text
 */
public record StreamTotals(long streams, long blocks, long entries, long bytes) {}
