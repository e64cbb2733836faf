/**
 * The log store's ingest path in a loop, for profilers. Start here: {@link
 * dev.clew.benchmarks.ingest.IngestLoop}.
 */
@NullMarked
package dev.clew.benchmarks.ingest;

import org.jspecify.annotations.NullMarked;
