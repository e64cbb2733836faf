package dev.clew.collector.intake;

import dev.clew.model.Signal;
import java.util.concurrent.CompletableFuture;

/** Where checked requests go: the write-ahead buffer. Thread-safe. */
@FunctionalInterface
public interface RequestSink {
  /**
   * Takes one serialized export request. The answer is done when the request may be acknowledged;
   * it fails with {@link dev.clew.model.seam.BufferFullException} when the sender should come back
   * later and with {@link java.io.IOException} when the disk failed.
   */
  CompletableFuture<Long> append(Signal signal, byte[] request, int offset, int length);
}
