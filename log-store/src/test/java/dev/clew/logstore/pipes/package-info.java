/**
 * Pipes by scripts ({@code src/test/resources/pipes}), by random data and by damaged text. Start
 * here: {@link dev.clew.logstore.pipes.PipeScriptTest}.
 */
@NullMarked
package dev.clew.logstore.pipes;

import org.jspecify.annotations.NullMarked;
