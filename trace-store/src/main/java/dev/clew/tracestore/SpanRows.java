package dev.clew.tracestore;

import dev.clew.model.Attribute;
import dev.clew.model.AttributeValue;
import dev.clew.model.Attributes;
import dev.clew.model.CorrelationKeys;
import dev.clew.storage.block.life.RowWriter;
import dev.clew.tracestore.otlp.AttributeSlices;
import dev.clew.tracestore.otlp.ResourceView;
import dev.clew.tracestore.otlp.SpanReader;
import dev.clew.tracestore.otlp.SpanView;
import java.nio.charset.StandardCharsets;

/** Writes the spans of one request as rows of one batch. Not thread-safe. */
final class SpanRows implements SpanReader.Sink {
  private static final byte[] EXCEPTION_TYPE = utf8("exception.type");
  private static final byte[] EXCEPTION_MESSAGE = utf8("exception.message");

  private final SpanSchema schema;
  private final CorrelationKeys keys;
  private final RowWriter rows;
  private final long receivedNanos;
  private int groupSerial = -1;

  SpanRows(SpanSchema schema, CorrelationKeys keys, RowWriter rows, long receivedNanos) {
    this.schema = schema;
    this.keys = keys;
    this.rows = rows;
    this.receivedNanos = receivedNanos;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void span(ResourceView resource, SpanView span) {
    if (resource.serial() != groupSerial) {
      groupSerial = resource.serial();
      rows.group(group(resource));
    }
    long time = time(span);
    if (!rows.begin(time)) {
      return;
    }
    altered(span, rows.timeNanos() != time);
    rows.id128(schema.traceId, span.traceIdHigh(), span.traceIdLow());
    rows.number(schema.spanId, span.spanId());
    if (span.parentSpanId() != 0) {
      rows.number(schema.parentSpanId, span.parentSpanId());
    }
    rows.bytes(schema.name, span.array(), span.nameOffset(), span.nameLength());
    rows.number(schema.kind, span.kindNumber());
    rows.number(schema.status, span.statusNumber());
    rows.number(schema.durationNanos, span.durationNanos());
    if (span.messageLength() > 0) {
      rows.bytes(schema.statusMessage, span.array(), span.messageOffset(), span.messageLength());
    }
    if (span.traceStateLength() > 0) {
      rows.bytes(schema.traceState, span.array(), span.traceStateOffset(), span.traceStateLength());
    }
    if (span.detailsLength() > 0) {
      details(span);
    }
    attributes(span.attributes());
    rows.end();
  }

  /** A span that does not say when it was goes where it was received. */
  private long time(SpanView span) {
    if (span.startNanos() > 0) {
      return span.startNanos();
    }
    return span.endNanos() > 0 ? span.endNanos() : receivedNanos;
  }

  /** Notes in what the row differs from what was sent. */
  private void altered(SpanView span, boolean moved) {
    int bits = moved ? Altered.MOVED.bit : 0;
    if (span.startNanos() <= 0) {
      bits |= Altered.NO_START.bit;
    } else if (span.sentEndNanos() == 0) {
      bits |= Altered.NO_END.bit;
    } else if (span.sentEndNanos() < span.startNanos()) {
      bits |= Altered.END_BEFORE_START.bit;
    }
    if (span.attributes().cut() > 0) {
      bits |= Altered.ATTRIBUTES_CUT.bit;
    }
    if (bits == 0) {
      return;
    }
    rows.number(schema.altered, bits);
    if (span.startNanos() != 0) {
      rows.number(schema.sentStart, span.startNanos());
    }
    if (span.sentEndNanos() != 0) {
      rows.number(schema.sentEnd, span.sentEndNanos());
    }
  }

  private void details(SpanView span) {
    rows.bytes(schema.details, span.details(), 0, span.detailsLength());
    if (span.links() > 0) {
      rows.number(schema.links, span.links());
      ids(span.linkAttributes());
    }
    if (span.events() == 0) {
      return;
    }
    rows.number(schema.events, span.events());
    rows.text(schema.eventNames, span.eventNames());
    AttributeSlices attributes = span.eventAttributes();
    int type = attributes.find(EXCEPTION_TYPE);
    if (type >= 0) {
      rows.text(schema.exceptionType, attributes.text(type));
    }
    int message = attributes.find(EXCEPTION_MESSAGE);
    if (message >= 0) {
      rows.text(schema.exceptionMessage, attributes.text(message));
    }
    ids(attributes);
  }

  private void ids(AttributeSlices attributes) {
    for (int i = 0; i < attributes.size(); i++) {
      ids(attributes.key(i), attributes.value(i));
    }
  }

  private void attributes(AttributeSlices all) {
    byte[] array = all.array();
    for (int i = 0; i < all.size(); i++) {
      rows.attribute(array, all.keyOffset(i), all.keyLength(i));
      switch (all.type(i)) {
        case STRING -> rows.text(array, all.valueOffset(i), all.valueLength(i));
        case INT -> rows.whole(all.longValue(i));
        case DOUBLE -> rows.real(all.doubleValue(i));
        case BOOL -> rows.bool(all.longValue(i) != 0);
        case ARRAY, MAP, BYTES, EMPTY -> {
          rows.nested(array, all.valueOffset(i), all.valueLength(i));
          if (all.value(i) instanceof AttributeValue.Items list) {
            ids(all.key(i), list);
          }
        }
      }
    }
  }

  /** The span is found by each ID of the value. */
  private void ids(String attribute, AttributeValue value) {
    String key = keys.nameOf(attribute);
    if (key != null) {
      CorrelationKeys.idsIn(value).forEach(id -> rows.idTerm(key, id));
    }
  }

  private static Attributes group(ResourceView resource) {
    Attributes.Builder group = new Attributes.Builder();
    for (Attribute attribute : resource.attributes().attributes()) {
      group.put("resource." + attribute.key(), attribute.value());
    }
    if (resource.attributes().attributes().text("service.name") == null) {
      group.put("resource.service.name", AttributeValue.of(resource.service()));
    }
    if (!resource.scopeName().isEmpty()) {
      group.put("scope.name", AttributeValue.of(resource.scopeName()));
    }
    if (!resource.scopeVersion().isEmpty()) {
      group.put("scope.version", AttributeValue.of(resource.scopeVersion()));
    }
    for (Attribute attribute : resource.scopeAttributes().attributes()) {
      group.put("scope.attribute." + attribute.key(), attribute.value());
    }
    return group.build();
  }
}
