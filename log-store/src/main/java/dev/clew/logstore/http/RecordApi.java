package dev.clew.logstore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.logstore.LogStore;
import dev.clew.logstore.otlp.LogFields;
import dev.clew.logstore.pipes.flow.WholeRecord;
import dev.clew.model.Attribute;
import dev.clew.model.AttributeValue;
import dev.clew.model.LogRecord;
import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.storage.rows.RowKey;
import dev.clew.storage.rows.RowQuery;
import dev.clew.storage.rows.ScanReport;
import dev.clew.web.NotFoundException;
import dev.clew.web.Parameters;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** {@code /record} and {@code /context}: one log record whole, and the lines around it. */
final class RecordApi {
  /** Lines of context are close by; further away they explain nothing. */
  private static final long CONTEXT_NANOS = Duration.ofDays(1).toNanos();

  private final LogStore store;
  private final LogFields fields;
  private final Clock clock;

  RecordApi(LogStore store, Clock clock) {
    this.store = store;
    this.fields = store.fields();
    this.clock = clock;
  }

  private LogRecord found(String id) {
    LogRecord record = store.record(id);
    if (record == null) {
      throw new NotFoundException(
          "log record " + id + " is not stored: its retention has ended, or the ID is wrong");
    }
    return record;
  }

  void record(ServiceRequestContext context, JsonGenerator json) throws IOException {
    LogRecord record = found(new Parameters(context, clock).path("id"));
    String id = record.id();
    WholeRecord whole = new WholeRecord(record, store.isSeverityDetected(id), store.bodyIds(id));
    new RecordJson(json).write(whole, fields.keys);
  }

  void context(ServiceRequestContext context, JsonGenerator json) throws IOException {
    Parameters parameters = new Parameters(context, clock);
    int before = parameters.number("before", 20, 0, 200);
    int after = parameters.number("after", 20, 0, 200);
    LogRecord record = found(parameters.path("id"));
    RowKey key = Objects.requireNonNull(RowKey.parse(record.id()));
    Filter same = same(record, parameters.text("by"));
    TimeRange around =
        new TimeRange(record.timeNanos() - CONTEXT_NANOS, record.timeNanos() + CONTEXT_NANOS);
    LogColumns columns = new LogColumns(fields, List.of());
    RowQuery query =
        RowQuery.newest(same, around, 1).within(AnswerReport.limits(context)).after(key);
    ScanReport report =
        store
            .blocks()
            .search(limited(query, Math.max(1, before)), row -> before > 0 && columns.add(row));
    columns.reverse();
    int index = columns.rows();
    store.blocks().search(LogStore.theRow(key), columns::add);
    if (after > 0) {
      store.blocks().search(limited(query, after).oldestFirst(), columns::add);
    }
    columns.write(json);
    json.writeNumberField("index", index);
    AnswerReport.write(json, report);
  }

  private static Filter same(LogRecord record, String by) {
    Filter service = new Filter.Equals("service", record.resource().serviceName());
    return switch (by) {
      case "", "service" -> service;
      case "all" -> Filter.all();
      case "instance" -> {
        List<Filter> attributes = new ArrayList<>();
        for (Attribute attribute : record.resource().attributes()) {
          if (attribute.value() instanceof AttributeValue.Text text) {
            attributes.add(new Filter.Equals(LogFields.RESOURCE + attribute.key(), text.value()));
          }
        }
        yield attributes.isEmpty() ? service : new Filter.And(attributes);
      }
      default -> throw Parameters.wrong("by", by, "service, instance or all");
    };
  }

  private static RowQuery limited(RowQuery query, int limit) {
    return new RowQuery(
        query.filter(), query.range(), limit, query.order(), query.after(), query.limits());
  }
}
