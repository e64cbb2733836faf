package dev.clew.logstore.logql;

/** An answer and what it cost. */
public record LogqlResult(LogqlValue value, LogqlStatistics statistics) {}
