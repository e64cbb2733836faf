package dev.clew.model;

import java.util.List;

/**
 * A span as it is read back from the store.
 *
 * @param parentSpanId {@link SpanId#NONE} for the root of a trace
 * @param startNanos start, nanoseconds since the Unix epoch
 * @param endNanos end, never before the start (a span sent with an earlier end gets its start)
 * @param traceState the W3C header as sent, may be empty
 * @param statusMessage may be empty
 */
public record Span(
    TraceId traceId,
    SpanId spanId,
    SpanId parentSpanId,
    String name,
    SpanKind kind,
    long startNanos,
    long endNanos,
    SpanStatus status,
    String statusMessage,
    String traceState,
    Attributes attributes,
    List<SpanEvent> events,
    List<SpanLink> links,
    Resource resource,
    Scope scope) {
  public Span {
    events = List.copyOf(events);
    links = List.copyOf(links);
  }

  public long durationNanos() {
    return endNanos - startNanos;
  }

  public boolean isError() {
    return status == SpanStatus.ERROR;
  }
}
