package dev.clew.logstore.otlp;

import dev.clew.model.AttributeValue;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.Severity;
import dev.clew.model.otlp.AnyValues;
import dev.clew.model.otlp.MalformedProtobufException;
import dev.clew.model.otlp.ProtoCursor;
import dev.clew.storage.block.life.RowWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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

  /** Of the record being read; 0 when it is not sent. */
  private long observed;

  /** The last severity text and its number: there are few, and each is sent many times. */
  private byte[] severityName = new byte[0];

  private int severityOfName;

  /** Whether records without severity get one of what they say. */
  private final boolean detects;

  /** What the attributes of the resource say; 0 for nothing. */
  private int severityOfResource;

  /** The same of the record being read. */
  private int severityOfAttributes;

  private boolean severityTextSent;
  private final ProtoCursor ahead = new ProtoCursor();

  /**
   * @param detects whether records without severity get one of their attributes or their text
   */
  public LogsReader(LogFields fields, boolean detects) {
    this.fields = fields;
    this.detects = detects;
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
    severityOfResource = detects ? groups.severity() : 0;
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
    // SDKs send the time first, so that most records are read in one go.
    int start = cursor.position();
    observed = 0;
    long time = cursor.next() && cursor.field() == 1 ? cursor.fixed64() : 0;
    if (time <= 0) {
      cursor.rewind(start);
      time = timeAhead();
    }
    // Times beyond the year 2262 come out negative: as good as none.
    long known = time > 0 ? time : observed > 0 ? observed : receivedNanos;
    if (!rows.begin(known)) {
      return;
    }
    int severity = content(rows);
    if (severity > 0) {
      rows.number(fields.severity, severity);
    } else if (detects && !severityTextSent) {
      detect(rows);
    }
    if (observed > 0) {
      rows.number(fields.observedOffset, observed - known);
    }
    rows.end();
  }

  /** As Loki has it, labels come first, then metadata, then the line. */
  private void detect(RowWriter rows) {
    int severity = severityOfResource;
    if (severity == 0) {
      severity = severityOfAttributes > 0 ? severityOfAttributes : bodies.severity();
    }
    if (severity > 0) {
      rows.number(fields.severity, severity);
      rows.number(fields.severityDetected, 1);
    }
  }

  private long timeAhead() {
    long time = 0;
    ahead.reset(cursor.array(), cursor.position(), remaining());
    while (ahead.next()) {
      switch (ahead.field()) {
        case 1 -> time = ahead.fixed64();
        case 11 -> observed = ahead.fixed64();
        default -> ahead.skip();
      }
    }
    return time;
  }

  /** Reads everything but the time; returns the severity number. */
  private int content(RowWriter rows) {
    int severity = 0;
    int severityOfText = 0;
    severityOfAttributes = 0;
    severityTextSent = false;
    bodies.reset();
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
        case 11 -> observed = cursor.fixed64();
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
      severityTextSent = true;
      rows.bytes(fields.severityText, cursor.array(), from, length);
    }
    if (!Arrays.equals(severityName, 0, severityName.length, cursor.array(), from, from + length)) {
      severityName = Arrays.copyOfRange(cursor.array(), from, from + length);
      severityOfName = severityOf(severityName);
    }
    cursor.leave(outer);
    return severityOfName;
  }

  private static int severityOf(byte[] name) {
    Severity severity =
        name.length == 0 || name.length > 16
            ? null
            : Severity.parse(new String(name, StandardCharsets.ISO_8859_1));
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
    int start = cursor.position();
    if (cursor.next() && cursor.field() == 1) {
      name(cursor, rows);
    } else {
      cursor.rewind(start);
      nameAhead(rows);
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

  /** Looks for a name that stands behind its value, or not at all. */
  private void nameAhead(RowWriter rows) {
    nameFrom = 0;
    nameLength = 0;
    rows.attribute("");
    ahead.reset(cursor.array(), cursor.position(), remaining());
    while (ahead.next()) {
      if (ahead.field() == 1) {
        name(ahead, rows);
      } else {
        ahead.skip();
      }
    }
  }

  private void name(ProtoCursor at, RowWriter rows) {
    int outer = at.enter();
    nameFrom = at.position();
    nameLength = at.limit() - nameFrom;
    rows.attribute(at.array(), nameFrom, nameLength);
    at.leave(outer);
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
        if (detects
            && severityOfAttributes == 0
            && LineSeverity.isKey(cursor.array(), nameFrom, nameLength)) {
          severityOfAttributes = LineSeverity.named(cursor.array(), cursor.position(), remaining());
        }
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
