package dev.clew.logstore.otlp;

import dev.clew.model.AttributeValue;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.Severity;
import dev.clew.model.otlp.AnyValues;
import dev.clew.model.otlp.MalformedProtobufException;
import dev.clew.model.otlp.ProtoCursor;
import dev.clew.storage.block.RowWriter;
import java.nio.charset.StandardCharsets;

/**
 * Reads an {@code ExportLogsServiceRequest} straight into the columns of a {@link RowWriter}: no
 * object per record. The numbers in here are the field numbers of opentelemetry-proto 1.11. Not
 * thread-safe.
 */
public final class LogsReader {
  private final LogFields fields;
  private final GroupReader groups;
  private final BodyReader bodies;
  private final ProtoCursor cursor = new ProtoCursor();
  private final ProtoCursor nested = new ProtoCursor();

  /** Where the name of the attribute being read stands. */
  private int nameFrom;

  private int nameLength;
  private final ProtoCursor ahead = new ProtoCursor();

  public LogsReader(LogFields fields) {
    this.fields = fields;
    this.groups = new GroupReader();
    this.bodies = new BodyReader(fields);
  }

  /**
   * @param receivedNanos stands in for the time of records that have none
   * @throws MalformedProtobufException when the bytes are no such request; the rows written so far
   *     are to be taken back
   */
  public void read(byte[] otlp, int offset, int length, long receivedNanos, RowWriter rows) {
    cursor.reset(otlp, offset, length);
    while (cursor.next()) {
      if (cursor.field() == 1) {
        int outer = cursor.enter();
        resourceLogs(receivedNanos, rows);
        cursor.leave(outer);
      } else {
        cursor.skip();
      }
    }
  }

  private void resourceLogs(long receivedNanos, RowWriter rows) {
    groups.resource(ahead.reset(cursor.array(), cursor.position(), remaining()));
    while (cursor.next()) {
      if (cursor.field() == 2) {
        int outer = cursor.enter();
        rows.group(groups.withScope(ahead.reset(cursor.array(), cursor.position(), remaining())));
        scopeLogs(receivedNanos, rows);
        cursor.leave(outer);
      } else {
        cursor.skip();
      }
    }
  }

  private void scopeLogs(long receivedNanos, RowWriter rows) {
    while (cursor.next()) {
      if (cursor.field() == 2) {
        int outer = cursor.enter();
        record(receivedNanos, rows);
        cursor.leave(outer);
      } else {
        cursor.skip();
      }
    }
  }

  private int remaining() {
    return cursor.limit() - cursor.position();
  }

  private void record(long receivedNanos, RowWriter rows) {
    long time = 0;
    long observed = 0;
    ahead.reset(cursor.array(), cursor.position(), remaining());
    while (ahead.next()) {
      switch (ahead.field()) {
        case 1 -> time = ahead.fixed64();
        case 11 -> observed = ahead.fixed64();
        default -> ahead.skip();
      }
    }
    // Times beyond the year 2262 come out negative: as good as none.
    long known = time > 0 ? time : observed > 0 ? observed : receivedNanos;
    if (!rows.begin(known)) {
      return;
    }
    if (observed > 0) {
      rows.number(fields.observedOffset, observed - known);
    }
    int severity = content(rows);
    if (severity > 0) {
      rows.number(fields.severity, severity);
    }
    rows.end();
  }

  /** Reads everything but the times; returns the severity number. */
  private int content(RowWriter rows) {
    int severity = 0;
    int severityOfText = 0;
    while (cursor.next()) {
      switch (cursor.field()) {
        case 2 -> {
          long number = cursor.varintField();
          severity = number < 0 || number > 24 ? 0 : (int) number;
        }
        case 3 -> severityOfText = severityText(rows);
        case 5 -> {
          int outer = cursor.enter();
          bodies.read(cursor, rows);
          cursor.leave(outer);
        }
        case 6 -> {
          int outer = cursor.enter();
          attribute(rows);
          cursor.leave(outer);
        }
        case 9 -> traceId(rows);
        case 10 -> spanId(rows);
        case 12 -> eventName(rows);
        default -> cursor.skip();
      }
    }
    return severity > 0 ? severity : severityOfText;
  }

  private int severityText(RowWriter rows) {
    int outer = cursor.enter();
    int from = cursor.position();
    int length = remaining();
    if (length > 0) {
      rows.bytes(fields.severityText, cursor.array(), from, length);
    }
    Severity severity =
        length == 0 || length > 16
            ? null
            : Severity.parse(new String(cursor.array(), from, length, StandardCharsets.ISO_8859_1));
    cursor.leave(outer);
    return severity == null ? 0 : severity.lowestNumber();
  }

  private void eventName(RowWriter rows) {
    int outer = cursor.enter();
    if (remaining() > 0) {
      rows.bytes(fields.eventName, cursor.array(), cursor.position(), remaining());
    }
    cursor.leave(outer);
  }

  private void traceId(RowWriter rows) {
    int outer = cursor.enter();
    if (remaining() == 16) {
      int from = cursor.position();
      rows.id128(fields.traceId, cursor.bigEndianLong(from), cursor.bigEndianLong(from + 8));
    }
    cursor.leave(outer);
  }

  private void spanId(RowWriter rows) {
    int outer = cursor.enter();
    if (remaining() == 8) {
      long id = cursor.bigEndianLong(cursor.position());
      if (id != 0) {
        rows.number(fields.spanId, id);
      }
    }
    cursor.leave(outer);
  }

  private void attribute(RowWriter rows) {
    boolean named = false;
    ahead.reset(cursor.array(), cursor.position(), remaining());
    while (ahead.next()) {
      if (ahead.field() == 1) {
        int outer = ahead.enter();
        nameFrom = ahead.position();
        nameLength = ahead.limit() - nameFrom;
        rows.attribute(ahead.array(), nameFrom, nameLength);
        ahead.leave(outer);
        named = true;
      } else {
        ahead.skip();
      }
    }
    if (!named) {
      nameLength = 0;
      rows.attribute("");
    }
    boolean valued = false;
    while (cursor.next()) {
      if (cursor.field() == 2) {
        int outer = cursor.enter();
        attributeValue(rows);
        cursor.leave(outer);
        valued = true;
      } else {
        cursor.skip();
      }
    }
    if (!valued) {
      rows.nested(cursor.array(), cursor.position(), 0);
    }
  }

  /** A list of IDs under a correlation key: the row is found by each of them. */
  private void listedIds(AttributeValue value, RowWriter rows) {
    if (value instanceof AttributeValue.Items) {
      String name = new String(cursor.array(), nameFrom, nameLength, StandardCharsets.UTF_8);
      String key = fields.keys.nameOf(name);
      if (key != null) {
        CorrelationKeys.idsIn(value).forEach(id -> rows.idTerm(key, id));
      }
    }
  }

  private void attributeValue(RowWriter rows) {
    int from = cursor.position();
    int length = remaining();
    if (length == 0 || !cursor.next()) {
      rows.nested(cursor.array(), from, 0);
      return;
    }
    switch (cursor.field()) {
      case 1 -> {
        int outer = cursor.enter();
        rows.text(cursor.array(), cursor.position(), remaining());
        cursor.leave(outer);
      }
      case 2 -> rows.bool(cursor.bool());
      case 3 -> rows.whole(cursor.varintField());
      case 4 -> rows.real(cursor.float64());
      default -> {
        AttributeValue value = AnyValues.value(nested.reset(cursor.array(), from, length));
        if (value instanceof AttributeValue.Text text) {
          rows.text(text.value());
        } else {
          rows.nested(cursor.array(), from, length);
          listedIds(value, rows);
        }
        cursor.skip();
      }
    }
  }
}
