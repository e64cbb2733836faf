package dev.clew.model.seam;

import dev.clew.model.Signal;

/**
 * Takes OTLP export requests that the appliance itself makes (span metrics, alert series, its own
 * telemetry) on the same way as those of its senders: through the write-ahead buffer. Thread-safe.
 */
public interface OtlpSink {
  /**
   * Buffers one request. When it returns normally the bytes survive a kill of the process.
   *
   * @param request a serialized {@code Export{Logs,Metrics,Trace}ServiceRequest}
   * @throws BufferFullException when the buffer has reached its limit; the caller tries again later
   */
  void append(Signal signal, byte[] request);
}
