/**
 * LogQL, Loki's query language, over the log store. Start here: {@link
 * dev.clew.logstore.logql.LogqlEngine}.
 */
@NullMarked
package dev.clew.logstore.logql;

import org.jspecify.annotations.NullMarked;
