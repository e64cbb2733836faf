package dev.clew.tracestore.otlp;

import dev.clew.model.Attributes;
import dev.clew.model.SpanEvent;
import dev.clew.model.SpanId;
import dev.clew.model.SpanLink;
import dev.clew.model.TraceId;
import dev.clew.model.otlp.AnyValues;
import dev.clew.model.otlp.MalformedProtobufException;
import dev.clew.model.otlp.ProtoCursor;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events and links of a span, decoded from the bytes that {@link SpanView#details} kept. */
public record SpanDetails(List<SpanEvent> events, List<SpanLink> links) {
  private static final Logger LOG = LoggerFactory.getLogger(SpanDetails.class);
  public static final SpanDetails NONE = new SpanDetails(List.of(), List.of());

  public SpanDetails {
    events = List.copyOf(events);
    links = List.copyOf(links);
  }

  /**
   * Reads as far as it can: what lies inside an event or a link was not looked at when it was
   * stored, and one that is broken must not hide its trace.
   */
  public static SpanDetails parse(byte[] bytes, int offset, int length) {
    if (length == 0) {
      return NONE;
    }
    List<SpanEvent> events = new ArrayList<>();
    List<SpanLink> links = new ArrayList<>();
    try {
      ProtoCursor cursor = new ProtoCursor().reset(bytes, offset, length);
      while (cursor.next()) {
        int field = cursor.field();
        int outer = cursor.enter();
        if (field == 11) {
          events.add(event(cursor));
        } else {
          links.add(link(cursor));
        }
        cursor.leave(outer);
      }
    } catch (MalformedProtobufException e) {
      LOG.debug("An event or link cannot be read: {}", e.getMessage());
    }
    return new SpanDetails(events, links);
  }

  private static SpanEvent event(ProtoCursor cursor) {
    long time = 0;
    String name = "";
    Attributes.Builder attributes = new Attributes.Builder();
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> time = cursor.fixed64();
        case 2 -> name = cursor.string();
        case 3 -> attribute(cursor, attributes);
        default -> cursor.skip();
      }
    }
    return new SpanEvent(time, name, attributes.build());
  }

  private static SpanLink link(ProtoCursor cursor) {
    TraceId traceId = TraceId.NONE;
    SpanId spanId = SpanId.NONE;
    String traceState = "";
    Attributes.Builder attributes = new Attributes.Builder();
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> {
          int outer = cursor.enter();
          int at = cursor.position();
          if (cursor.limit() - at == 16) {
            traceId = new TraceId(cursor.bigEndianLong(at), cursor.bigEndianLong(at + 8));
          }
          cursor.leave(outer);
        }
        case 2 -> {
          int outer = cursor.enter();
          int at = cursor.position();
          if (cursor.limit() - at == 8) {
            spanId = new SpanId(cursor.bigEndianLong(at));
          }
          cursor.leave(outer);
        }
        case 3 -> traceState = cursor.string();
        case 4 -> attribute(cursor, attributes);
        default -> cursor.skip();
      }
    }
    return new SpanLink(traceId, spanId, traceState, attributes.build());
  }

  private static void attribute(ProtoCursor cursor, Attributes.Builder into) {
    int outer = cursor.enter();
    AnyValues.keyValue(cursor, into);
    cursor.leave(outer);
  }
}
