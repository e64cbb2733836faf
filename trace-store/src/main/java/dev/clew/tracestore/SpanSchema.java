package dev.clew.tracestore;

import dev.clew.model.AttributeValue;
import dev.clew.model.Attributes;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.SpanEvent;
import dev.clew.model.SpanLink;
import dev.clew.storage.rows.Field;
import dev.clew.storage.rows.RowSchema;
import dev.clew.tracestore.otlp.SpanDetails;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a span. The stored names begin with {@code span.} so that attributes of the sender
 * cannot get in their way; people use the short aliases. The time of a row is the span's start.
 */
final class SpanSchema {
  static final String SERVICE = "resource.service.name";
  static final String VERSION = "resource.service.version";
  private static final String RESOURCE = "resource.";
  private static final String SCOPE = "scope.";
  private static final String EVENT = "event";
  private static final String LINK = "link";

  final Field traceId;
  final Field spanId;
  final Field parentSpanId;
  final Field name;
  final Field kind;
  final Field status;
  final Field durationNanos;
  final Field statusMessage;
  final Field traceState;
  final Field exceptionType;
  final Field exceptionMessage;
  final Field eventNames;
  final Field events;
  final Field links;

  /** Events and links as OTLP, see {@link dev.clew.tracestore.otlp.SpanDetails}. */
  final Field details;

  /** Bits of {@link Altered}; absent in a span that stands here as it was sent. */
  final Field altered;

  /** Of such a span; absent when it was not sent. */
  final Field sentStart;

  final Field sentEnd;

  final RowSchema blocks;

  SpanSchema(CorrelationKeys keys) {
    RowSchema.Builder builder = RowSchema.builder();
    traceId = builder.id128(CorrelationKeys.TRACE_ID, "traceId", "trace", "trace.id");
    spanId = builder.id64("span_id", "spanId", "span.id");
    parentSpanId = builder.id64("parent_span_id", "parentSpanId", "parent");
    name = builder.text("span.name", Field.Use.NAME, "name", "span", "operation");
    kind = builder.small("span.kind", SpanSymbols.KIND, "kind");
    status = builder.small("span.status", SpanSymbols.STATUS, "status");
    durationNanos = builder.number("span.duration", "duration");
    statusMessage = builder.text("span.status_message", Field.Use.TEXT, "statusMessage", "message");
    traceState = builder.text("span.trace_state", Field.Use.PLAIN, "tracestate", "traceState");
    exceptionType = builder.text("span.exception.type", Field.Use.NAME, "exception.type");
    exceptionMessage = builder.text("span.exception.message", Field.Use.TEXT, "exception.message");
    eventNames = builder.text("span.event", Field.Use.TEXT, "event");
    events = builder.number("span.events", "events");
    links = builder.number("span.links", "links");
    details = builder.opaque("span.details");
    altered = builder.number("span.altered");
    sentStart = builder.number("span.sent_start");
    sentEnd = builder.number("span.sent_end");
    blocks =
        builder
            .alias("service", SERVICE)
            .alias("service.name", SERVICE)
            .groupPrefixes(RESOURCE, SCOPE)
            .nested(details, SpanSchema::attributesWithin, EVENT, LINK)
            .idKeys(column -> keyOf(keys, column))
            .coverage(SERVICE, traceId)
            .build();
  }

  /** The attributes of all events, or of all links, of a span. */
  private static AttributeValue attributesWithin(String root, byte[] bytes) {
    SpanDetails details = SpanDetails.parse(bytes, 0, bytes.length);
    Stream<Attributes> attributes =
        root.equals(EVENT)
            ? details.events().stream().map(SpanEvent::attributes)
            : details.links().stream().map(SpanLink::attributes);
    return new AttributeValue.Items(
        attributes.<AttributeValue>map(AttributeValue.Entries::new).toList());
  }

  private static @Nullable String keyOf(CorrelationKeys keys, String column) {
    if (column.startsWith(RESOURCE)) {
      return keys.nameOf(column.substring(RESOURCE.length()));
    }
    return keys.nameOf(column);
  }
}
