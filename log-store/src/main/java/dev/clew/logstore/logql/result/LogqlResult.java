package dev.clew.logstore.logql.result;

/** An answer and what it cost. */
public record LogqlResult(LogqlValue value, LogqlStatistics statistics) {}
