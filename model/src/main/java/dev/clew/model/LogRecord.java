package dev.clew.model;

/**
 * A log record as it is read back from the store.
 *
 * @param id opaque, stable name of the record in its store: {@code GET
 *     /api/clew/v1/logs/record/{id}}
 * @param timeNanos when it happened, nanoseconds since the Unix epoch; the observed time when the
 *     sender gave none, else the time Clew received it
 * @param observedTimeNanos when the sender's collector saw it; 0 when not given
 * @param severityNumber 0 (unset) to 24
 * @param severityText as sent, may be empty
 * @param body the message; a structured body as JSON text
 * @param attributes the record's own attributes
 * @param traceId {@link TraceId#NONE} when the record carries no trace context
 * @param spanId {@link SpanId#NONE} when the record carries no trace context
 */
public record LogRecord(
    String id,
    long timeNanos,
    long observedTimeNanos,
    int severityNumber,
    String severityText,
    String body,
    String eventName,
    Attributes attributes,
    Resource resource,
    Scope scope,
    TraceId traceId,
    SpanId spanId) {
  public Severity severity() {
    return Severity.ofNumber(severityNumber);
  }
}
