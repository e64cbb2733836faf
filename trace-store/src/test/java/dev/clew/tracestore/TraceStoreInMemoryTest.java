package dev.clew.tracestore;

/** Spans that have not been flushed yet. */
class TraceStoreInMemoryTest extends TraceStoreContract {
  @Override
  void settle() {}
}
