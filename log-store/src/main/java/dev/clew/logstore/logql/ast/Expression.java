package dev.clew.logstore.logql.ast;

/** A query: for lines or for numbers. {@code toString} prints LogQL on one line. */
public sealed interface Expression permits LogQuery, MetricExpression {}
