package dev.clew.collector.loki;

import dev.clew.collector.otlp.OtlpIntake;
import dev.clew.model.Severity;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.otlp.OtlpLimits;
import dev.clew.model.otlp.ProtoCursor;
import dev.clew.model.otlp.ProtoWriter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns what Loki's clients send into an OTLP request, as it is read: labels become attributes of
 * the resource, structured metadata become attributes of the record. Labels stay as they were sent
 * as well, so that queries written for Loki find them.
 */
final class PushedLogs {
  private static final String SERVICE_NAME = "service.name";

  // Numbers of fields of opentelemetry-proto.
  private static final int RESOURCE = 1;
  private static final int SCOPE_LOGS = 2;
  private static final int LOG_RECORDS = 2;
  private static final int SEVERITY_NUMBER = 2;
  private static final int SEVERITY_TEXT = 3;
  private static final int ATTRIBUTES = 6;
  private static final int TRACE_ID = 9;
  private static final int SPAN_ID = 10;

  private final ProtoWriter out;
  private final OtlpLimits limits;
  private final int valueBytes;
  private int resourceLogs;
  private int scope = -1;
  private int record;
  private int recordField;
  private boolean labelled;

  /** Of the stream's labels; lines without a severity of their own have it. */
  private String streamSeverity = "";

  private long records;
  private long dropped;
  private String dropReason = "";

  /** Why the line that is being read has to be dropped; null while nothing is wrong. */
  private @Nullable String fault;

  /**
   * @param bytes that the request is likely to take
   * @param claim takes what it grows by
   */
  PushedLogs(OtlpLimits limits, MemoryBudget.Claim claim, int bytes) {
    out = new ProtoWriter(bytes, claim);
    this.limits = limits;
    valueBytes = limits.valueBytes();
  }

  /** Begins a stream; its labels and lines follow, in any order. */
  void beginStream() {
    resourceLogs = out.open(1);
    scope = -1;
    labelled = false;
    streamSeverity = "";
  }

  /** The labels of the stream; only the first count. */
  void labels(Map<String, String> labels) {
    if (labelled) {
      return;
    }
    labelled = true;
    boolean late = out.size() > resourceLogs;
    closeScope();
    int at = out.size();
    int resource = out.open(RESOURCE);
    boolean named = false;
    for (Map.Entry<String, String> label : labels.entrySet()) {
      String name = OtelNames.ofLabel(label.getKey());
      named |= name.equals(SERVICE_NAME);
      attribute(1, name, label.getValue());
      if (isSeverity(label.getKey())) {
        streamSeverity = label.getValue();
      }
    }
    String service = named ? null : OtelNames.service(labels);
    if (service != null) {
      attribute(1, SERVICE_NAME, service);
    }
    out.closeCompact(resource);
    if (late) {
      out.moveForward(at, resourceLogs);
      if (!streamSeverity.isEmpty()) {
        giveSeverity(resourceLogs + out.size() - at);
      }
    }
  }

  void endStream() {
    labels(Map.of());
    closeScope();
    out.closeCompact(resourceLogs);
  }

  private void closeScope() {
    if (scope >= 0) {
      out.closeCompact(scope);
      scope = -1;
    }
  }

  /** Whether there is room for another line; one that has none is counted, and is passed over. */
  boolean hasRoom() {
    if (records < limits.records()) {
      return true;
    }
    drop("more than " + limits.records() + " records in one request");
    return false;
  }

  private void drop(String reason) {
    if (dropped++ == 0) {
      dropReason = reason;
    }
  }

  /** Begins a line of the stream; what is said of it follows in any order, each once. */
  void beginLine() {
    if (scope < 0) {
      scope = out.open(SCOPE_LOGS);
    }
    recordField = out.size();
    record = out.open(LOG_RECORDS);
    fault = null;
  }

  /**
   * @param timeNanos nanoseconds since the Unix epoch
   */
  void time(long timeNanos) {
    out.fixed64(1, timeNanos);
  }

  void line(byte[] from, int offset, int length) {
    if (length > valueBytes) {
      tooLong(length);
      return;
    }
    int body = out.open(5);
    out.bytes(1, from, offset, length);
    out.closeCompact(body);
  }

  /** Writes a text to the end of what was written. */
  @FunctionalInterface
  interface TextSource {
    /**
     * @param most bytes that are written
     * @return how many bytes it has in all
     */
    long write(ProtoWriter to, int most);
  }

  void line(TextSource text) {
    int body = out.open(5);
    int value = out.open(1);
    long length = text.write(out, valueBytes);
    out.closeCompact(value);
    out.closeCompact(body);
    if (length > valueBytes) {
      tooLong(length);
    }
  }

  private void tooLong(long length) {
    fault = "value of " + length + " bytes (limit: " + valueBytes + ")";
  }

  /** Ends the line. */
  void endLine(Map<String, String> metadata) {
    String severity = streamSeverity;
    int number = 0;
    for (Map.Entry<String, String> item : metadata.entrySet()) {
      String name = item.getKey();
      String value = item.getValue();
      if (isSeverity(name)) {
        severity = value;
      } else if (isSeverityNumber(name, value)) {
        number = Integer.parseInt(value);
      } else if (!isId(name, value)) {
        attribute(ATTRIBUTES, name, value);
      }
    }
    severity(severity, number);
    out.closeCompact(record);
    if (fault == null) {
      records++;
    } else {
      drop(fault);
      out.truncate(recordField);
    }
  }

  private void severity(String severity, int number) {
    int known = number;
    if (!severity.isEmpty()) {
      out.text(SEVERITY_TEXT, severity);
      Severity parsed = Severity.parse(severity);
      known = number == 0 && parsed != null ? parsed.lowestNumber() : number;
    }
    if (known != 0) {
      out.tag(SEVERITY_NUMBER, ProtoWriter.VARINT);
      out.varint(known);
    }
  }

  /** Lines that were written before the labels were known get the severity of the stream. */
  private void giveSeverity(int from) {
    int end = out.size();
    ProtoCursor scopes = new ProtoCursor().reset(out.array(), from, end - from);
    while (scopes.next()) {
      int outer = scopes.enter();
      int again = out.open(SCOPE_LOGS);
      while (scopes.next()) {
        int scopeEnd = scopes.enter();
        line(scopes.position(), scopes.limit());
        scopes.leave(scopeEnd);
      }
      scopes.leave(outer);
      out.closeCompact(again);
    }
    out.cut(from, end);
  }

  private void line(int from, int to) {
    boolean text = false;
    int number = 0;
    ProtoCursor fields = new ProtoCursor().reset(out.array(), from, to - from);
    while (fields.next()) {
      if (fields.field() == SEVERITY_NUMBER) {
        number = (int) fields.varintField();
      } else {
        text |= fields.field() == SEVERITY_TEXT;
        fields.skip();
      }
    }
    int copy = out.open(LOG_RECORDS);
    out.append(out.array(), from, to - from);
    if (!text) {
      severity(streamSeverity, number);
    }
    out.closeCompact(copy);
  }

  private static boolean isSeverity(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "level", "severity", "severity_text", "detected_level", "loglevel", "log_level" -> true;
      default -> false;
    };
  }

  private static boolean isSeverityNumber(String name, String value) {
    return name.equals("severity_number")
        && value.matches("[0-9]{1,2}")
        && Integer.parseInt(value) <= 24;
  }

  /** Sets the trace or span ID, when the metadata is one. */
  private boolean isId(String name, String value) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "trace_id", "traceid" -> id(TRACE_ID, value, 32);
      case "span_id", "spanid" -> id(SPAN_ID, value, 16);
      default -> false;
    };
  }

  /** Older tracers leave out leading zeros. */
  private boolean id(int field, String text, int digits) {
    if (text.isEmpty() || text.length() > digits || !text.matches("[0-9a-fA-F]+")) {
      return false;
    }
    out.bytes(field, HexFormat.of().parseHex("0".repeat(digits - text.length()) + text));
    return true;
  }

  private void attribute(int field, String key, String value) {
    int pair = out.open(field);
    out.text(1, key);
    int any = out.open(2);
    out.text(1, value);
    out.closeCompact(any);
    out.closeCompact(pair);
  }

  /** The request begins the array and is {@link #size} long. */
  byte[] array() {
    return out.array();
  }

  int size() {
    return out.size();
  }

  /** Lines that were left out. */
  OtlpIntake.Left left() {
    return new OtlpIntake.Left(dropped, dropReason);
  }
}
