/**
 * The write-ahead buffer: one queue of raw OTLP bytes per signal, between the collector and the
 * stores. Start here: {@link dev.clew.storage.buffer.WriteAheadBuffer}; a store implements {@link
 * dev.clew.storage.buffer.BufferConsumer}.
 */
@NullMarked
package dev.clew.storage.buffer;

import org.jspecify.annotations.NullMarked;
