package dev.clew.collector.otlp;

import dev.clew.collector.intake.Refusal;
import dev.clew.collector.intake.RefusedException;
import dev.clew.collector.json.JsonReader;
import dev.clew.collector.json.MalformedJsonException;
import dev.clew.model.Signal;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.otlp.OtlpLimits;
import dev.clew.model.otlp.ProtoCursor;
import dev.clew.model.otlp.ProtoWriter;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Turns OTLP/JSON into protobuf as it is read: nothing of the text is kept but the bytes that it
 * becomes, and those count against a claim. It is ProtoJSON but for three points
 * (opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding): trace and span IDs are hexadecimal,
 * enums are numbers, and unknown fields are ignored. Names of enum values and snake-case field
 * names are understood too, as protobuf's own readers do.
 *
 * <p>JSON has no order, but those who read the protobuf have it easier with the order of the field
 * numbers: a field that may stand once is moved before those with higher numbers, and of one that
 * is given twice the last counts.
 *
 * <p>Records beyond the limit of a request, and records with a value that is too long, are passed
 * over and counted.
 */
final class OtlpJson {
  /** As deep as OtlpCheck lets protobuf be. Each AnyValue level is up to three of JSON. */
  private static final int DEEPEST = 400;

  /**
   * Work to take out fields that are given twice, in fields looked at and blocks of 64 bytes moved:
   * it grows with what the message holds already, so a few are an oddity and many are an attack.
   */
  private static final long MOST_REPEATED_WORK = 1_000_000;

  private final JsonReader json;
  private final ProtoWriter out;
  private final OtlpLimits limits;
  private final JsonScalars scalars;
  private final ProtoCursor cursor = new ProtoCursor();
  private long repeatedWork;
  private long records;
  private long dropped;
  private String dropReason = "";

  /** Why the record that is being read has to be dropped; null while nothing is wrong. */
  private @Nullable String fault;

  private boolean inRecord;

  private OtlpJson(InputStream in, OtlpLimits limits, MemoryBudget.Claim claim, int bytes) {
    json = new JsonReader(in, DEEPEST);
    out = new ProtoWriter(bytes, claim);
    this.limits = limits;
    scalars = new JsonScalars(json, out);
  }

  /**
   * What a text became.
   *
   * @param request holds it from 0 on
   * @param droppedRecords records that were left out
   * @param dropReason why the first of them was; empty when none was
   */
  @SuppressWarnings("ArrayRecordComponent") // the bytes are handed on, never compared
  record Converted(byte[] request, int length, long droppedRecords, String dropReason) {}

  /**
   * @param in the text in UTF-8
   * @param claim takes what the request grows by
   * @param likelyBytes that the request is likely to take
   * @throws RefusedException when the text is not JSON or does not fit; the message says where
   */
  static Converted toProtobuf(
      Signal signal, InputStream in, OtlpLimits limits, MemoryBudget.Claim claim, int likelyBytes) {
    try {
      OtlpJson reader = new OtlpJson(in, limits, claim, likelyBytes);
      reader.request(JsonMessage.request(signal));
      return new Converted(
          reader.out.array(), reader.out.size(), reader.dropped, reader.dropReason);
    } catch (MalformedJsonException e) {
      throw new RefusedException(
          Refusal.Kind.MALFORMED,
          "not OTLP/JSON: " + e.getMessage(),
          "See opentelemetry.io/docs/specs/otlp, JSON Protobuf Encoding; protobuf bodies need"
              + " Content-Type: application/x-protobuf.");
    }
  }

  private void request(JsonMessage message) {
    json.expect(JsonReader.Kind.OBJECT, "the body", "a JSON object");
    fields(message, "the body");
    json.end();
  }

  /** Reads an object; the fields of its message go to the end of what was written. */
  private void fields(JsonMessage message, String what) {
    json.beginObject(what);
    int begin = out.size();
    int highest = 0;
    long seen = 0;
    while (json.nextName()) {
      JsonMessage.Field field = message.field(json);
      if (field == null || json.kind() == JsonReader.Kind.NULL) {
        json.skip();
        continue;
      }
      if (field.repeated) {
        items(field);
      } else {
        if ((seen & field.seenBit) != 0) {
          cutRepeated(message, begin, field.seenBit);
        }
        seen |= field.seenBit;
        int at = out.size();
        value(field);
        if (field.number < highest && out.size() > at) {
          out.moveForward(at, placeOf(field.number, begin, at));
        }
      }
      highest = Math.max(highest, field.number);
    }
  }

  private void items(JsonMessage.Field field) {
    json.beginArray(field.name);
    if (field.form != JsonMessage.Form.MESSAGE && field.form != JsonMessage.Form.TEXT) {
      int packed = out.open(field.number);
      while (json.nextItem()) {
        scalars.packed(field);
      }
      if (out.size() == packed) {
        out.truncate(packed - ProtoWriter.sizeOfOpen(field.number));
      } else {
        out.closeCompact(packed);
      }
      return;
    }
    boolean record = field.form == JsonMessage.Form.MESSAGE && field.message().isRecord();
    while (json.nextItem()) {
      if (record) {
        record(field);
      } else {
        value(field);
      }
    }
  }

  private void record(JsonMessage.Field field) {
    if (records >= limits.records()) {
      json.expect(JsonReader.Kind.OBJECT, field.name, "an object");
      json.skip();
      drop("more than " + limits.records() + " records in one request");
      return;
    }
    int at = out.size();
    fault = null;
    inRecord = true;
    value(field);
    inRecord = false;
    if (fault != null) {
      out.truncate(at);
      drop(fault);
    } else {
      records++;
    }
  }

  private void drop(String reason) {
    if (dropped++ == 0) {
      dropReason = reason;
    }
  }

  private void value(JsonMessage.Field field) {
    if (field.form == JsonMessage.Form.MESSAGE) {
      json.expect(JsonReader.Kind.OBJECT, field.name, "an object");
      int begin = out.open(field.number);
      fields(field.message(), field.name);
      out.closeCompact(begin);
      return;
    }
    long length = scalars.value(field, field.value ? limits.valueBytes() : Integer.MAX_VALUE);
    if (field.value && length > limits.valueBytes() && inRecord && fault == null) {
      fault = "value of " + length + " bytes (limit: " + limits.valueBytes() + ")";
    }
  }

  /** Where the first field with a higher number begins. */
  private int placeOf(int number, int begin, int end) {
    cursor.reset(out.array(), begin, end - begin);
    int place = begin;
    while (cursor.next() && cursor.field() < number) {
      cursor.skip();
      place = cursor.position();
    }
    return place;
  }

  /** Takes out the field that was given before. */
  private void cutRepeated(JsonMessage message, int begin, long seenBit) {
    cursor.reset(out.array(), begin, out.size() - begin);
    int from = begin;
    while (cursor.next()) {
      if (++repeatedWork > MOST_REPEATED_WORK) {
        throw json.malformed("names given again and again", "each name once");
      }
      int number = cursor.field();
      cursor.skip();
      if (message.shares(number, seenBit)) {
        repeatedWork += (out.size() - from) / 64;
        out.cut(from, cursor.position());
        return;
      }
      from = cursor.position();
    }
  }
}
