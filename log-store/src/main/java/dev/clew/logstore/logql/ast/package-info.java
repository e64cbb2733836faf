/** The tree of a LogQL query. Start here: {@link dev.clew.logstore.logql.ast.Expression}. */
@NullMarked
package dev.clew.logstore.logql.ast;

import org.jspecify.annotations.NullMarked;
