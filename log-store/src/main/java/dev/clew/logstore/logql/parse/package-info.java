/** Reads LogQL. Start here: {@link dev.clew.logstore.logql.parse.LogqlParser}. */
@NullMarked
package dev.clew.logstore.logql.parse;

import org.jspecify.annotations.NullMarked;
