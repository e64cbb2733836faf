package dev.clew.tracestore;

import java.io.IOException;

/** Spans that have been flushed. */
class TraceStoreOnDiskTest extends TraceStoreContract {
  @Override
  void settle() throws IOException {
    store.flush();
  }
}
