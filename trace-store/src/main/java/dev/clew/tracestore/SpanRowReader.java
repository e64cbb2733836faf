package dev.clew.tracestore;

import dev.clew.model.Attribute;
import dev.clew.model.Attributes;
import dev.clew.model.Resource;
import dev.clew.model.Scope;
import dev.clew.model.Span;
import dev.clew.model.SpanEvent;
import dev.clew.model.SpanId;
import dev.clew.model.SpanKind;
import dev.clew.model.SpanStatus;
import dev.clew.model.TraceId;
import dev.clew.storage.rows.Row;
import dev.clew.tracestore.otlp.SpanDetails;
import org.jspecify.annotations.Nullable;

/** Makes a whole span of a row. */
final class SpanRowReader {
  private static final String RESOURCE = "resource.";
  private static final String SCOPE_ATTRIBUTE = "scope.attribute.";

  private final SpanSchema schema;
  private Attributes lastGroup = Attributes.EMPTY;
  private Resource resource = Resource.EMPTY;
  private Scope scope = Scope.EMPTY;

  SpanRowReader(SpanSchema schema) {
    this.schema = schema;
  }

  Span read(Row row) {
    group(row.group());
    byte @Nullable [] bytes = row.bytes(schema.details);
    SpanDetails details =
        bytes == null ? SpanDetails.NONE : SpanDetails.parse(bytes, 0, bytes.length);
    long start = row.timeNanos();
    return new Span(
        new TraceId(row.idHigh(schema.traceId), row.idLow(schema.traceId)),
        new SpanId(row.number(schema.spanId)),
        new SpanId(row.number(schema.parentSpanId)),
        row.text(schema.name),
        SpanKind.ofNumber((int) row.number(schema.kind)),
        start,
        start + row.number(schema.durationNanos),
        SpanStatus.ofNumber((int) row.number(schema.status)),
        row.text(schema.statusMessage),
        row.text(schema.traceState),
        row.attributes(),
        details.events(),
        details.links(),
        resource,
        scope);
  }

  /** Memory that a span takes, by an estimate; resource and scope are mostly shared. */
  static long bytes(Span span) {
    long bytes = 500 + 120L * span.attributes().size() + 200L * span.links().size();
    for (SpanEvent event : span.events()) {
      bytes += 100 + 120L * event.attributes().size();
    }
    return bytes;
  }

  /** Rows of one resource mostly follow each other. */
  private void group(Attributes group) {
    if (group.equals(lastGroup)) {
      return;
    }
    lastGroup = group;
    Attributes.Builder ofResource = new Attributes.Builder();
    Attributes.Builder ofScope = new Attributes.Builder();
    String name = "";
    String version = "";
    for (Attribute attribute : group) {
      String key = attribute.key();
      if (key.startsWith(RESOURCE)) {
        ofResource.put(key.substring(RESOURCE.length()), attribute.value());
      } else if (key.startsWith(SCOPE_ATTRIBUTE)) {
        ofScope.put(key.substring(SCOPE_ATTRIBUTE.length()), attribute.value());
      } else if (key.equals("scope.name")) {
        name = attribute.value().asText();
      } else if (key.equals("scope.version")) {
        version = attribute.value().asText();
      }
    }
    resource = new Resource(ofResource.build());
    scope = new Scope(name, version, ofScope.build());
  }
}
