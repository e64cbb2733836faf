/** The stages of a pipe, one class each. Start here: {@link dev.clew.logstore.pipes.flow.Pipe}. */
@NullMarked
package dev.clew.logstore.pipes.stage;

import org.jspecify.annotations.NullMarked;
