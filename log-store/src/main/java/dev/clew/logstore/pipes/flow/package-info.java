/**
 * What pipes are made of: rows, cells, and the flow from one to the next. Start here: {@link
 * dev.clew.logstore.pipes.flow.Pipe}.
 */
@NullMarked
package dev.clew.logstore.pipes.flow;

import org.jspecify.annotations.NullMarked;
