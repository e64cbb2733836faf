/**
 * Streaming readers over the bytes of OTLP export requests: no object per record. Start here:
 * {@link dev.clew.model.otlp.ProtoCursor}.
 */
@NullMarked
package dev.clew.model.otlp;

import org.jspecify.annotations.NullMarked;
