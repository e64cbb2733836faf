/**
 * Reads OTLP trace export requests in place, without an object per span. Start here: {@link
 * dev.clew.tracestore.otlp.SpanReader}.
 */
@NullMarked
package dev.clew.tracestore.otlp;

import org.jspecify.annotations.NullMarked;
