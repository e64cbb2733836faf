/**
 * Computing and testing with fields of a row. Start here: {@link
 * dev.clew.logstore.pipes.expression.Expression} and {@link
 * dev.clew.logstore.pipes.expression.RowFilter}.
 */
@NullMarked
package dev.clew.logstore.pipes.expression;

import org.jspecify.annotations.NullMarked;
