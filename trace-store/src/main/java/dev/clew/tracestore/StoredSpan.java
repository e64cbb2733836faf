package dev.clew.tracestore;

import dev.clew.model.Span;
import dev.clew.storage.rows.Row;
import java.util.List;

/**
 * A span and how it came.
 *
 * @param copies how often it came, 1 for most
 * @param altered in what it differs from what was sent, as sentences; empty for most
 * @param sentStartNanos as it was sent when it differs; 0 when it was not sent, or does not differ
 * @param sentEndNanos the same
 */
public record StoredSpan(
    Span span, int copies, List<String> altered, long sentStartNanos, long sentEndNanos) {
  public StoredSpan {
    altered = List.copyOf(altered);
  }

  static StoredSpan of(Span span, Row row, SpanSchema schema) {
    return new StoredSpan(
        span,
        1,
        Altered.in(row.number(schema.altered)).stream().map(Altered::ofThis).toList(),
        row.number(schema.sentStart),
        row.number(schema.sentEnd));
  }

  /** With another copy of it; the one that was sent when the span had ended is kept. */
  StoredSpan with(StoredSpan other) {
    StoredSpan kept = other.span.durationNanos() > span.durationNanos() ? other : this;
    return new StoredSpan(
        kept.span, copies + other.copies, kept.altered, kept.sentStartNanos, kept.sentEndNanos);
  }
}
