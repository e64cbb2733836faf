package dev.clew.logstore;

import dev.clew.logstore.otlp.LogFields;
import dev.clew.model.Attribute;
import dev.clew.model.Attributes;
import dev.clew.model.LogRecord;
import dev.clew.model.Resource;
import dev.clew.model.Scope;
import dev.clew.model.SpanId;
import dev.clew.model.TraceId;
import dev.clew.storage.rows.Row;

/** Turns rows back into log records. */
final class LogRows {
  private final LogFields fields;

  LogRows(LogFields fields) {
    this.fields = fields;
  }

  LogRecord record(Row row) {
    Attributes.Builder resource = new Attributes.Builder();
    Attributes.Builder scope = new Attributes.Builder();
    String scopeName = "";
    String scopeVersion = "";
    for (Attribute attribute : row.group()) {
      String key = attribute.key();
      if (key.startsWith(LogFields.RESOURCE)) {
        resource.put(key.substring(LogFields.RESOURCE.length()), attribute.value());
      } else if (key.startsWith(LogFields.SCOPE_ATTRIBUTE)) {
        scope.put(key.substring(LogFields.SCOPE_ATTRIBUTE.length()), attribute.value());
      } else if (key.equals(LogFields.SCOPE_NAME)) {
        scopeName = attribute.value().asText();
      } else {
        scopeVersion = attribute.value().asText();
      }
    }
    return new LogRecord(
        row.key().toString(),
        row.timeNanos(),
        observed(row),
        (int) row.number(fields.severity),
        row.text(fields.severityText),
        row.text(fields.body),
        row.text(fields.eventName),
        row.attributes(),
        new Resource(resource.build()),
        new Scope(scopeName, scopeVersion, scope.build()),
        new TraceId(row.idHigh(fields.traceId), row.idLow(fields.traceId)),
        new SpanId(row.number(fields.spanId)));
  }

  private long observed(Row row) {
    return row.has(fields.observedOffset) ? row.timeNanos() + row.number(fields.observedOffset) : 0;
  }
}
