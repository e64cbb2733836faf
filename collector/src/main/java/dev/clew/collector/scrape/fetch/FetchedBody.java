package dev.clew.collector.scrape.fetch;

import org.jspecify.annotations.Nullable;

/**
 * A body, decompressed. It counts against the memory of all until it is closed.
 *
 * @param array the body and unused space behind it
 * @param contentType null when the server sent none
 */
@SuppressWarnings("ArrayRecordComponent")
public record FetchedBody(byte[] array, int length, @Nullable String contentType, Runnable release)
    implements AutoCloseable {
  @Override
  public void close() {
    release.run();
  }
}
