package dev.clew.tracestore.otlp;

import dev.clew.model.SpanKind;
import dev.clew.model.SpanStatus;
import java.nio.charset.StandardCharsets;

/**
 * The span that the reader stands on, as numbers and offsets into the request. Valid until the
 * reader moves on; never kept.
 */
public final class SpanView {
  final AttributeSlices attributes = new AttributeSlices();
  final AttributeSlices eventAttributes = new AttributeSlices();
  byte[] array = new byte[0];
  long traceIdHigh;
  long traceIdLow;
  long spanId;
  long parentSpanId;
  int nameOffset;
  int nameLength;
  int kind;
  long startNanos;
  long endNanos;
  long sentEndNanos;
  int status;
  int messageOffset;
  int messageLength;
  int traceStateOffset;
  int traceStateLength;
  int events;
  int links;
  final AttributeSlices linkAttributes = new AttributeSlices();
  long[] linkIds = new long[3];
  final StringBuilder eventNames = new StringBuilder();
  byte[] details = new byte[1024];
  int detailsLength;

  void clear(byte[] request) {
    array = request;
    attributes.clear(request);
    eventAttributes.clear(request);
    linkAttributes.clear(request);
    eventNames.setLength(0);
    traceIdHigh = 0;
    traceIdLow = 0;
    spanId = 0;
    parentSpanId = 0;
    // A part that is not there is an empty one of this request, not of a longer one before it.
    nameOffset = 0;
    nameLength = 0;
    kind = 0;
    startNanos = 0;
    endNanos = 0;
    status = 0;
    messageOffset = 0;
    messageLength = 0;
    traceStateOffset = 0;
    traceStateLength = 0;
    events = 0;
    links = 0;
    detailsLength = 0;
  }

  /** The request that all offsets refer to. */
  public byte[] array() {
    return array;
  }

  public AttributeSlices attributes() {
    return attributes;
  }

  /** The attributes of all events, one after the other. */
  public AttributeSlices eventAttributes() {
    return eventAttributes;
  }

  /** The names of all events, separated by spaces. */
  public String eventNames() {
    return eventNames.toString();
  }

  public long traceIdHigh() {
    return traceIdHigh;
  }

  public long traceIdLow() {
    return traceIdLow;
  }

  public long spanId() {
    return spanId;
  }

  /** 0 for a root. */
  public long parentSpanId() {
    return parentSpanId;
  }

  public int nameOffset() {
    return nameOffset;
  }

  public int nameLength() {
    return nameLength;
  }

  public String name() {
    return new String(array, nameOffset, nameLength, StandardCharsets.UTF_8);
  }

  public SpanKind kind() {
    return SpanKind.ofNumber(kind);
  }

  /** The protocol's number, 0 for one it does not know. */
  public int kindNumber() {
    return kind < 0 || kind > 5 ? 0 : kind;
  }

  /** The protocol's number, 0 for one it does not know. */
  public int statusNumber() {
    return status < 0 || status > 2 ? 0 : status;
  }

  public SpanStatus status() {
    return SpanStatus.ofNumber(status);
  }

  public long startNanos() {
    return startNanos;
  }

  /** Never before the start. */
  public long endNanos() {
    return endNanos;
  }

  /** As it was sent, also when that is before the start; 0 when it was not. */
  public long sentEndNanos() {
    return sentEndNanos;
  }

  /** 0 for a span that does not say when it began. */
  public long durationNanos() {
    return startNanos <= 0 ? 0 : endNanos - startNanos;
  }

  public int messageOffset() {
    return messageOffset;
  }

  public int messageLength() {
    return messageLength;
  }

  public int traceStateOffset() {
    return traceStateOffset;
  }

  public int traceStateLength() {
    return traceStateLength;
  }

  public String traceState() {
    return new String(array, traceStateOffset, traceStateLength, StandardCharsets.UTF_8);
  }

  public int events() {
    return events;
  }

  public int links() {
    return links;
  }

  public long linkTraceHigh(int link) {
    return linkIds[3 * link];
  }

  public long linkTraceLow(int link) {
    return linkIds[3 * link + 1];
  }

  /** 0 when the link has no valid span ID. */
  public long linkSpan(int link) {
    return linkIds[3 * link + 2];
  }

  /** The attributes of all links, one after the other. */
  public AttributeSlices linkAttributes() {
    return linkAttributes;
  }

  /**
   * Events and links as fields 11 and 13 of an OTLP {@code Span} message, to be read with {@link
   * SpanDetails}; the first {@link #detailsLength} bytes count.
   */
  public byte[] details() {
    return details;
  }

  public int detailsLength() {
    return detailsLength;
  }
}
