package dev.clew.tracestore.otlp;

import dev.clew.model.otlp.MalformedProtobufException;
import dev.clew.model.otlp.ProtoCursor;
import java.util.Arrays;

/**
 * Walks an {@code ExportTraceServiceRequest} (opentelemetry.proto.trace.v1) span by span. The spans
 * are shown to a {@link Sink} through one reused {@link SpanView}: nothing is allocated per span.
 *
 * <p>A span without a valid trace or span ID is left out and counted. Not thread-safe.
 */
public final class SpanReader {
  /** Takes the spans of a request one after the other. */
  @FunctionalInterface
  public interface Sink {
    /** Both views are valid during the call only. */
    void span(ResourceView resource, SpanView span);
  }

  private static final int EVENTS = 11;
  private static final int LINKS = 13;

  private final ProtoCursor cursor = new ProtoCursor();
  private final ProtoCursor lookAhead = new ProtoCursor();
  private final ResourceView resource = new ResourceView();
  private final SpanView span = new SpanView();
  private int invalid;

  /**
   * Reads a whole request.
   *
   * @return how many spans were left out because their IDs are not valid
   * @throws MalformedProtobufException when the bytes are not such a request; spans before the
   *     fault have been shown to the sink already, so a careful caller checks with a sink that does
   *     nothing first
   */
  public int read(byte[] request, int offset, int length, Sink sink) {
    invalid = 0;
    cursor.reset(request, offset, length);
    while (cursor.next()) {
      if (cursor.field() == 1) {
        int outer = cursor.enter();
        resourceSpans(sink);
        cursor.leave(outer);
      } else {
        cursor.skip();
      }
    }
    return invalid;
  }

  private void resourceSpans(Sink sink) {
    byte[] request = cursor.array();
    int start = cursor.position();
    resource.clear(request);
    // The resource may stand behind its spans: protobuf does not fix the order of fields.
    lookAhead.reset(request, start, cursor.limit() - start);
    while (lookAhead.next()) {
      if (lookAhead.field() == 1) {
        int outer = lookAhead.enter();
        attributes(lookAhead, 1, resource.attributes);
        lookAhead.leave(outer);
      } else {
        lookAhead.skip();
      }
    }
    resource.resolveService();
    while (cursor.next()) {
      if (cursor.field() == 2) {
        int outer = cursor.enter();
        scopeSpans(sink);
        cursor.leave(outer);
      } else {
        cursor.skip();
      }
    }
  }

  private void scopeSpans(Sink sink) {
    byte[] request = cursor.array();
    resource.clearScope(request);
    lookAhead.reset(request, cursor.position(), cursor.limit() - cursor.position());
    while (lookAhead.next()) {
      if (lookAhead.field() == 1) {
        int outer = lookAhead.enter();
        scope(lookAhead);
        lookAhead.leave(outer);
      } else {
        lookAhead.skip();
      }
    }
    while (cursor.next()) {
      if (cursor.field() == 2) {
        int outer = cursor.enter();
        span.clear(request);
        readSpan();
        if (span.spanId != 0 && (span.traceIdHigh | span.traceIdLow) != 0) {
          sink.span(resource, span);
        } else {
          invalid++;
        }
        cursor.leave(outer);
      } else {
        cursor.skip();
      }
    }
  }

  private void scope(ProtoCursor in) {
    while (in.next()) {
      switch (in.field()) {
        case 1 -> resource.scopeName = in.string();
        case 2 -> resource.scopeVersion = in.string();
        case 3 -> {
          int outer = in.enter();
          resource.scopeAttributes.add(in);
          in.leave(outer);
        }
        default -> in.skip();
      }
    }
  }

  private static void attributes(ProtoCursor in, int field, AttributeSlices into) {
    while (in.next()) {
      if (in.field() == field) {
        int outer = in.enter();
        into.add(in);
        in.leave(outer);
      } else {
        in.skip();
      }
    }
  }

  private void readSpan() {
    while (true) {
      int fieldStart = cursor.position();
      if (!cursor.next()) {
        break;
      }
      switch (cursor.field()) {
        case 1 -> traceId();
        case 2 -> span.spanId = spanId();
        case 3 -> {
          int outer = cursor.enter();
          span.traceStateOffset = cursor.position();
          span.traceStateLength = cursor.limit() - cursor.position();
          cursor.leave(outer);
        }
        case 4 -> span.parentSpanId = spanId();
        case 5 -> {
          int outer = cursor.enter();
          span.nameOffset = cursor.position();
          span.nameLength = cursor.limit() - cursor.position();
          cursor.leave(outer);
        }
        case 6 -> span.kind = (int) cursor.varintField();
        case 7 -> span.startNanos = cursor.fixed64();
        case 8 -> span.endNanos = cursor.fixed64();
        case 9 -> {
          int outer = cursor.enter();
          span.attributes.add(cursor);
          cursor.leave(outer);
        }
        case EVENTS -> event(fieldStart);
        case LINKS -> link(fieldStart);
        case 15 -> {
          int outer = cursor.enter();
          status();
          cursor.leave(outer);
        }
        default -> cursor.skip();
      }
    }
    span.sentEndNanos = span.endNanos;
    span.endNanos = Math.max(span.endNanos, span.startNanos);
  }

  private void status() {
    while (cursor.next()) {
      switch (cursor.field()) {
        case 2 -> {
          int outer = cursor.enter();
          span.messageOffset = cursor.position();
          span.messageLength = cursor.limit() - cursor.position();
          cursor.leave(outer);
        }
        case 3 -> span.status = (int) cursor.varintField();
        default -> cursor.skip();
      }
    }
  }

  private void event(int fieldStart) {
    span.events++;
    int outer = cursor.enter();
    while (cursor.next()) {
      switch (cursor.field()) {
        case 2 -> {
          span.eventNames.append(span.eventNames.isEmpty() ? "" : " ");
          span.eventNames.append(cursor.string());
        }
        case 3 -> {
          int inner = cursor.enter();
          span.eventAttributes.add(cursor);
          cursor.leave(inner);
        }
        default -> cursor.skip();
      }
    }
    cursor.leave(outer);
    keepDetails(fieldStart, cursor.position());
  }

  private void link(int fieldStart) {
    int at = 3 * span.links++;
    if (at == span.linkIds.length) {
      span.linkIds = Arrays.copyOf(span.linkIds, at * 2);
    }
    Arrays.fill(span.linkIds, at, at + 3, 0);
    int outer = cursor.enter();
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> {
          int inner = cursor.enter();
          if (cursor.limit() - cursor.position() == 16) {
            span.linkIds[at] = cursor.bigEndianLong(cursor.position());
            span.linkIds[at + 1] = cursor.bigEndianLong(cursor.position() + 8);
          }
          cursor.leave(inner);
        }
        case 2 -> span.linkIds[at + 2] = spanId();
        case 4 -> {
          int inner = cursor.enter();
          span.linkAttributes.add(cursor);
          cursor.leave(inner);
        }
        default -> cursor.skip();
      }
    }
    cursor.leave(outer);
    keepDetails(fieldStart, cursor.position());
  }

  private void keepDetails(int from, int to) {
    int length = to - from;
    if (span.detailsLength + length > span.details.length) {
      span.details =
          Arrays.copyOf(
              span.details, Math.max(span.detailsLength + length, span.details.length * 2));
    }
    System.arraycopy(cursor.array(), from, span.details, span.detailsLength, length);
    span.detailsLength += length;
  }

  private void traceId() {
    int outer = cursor.enter();
    if (cursor.limit() - cursor.position() == 16) {
      span.traceIdHigh = cursor.bigEndianLong(cursor.position());
      span.traceIdLow = cursor.bigEndianLong(cursor.position() + 8);
    }
    cursor.leave(outer);
  }

  private long spanId() {
    int outer = cursor.enter();
    long id = cursor.limit() - cursor.position() == 8 ? cursor.bigEndianLong(cursor.position()) : 0;
    cursor.leave(outer);
    return id;
  }
}
