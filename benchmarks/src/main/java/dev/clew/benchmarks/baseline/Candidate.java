package dev.clew.benchmarks.baseline;

import dev.clew.model.TimeRange;
import java.io.IOException;

/**
 * A way to keep log records. Every query answers with the number of records found, so that
 * candidates can be checked against each other; whole records are read and decoded on the way.
 */
interface Candidate extends AutoCloseable {
  /** Takes an export request; what is taken may be in memory only until {@link #finish}. */
  void ingest(byte[] otlp) throws IOException;

  /** Makes everything durable and ends merging. */
  void finish() throws IOException;

  /** All records of a trace, at most 1000. */
  long ofTrace(String traceId) throws IOException;

  /** The newest records whose body has the word. */
  long newest(String word, int limit) throws IOException;

  /** The newest records whose body holds the characters, within a word. */
  long newestWithPart(String part, int limit) throws IOException;

  /** How many records' bodies hold the characters, which may span words. */
  long countWithPart(String part) throws IOException;

  /** Records per severity and bucket of time; answers with their sum. */
  long severities(TimeRange range, int buckets) throws IOException;

  @Override
  void close() throws IOException;
}
