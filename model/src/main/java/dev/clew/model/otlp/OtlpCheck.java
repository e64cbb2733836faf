package dev.clew.model.otlp;

import dev.clew.model.Resource;
import dev.clew.model.Signal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks the whole wire structure of an export request in one pass over its bytes, without an
 * object per record: every field has the wire type that it must have, lengths fit, IDs have their
 * sizes, nesting is bounded. On the way it counts the records and finds those that break a limit.
 */
public final class OtlpCheck {
  /** Attribute values nested deeper than this would endanger the stack of whoever reads them. */
  private static final int DEEPEST = 100;

  private static final byte[] SERVICE_NAME = ascii("service.name");
  private static final byte[] SDK_LANGUAGE = ascii("telemetry.sdk.language");
  private static final byte[] SDK_VERSION = ascii("telemetry.sdk.version");

  private final Signal signal;
  private final OtlpLimits limits;
  private final ProtoCursor cursor = new ProtoCursor();
  private final int start;

  private long records;
  private long dropped;
  private String dropReason = "";
  private String dropRemedy = "";

  /** Bounds of the dropped records: begin of the tag, end of the content, in pairs. */
  private int[] drops = new int[0];

  private int dropEnd;

  /** Why the record that is being read has to be dropped; null while nothing is wrong. */
  private @Nullable String fault;

  /** The same for all records of the resource or scope that is being read. */
  private @Nullable String outerFault;

  private boolean traceIdSeen;
  private boolean spanIdSeen;
  private final List<OtlpReport.Sender> senders = new ArrayList<>(1);

  private final PointCheck points;

  /** Whose attribute is being read, as far as it may become a label. */
  private Owner owner = Owner.OTHER;

  private enum Owner {
    POINT,
    /** Resource or scope. */
    OUTER,
    OTHER
  }

  private OtlpCheck(Signal signal, OtlpLimits limits, PointLimits pointLimits, int start) {
    points = new PointCheck(pointLimits);
    this.signal = signal;
    this.limits = limits;
    this.start = start;
  }

  /**
   * @throws MalformedProtobufException when the bytes are not a request of this signal; the message
   *     names field and offset
   */
  public static OtlpReport check(
      Signal signal, OtlpLimits limits, byte[] bytes, int offset, int length) {
    return check(signal, limits, PointLimits.NONE, bytes, offset, length);
  }

  /**
   * @param pointLimits what data points have to keep besides
   * @throws MalformedProtobufException when the bytes are not a request of this signal
   */
  public static OtlpReport check(
      Signal signal,
      OtlpLimits limits,
      PointLimits pointLimits,
      byte[] bytes,
      int offset,
      int length) {
    OtlpCheck check = new OtlpCheck(signal, limits, pointLimits, offset);
    check.cursor.reset(bytes, offset, length);
    check.request(WireSchema.request(signal));
    return check.report(bytes, offset, length);
  }

  private OtlpReport report(byte[] bytes, int offset, int length) {
    if (dropped == 0) {
      return new OtlpReport(records, 0, "", "", points.doubtful(), senders, bytes, offset, length);
    }
    byte[] rest =
        RecordRemoval.without(signal, bytes, offset, length, Arrays.copyOf(drops, dropEnd));
    return new OtlpReport(
        records, dropped, dropReason, dropRemedy, points.doubtful(), senders, rest, 0, rest.length);
  }

  private void request(WireSchema schema) {
    while (cursor.next()) {
      WireSchema.Field field = schema.field(cursor.field());
      if (field == null) {
        cursor.skip();
        continue;
      }
      int outer = enter(schema, field);
      int begin = cursor.position();
      int end = cursor.limit();
      long before = records;
      outerFault = null;
      points.startResource(cursor.array());
      OtlpReport.Sender sender = sender(begin, end);
      message(field.message(), 1);
      cursor.leave(outer);
      addSender(sender, records - before);
    }
  }

  private void addSender(OtlpReport.Sender sender, long count) {
    for (int i = 0; i < senders.size(); i++) {
      OtlpReport.Sender known = senders.get(i);
      if (known.service().equals(sender.service()) && known.sdk().equals(sender.sdk())) {
        senders.set(
            i, new OtlpReport.Sender(known.service(), known.sdk(), known.records() + count));
        return;
      }
    }
    senders.add(new OtlpReport.Sender(sender.service(), sender.sdk(), count));
  }

  private void message(WireSchema schema, int depth) {
    if (depth > DEEPEST) {
      throw new MalformedProtobufException(
          "values nested deeper than " + DEEPEST, cursor.position() - start);
    }
    int attributes = 0;
    int tagStart = cursor.position();
    while (cursor.next()) {
      WireSchema.Field field = schema.field(cursor.field());
      if (field == null) {
        cursor.skip();
      } else {
        switch (field.form()) {
          case MESSAGE -> nested(schema, field, depth);
          case RECORD -> record(schema, field, tagStart, depth);
          case ATTRIBUTE -> {
            attributes++;
            attribute(schema, field, depth);
          }
          default -> scalar(schema, field);
        }
      }
      tagStart = cursor.position();
    }
    if (attributes > limits.attributes()) {
      fault = schema + " with " + attributes + " attributes (limit: " + limits.attributes() + ")";
    }
    if (schema.isPoint()) {
      points.endPoint(schema == WireSchema.NUMBER_POINT, attributes);
    }
  }

  private void attribute(WireSchema schema, WireSchema.Field field, int depth) {
    if (signal == Signal.METRICS) {
      owner = schema.isPoint() ? Owner.POINT : Owner.OUTER;
    }
    nested(schema, field, depth);
    owner = Owner.OTHER;
  }

  private void nested(WireSchema schema, WireSchema.Field field, int depth) {
    String outerFaultBefore = outerFault;
    int outer = enter(schema, field);
    if (field.message() == WireSchema.METRIC) {
      points.metricName(0, 0);
    } else if (field.message() == WireSchema.SCOPE_METRICS) {
      points.startScope();
    }
    message(field.message(), depth + 1);
    cursor.leave(outer);
    if (field.message() == WireSchema.RESOURCE || field.message() == WireSchema.SCOPE) {
      outerFault = fault == null ? outerFault : fault; // stands until its siblings are read
      fault = null;
    } else {
      outerFault = outerFaultBefore;
    }
  }

  private void record(WireSchema schema, WireSchema.Field field, int tagStart, int depth) {
    fault = null;
    points.startPoint();
    traceIdSeen = false;
    spanIdSeen = false;
    int outer = enter(schema, field);
    message(field.message(), depth + 1);
    cursor.leave(outer);
    if (field.message() == WireSchema.SPAN && !(traceIdSeen && spanIdSeen)) {
      fault = traceIdSeen ? "span without span_id" : "span without trace_id";
    }
    if (fault == null) {
      fault = outerFault;
    }
    String remedy = "";
    if (fault == null && points.reason() != null) {
      fault = points.reason();
      remedy = points.remedy();
    }
    if (fault == null && records >= limits.records()) {
      fault = "more than " + limits.records() + " records in one request";
    }
    if (fault == null) {
      records++;
    } else {
      drop(tagStart, cursor.position(), fault, remedy);
      fault = null;
    }
  }

  private void drop(int from, int to, String reason, String remedy) {
    if (dropped++ == 0) {
      dropReason = reason;
      dropRemedy = remedy;
    }
    if (dropEnd == drops.length) {
      drops = Arrays.copyOf(drops, Math.max(16, 2 * drops.length));
    }
    drops[dropEnd++] = from;
    drops[dropEnd++] = to;
  }

  private void scalar(WireSchema schema, WireSchema.Field field) {
    switch (field.form()) {
      case VARINT -> {
        expect(schema, field, ProtoCursor.VARINT);
        cursor.skip();
      }
      case FIXED64 -> {
        expect(schema, field, ProtoCursor.FIXED64);
        cursor.skip();
      }
      case FIXED32 -> {
        expect(schema, field, ProtoCursor.FIXED32);
        cursor.skip();
      }
      case TEXT -> {
        int outer = enter(schema, field);
        text(schema, cursor.position(), cursor.limit());
        cursor.leave(outer);
      }
      case POINT_TIME, POINT_NUMBER, POINT_FLAGS, POINT_SCALE -> point(schema, field);
      case VALUE -> value(schema, field);
      case TRACE_ID -> {
        boolean present = id(schema, field, 16);
        traceIdSeen |= present && schema == WireSchema.SPAN;
      }
      case SPAN_ID -> {
        boolean present = id(schema, field, 8);
        spanIdSeen |= present && schema == WireSchema.SPAN && cursor.field() == 2;
      }
      case PACKED_FIXED64 -> packed(schema, field, ProtoCursor.FIXED64);
      case PACKED_VARINT -> packed(schema, field, ProtoCursor.VARINT);
      default -> throw new IllegalStateException("BUG: " + field);
    }
  }

  /** A name; {@code cursor.field()} is its number. */
  private void text(WireSchema schema, int from, int to) {
    if (owner != Owner.OTHER) {
      points.text(owner == Owner.POINT, from, to);
    } else if (cursor.field() == 1 && schema == WireSchema.METRIC) {
      points.metricName(from, to);
    } else if (cursor.field() == 1 && schema == WireSchema.SCOPE) {
      points.scopeName(from, to);
    }
  }

  private void point(WireSchema schema, WireSchema.Field field) {
    switch (field.form()) {
      case POINT_TIME -> {
        expect(schema, field, ProtoCursor.FIXED64);
        points.time(cursor.fixed64());
      }
      case POINT_NUMBER -> {
        expect(schema, field, ProtoCursor.FIXED64);
        cursor.skip();
        points.number();
      }
      case POINT_FLAGS -> {
        expect(schema, field, ProtoCursor.VARINT);
        points.flags(cursor.varintField());
      }
      default -> {
        expect(schema, field, ProtoCursor.VARINT);
        points.scale(cursor.zigzag());
      }
    }
  }

  private void value(WireSchema schema, WireSchema.Field field) {
    int outer = enter(schema, field);
    int length = cursor.limit() - cursor.position();
    if (owner != Owner.OTHER) {
      points.text(owner == Owner.POINT, cursor.position(), cursor.limit());
    }
    if (length > limits.valueBytes()) {
      fault = "value of " + length + " bytes (limit: " + limits.valueBytes() + ")";
    }
    cursor.leave(outer);
  }

  /** Whether the ID is there: neither empty nor all zero. */
  private boolean id(WireSchema schema, WireSchema.Field field, int size) {
    int outer = enter(schema, field);
    int length = cursor.limit() - cursor.position();
    if (length != size && length != 0) {
      throw malformed(schema, field, length + " bytes (expected: " + size + " or none)");
    }
    long bits = 0;
    for (int at = cursor.position(); at < cursor.limit(); at += 8) {
      bits |= cursor.bigEndianLong(at);
    }
    cursor.leave(outer);
    return bits != 0;
  }

  private void packed(WireSchema schema, WireSchema.Field field, int elementType) {
    if (cursor.wireType() == elementType) {
      cursor.skip(); // one element, not packed
      return;
    }
    int outer = enter(schema, field);
    if (elementType == ProtoCursor.VARINT) {
      while (cursor.position() < cursor.limit()) {
        cursor.varint();
      }
    } else if ((cursor.limit() - cursor.position()) % 8 != 0) {
      throw malformed(
          schema,
          field,
          (cursor.limit() - cursor.position()) + " bytes (expected: a multiple of 8)");
    }
    cursor.leave(outer);
  }

  private int enter(WireSchema schema, WireSchema.Field field) {
    expect(schema, field, ProtoCursor.BYTES);
    return cursor.enter();
  }

  private void expect(WireSchema schema, WireSchema.Field field, int wireType) {
    if (cursor.wireType() != wireType) {
      throw malformed(
          schema, field, "wire type " + cursor.wireType() + " (expected: " + wireType + ")");
    }
  }

  private MalformedProtobufException malformed(
      WireSchema schema, WireSchema.Field field, String what) {
    return new MalformedProtobufException(
        schema + "." + field.name() + ": " + what, cursor.position() - start);
  }

  /** Reads who sent a ResourceLogs, ResourceSpans or ResourceMetrics; it may be malformed. */
  private OtlpReport.Sender sender(int begin, int end) {
    ProtoCursor reader = new ProtoCursor().reset(cursor.array(), begin, end - begin);
    SenderNames names = new SenderNames();
    try {
      while (reader.next()) {
        if (reader.field() == 1 && reader.wireType() == ProtoCursor.BYTES) {
          int outer = reader.enter();
          names.readResource(reader);
          reader.leave(outer);
        } else {
          reader.skip();
        }
      }
    } catch (MalformedProtobufException e) {
      return new OtlpReport.Sender("", "", 0); // the check finds it too, and says where
    }
    String service = names.service.isEmpty() ? Resource.UNKNOWN_SERVICE : names.service;
    return new OtlpReport.Sender(service, (names.language + " " + names.version).strip(), 0);
  }

  /** The few resource attributes that are of interest here. */
  private static final class SenderNames {
    String service = "";
    String language = "";
    String version = "";

    void readResource(ProtoCursor reader) {
      while (reader.next()) {
        if (reader.field() == 1) {
          int outer = reader.enter();
          readAttribute(reader);
          reader.leave(outer);
        } else {
          reader.skip();
        }
      }
    }

    private void readAttribute(ProtoCursor reader) {
      int keyStart = 0;
      int keyEnd = 0;
      while (reader.next()) {
        int field = reader.field();
        if (field > 2) {
          reader.skip();
          continue;
        }
        int outer = reader.enter();
        if (field == 1) {
          keyStart = reader.position();
          keyEnd = reader.limit();
        } else {
          readValue(reader, keyStart, keyEnd);
        }
        reader.leave(outer);
      }
    }

    private void readValue(ProtoCursor reader, int keyStart, int keyEnd) {
      if (is(SERVICE_NAME, reader, keyStart, keyEnd)) {
        service = text(reader);
      } else if (is(SDK_LANGUAGE, reader, keyStart, keyEnd)) {
        language = text(reader);
      } else if (is(SDK_VERSION, reader, keyStart, keyEnd)) {
        version = text(reader);
      }
    }

    private static boolean is(byte[] name, ProtoCursor reader, int from, int to) {
      return Arrays.equals(reader.array(), from, to, name, 0, name.length);
    }

    private static String text(ProtoCursor reader) {
      return reader.next() && reader.field() == 1 ? reader.string() : "";
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
