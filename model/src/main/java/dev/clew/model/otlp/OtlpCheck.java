package dev.clew.model.otlp;

import dev.clew.model.Signal;
import dev.clew.model.otlp.OtlpReport.Cause;
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
  /** Services of one request that are told apart: more is nothing that a person reads. */
  private static final int MOST_SENDERS = 100;

  private static final OtlpReport.Sender OTHERS = new OtlpReport.Sender("others", "", 0);

  private static final String ID_REMEDY =
      "Send trace IDs of 16 bytes and span IDs of 8, in JSON as 32 and 16 hexadecimal digits.";

  /** Attribute values nested deeper than this would endanger the stack of whoever reads them. */
  private static final int DEEPEST = 100;

  private final Signal signal;
  private final OtlpLimits limits;
  private final TimeLimits times;
  private final ProtoCursor cursor = new ProtoCursor();
  private final int start;

  private long records;
  private final Findings findings = new Findings();

  /**
   * Bounds of what is dropped, records or fields of those that are kept: begin of the tag, end of
   * the content, in pairs.
   */
  private int[] drops = new int[0];

  private int dropEnd;

  /** Why the record that is being read has to be dropped; null while nothing is wrong. */
  private @Nullable String fault;

  private Cause cause = Cause.LIMIT;

  /** What the record that is being read loses, though it is kept; null for nothing. */
  private @Nullable String loss;

  /** The link that is being read has an ID that is none. */
  private boolean brokenLink;

  /** The same for all records of the resource or scope that is being read. */
  private @Nullable String outerFault;

  private boolean traceIdSeen;
  private boolean spanIdSeen;
  private long recordNanos;
  private long observedNanos;

  private final List<OtlpReport.Sender> senders = new ArrayList<>(1);

  private final PointCheck points;

  /** Whose attribute is being read, as far as it may become a label. */
  private Owner owner = Owner.OTHER;

  /**
   * Whether the message that is being read has a key of its own, and whether the one before had.
   */
  private boolean keySeen;

  private boolean hadKey;

  private enum Owner {
    POINT,
    /** Resource or scope. */
    OUTER,
    OTHER
  }

  private OtlpCheck(Signal signal, RecordLimits limits, int start) {
    points = new PointCheck(limits.points());
    this.signal = signal;
    this.limits = limits.otlp();
    times = limits.times();
    this.start = start;
  }

  /** Checks what a request may contain, but no times. */
  public static OtlpReport check(
      Signal signal, OtlpLimits limits, byte[] bytes, int offset, int length) {
    return check(signal, RecordLimits.of(limits), bytes, offset, length);
  }

  /**
   * Checks a request. What is dropped of it is taken out of the array that it stands in.
   *
   * @throws MalformedProtobufException when the bytes are not a request of this signal; the message
   *     names field and offset
   */
  public static OtlpReport check(
      Signal signal, RecordLimits limits, byte[] bytes, int offset, int length) {
    OtlpCheck check = new OtlpCheck(signal, limits, offset);
    check.cursor.reset(bytes, offset, length);
    check.request(WireSchema.request(signal));
    return check.report(bytes, offset, length);
  }

  private OtlpReport report(byte[] bytes, int offset, int length) {
    List<OtlpReport.Finding> found = findings.list();
    if (dropEnd == 0) {
      return new OtlpReport(records, found, points.doubtful(), senders, bytes, offset, length);
    }
    int rest = RecordRemoval.remove(signal, bytes, offset, length, Arrays.copyOf(drops, dropEnd));
    return new OtlpReport(records, found, points.doubtful(), senders, bytes, offset, rest);
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
      boolean known = senders.size() < MOST_SENDERS;
      OtlpReport.Sender sender = known ? SenderNames.read(cursor.array(), begin, end) : OTHERS;
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
          case LINK -> link(schema, field, tagStart, depth);
          case RECORD -> record(schema, field, tagStart, depth);
          case ATTRIBUTE -> {
            attributes++;
            attribute(schema, field, depth);
          }
          default -> scalar(schema, field, tagStart);
        }
      }
      tagStart = cursor.position();
    }
    if (attributes > limits.attributes()) {
      fault(
          Cause.LIMIT,
          schema + " with " + attributes + " attributes (limit: " + limits.attributes() + ")");
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
    if (owner == Owner.POINT && !hadKey) {
      points.noKey();
    } else if (owner == Owner.OUTER && !hadKey) {
      fault(Cause.LIMIT, schema + " with an attribute without a key");
    }
    owner = Owner.OTHER;
  }

  private void nested(WireSchema schema, WireSchema.Field field, int depth) {
    String outerFaultBefore = outerFault;
    int outer = enter(schema, field);
    boolean keyBefore = keySeen;
    keySeen = false;
    if (field.message() == WireSchema.METRIC) {
      points.startMetric(cursor);
    } else if (schema == WireSchema.METRIC) {
      points.startData(cursor, field.name());
    } else if (field.message() == WireSchema.SCOPE_METRICS) {
      points.startScope();
    }
    message(field.message(), depth + 1);
    hadKey = keySeen;
    keySeen = keyBefore;
    cursor.leave(outer);
    if (field.message() == WireSchema.RESOURCE || field.message() == WireSchema.SCOPE) {
      outerFault = fault == null ? outerFault : fault; // stands until its siblings are read
      fault = null;
    } else {
      outerFault = outerFaultBefore;
    }
  }

  private void link(WireSchema schema, WireSchema.Field field, int tagStart, int depth) {
    brokenLink = false;
    nested(schema, field, depth);
    if (brokenLink) {
      drop(tagStart, cursor.position());
    }
  }

  private void record(WireSchema schema, WireSchema.Field field, int tagStart, int depth) {
    fault = null;
    loss = null;
    points.startRecord(field.message().isPoint());
    traceIdSeen = false;
    spanIdSeen = false;
    recordNanos = 0;
    observedNanos = 0;
    int outer = enter(schema, field);
    message(field.message(), depth + 1);
    cursor.leave(outer);
    String remedy = judge(field.message());
    String found = fault;
    fault = null;
    if (found == null) {
      records++;
      if (loss != null) {
        findings.add(Cause.CONTEXT, loss, ID_REMEDY);
      }
    } else {
      findings.add(cause, found, remedy);
      while (dropEnd > 0 && drops[dropEnd - 2] >= tagStart) {
        dropEnd -= 2; // fields of a record that goes as a whole
      }
      drop(tagStart, cursor.position());
    }
  }

  /** Whether the record that was read is kept; answers the remedy when it is not. */
  private String judge(WireSchema schema) {
    if (fault == null && schema == WireSchema.SPAN && !(traceIdSeen && spanIdSeen)) {
      fault(Cause.ID, traceIdSeen ? "span without span_id" : "span without trace_id");
    }
    if (fault == null && outerFault != null) {
      fault(Cause.LIMIT, outerFault);
    }
    if (fault == null && points.reason() != null) {
      fault(points.isByTime() ? Cause.TIME : Cause.LIMIT, points.reason());
      return points.remedy();
    }
    long time = recordNanos > 0 ? recordNanos : observedNanos; // without one: that of receipt
    if (fault == null && time > 0 && !times.admits(time)) {
      String what = schema == WireSchema.SPAN ? "a span" : "a log record";
      fault(Cause.TIME, times.reason(what, time));
      return times.remedy(time);
    }
    if (fault == null && records >= limits.records()) {
      fault(Cause.LIMIT, "more than " + limits.records() + " records in one request");
    }
    return cause == Cause.ID ? ID_REMEDY : "";
  }

  private void fault(Cause why, String what) {
    cause = why;
    fault = what;
  }

  /** What follows right behind is one with it: a pair for each of millions would cost memory. */
  private void drop(int from, int to) {
    if (dropEnd > 0 && drops[dropEnd - 1] == from) {
      drops[dropEnd - 1] = to;
      return;
    }
    if (dropEnd == drops.length) {
      drops = Arrays.copyOf(drops, Math.max(16, 2 * drops.length));
    }
    drops[dropEnd++] = from;
    drops[dropEnd++] = to;
  }

  private void scalar(WireSchema schema, WireSchema.Field field, int tagStart) {
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
      case RECORD_TIME, OBSERVED_TIME -> time(schema, field);
      case POINT_TIME, POINT_NUMBER, POINT_FLAGS, POINT_SCALE -> point(schema, field);
      case VALUE -> value(schema, field);
      case TRACE_ID, SPAN_ID -> id(schema, field, tagStart);
      case PACKED_FIXED64 -> packed(schema, field, ProtoCursor.FIXED64);
      case PACKED_VARINT -> packed(schema, field, ProtoCursor.VARINT);
      default -> throw new IllegalStateException("BUG: " + field);
    }
  }

  private void time(WireSchema schema, WireSchema.Field field) {
    expect(schema, field, ProtoCursor.FIXED64);
    long nanos = cursor.fixed64();
    if (field.form() == WireSchema.Form.RECORD_TIME) {
      recordNanos = nanos;
    } else {
      observedNanos = nanos;
    }
  }

  /** A name; {@code cursor.field()} is its number. */
  private void text(WireSchema schema, int from, int to) {
    keySeen |= schema == WireSchema.KEY_VALUE && to > from;
    if (owner != Owner.OTHER) {
      points.text(owner == Owner.POINT, from, to);
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
      fault(Cause.LIMIT, "value of " + length + " bytes (limit: " + limits.valueBytes() + ")");
    }
    cursor.leave(outer);
  }

  private void id(WireSchema schema, WireSchema.Field field, int tagStart) {
    if (field.form() == WireSchema.Form.TRACE_ID) {
      boolean present = id(schema, field, tagStart, 16);
      traceIdSeen |= present && schema == WireSchema.SPAN;
    } else {
      boolean present = id(schema, field, tagStart, 8);
      spanIdSeen |= present && schema == WireSchema.SPAN && cursor.field() == 2;
    }
  }

  /** Whether the ID is there: neither empty nor all zero. One that is malformed is told of. */
  private boolean id(WireSchema schema, WireSchema.Field field, int tagStart, int size) {
    int outer = enter(schema, field);
    int from = cursor.position();
    int end = cursor.limit();
    cursor.leave(outer);
    if (end - from != size && end != from) {
      String what = MalformedId.describe(schema, field, cursor.array(), from, end, size);
      malformedId(schema, what, tagStart);
      return true;
    }
    long bits = 0;
    for (int at = from; at < end; at += 8) {
      bits |= cursor.bigEndianLong(at);
    }
    return bits != 0;
  }

  /** A span is nothing without its IDs, and a link without those it points to. */
  private void malformedId(WireSchema schema, String what, int tagStart) {
    if (schema == WireSchema.SPAN) {
      fault(Cause.ID, what);
      return;
    }
    loss = loss == null ? what : loss;
    if (schema == WireSchema.LINK) {
      brokenLink = true;
    } else {
      drop(tagStart, cursor.position());
    }
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
}
