/**
 * What is done with log lines one by one: parsers, filters and formats. Start here: {@link
 * dev.clew.logstore.pipeline.Stage} and {@link dev.clew.logstore.pipeline.Line}.
 */
@NullMarked
package dev.clew.logstore.pipeline;

import org.jspecify.annotations.NullMarked;
