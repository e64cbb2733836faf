/**
 * Stores spans, finds traces, derives request metrics from spans. Start here: {@link
 * dev.clew.tracestore.TraceStore}.
 */
@NullMarked
package dev.clew.tracestore;

import org.jspecify.annotations.NullMarked;
