/** Stores spans, finds traces, derives request metrics from spans. */
@NullMarked
package dev.clew.tracestore;

import org.jspecify.annotations.NullMarked;
