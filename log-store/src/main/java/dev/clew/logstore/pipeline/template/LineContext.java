package dev.clew.logstore.pipeline.template;

import dev.clew.logstore.pipeline.Line;
import java.time.Clock;

/**
 * What a template is filled in from.
 *
 * @param clock for {@code now}
 */
record LineContext(Line line, Clock clock) {}
