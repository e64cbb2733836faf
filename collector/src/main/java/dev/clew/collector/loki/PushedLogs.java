package dev.clew.collector.loki;

import com.google.protobuf.ByteString;
import dev.clew.model.Severity;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns what Loki's clients send into an OTLP request: labels become attributes of the resource,
 * structured metadata become attributes of the record. Labels stay as they were sent as well, so
 * that queries written for Loki find them.
 */
final class PushedLogs {
  private static final String SERVICE_NAME = "service.name";

  private final ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
  private ScopeLogs.@Nullable Builder stream;

  /** Of the stream's labels; lines without a severity of their own have it. */
  private String streamSeverity = "";

  /** Begins a stream; the lines that follow belong to it. */
  void stream(Map<String, String> labels) {
    var resourceLogs = request.addResourceLogsBuilder();
    Resource.Builder resource = resourceLogs.getResourceBuilder();
    streamSeverity = "";
    boolean named = false;
    for (Map.Entry<String, String> label : labels.entrySet()) {
      String name = OtelNames.ofLabel(label.getKey());
      named |= name.equals(SERVICE_NAME);
      resource.addAttributes(attribute(name, label.getValue()));
      if (isSeverity(label.getKey())) {
        streamSeverity = label.getValue();
      }
    }
    String service = named ? null : OtelNames.service(labels);
    if (service != null) {
      resource.addAttributes(attribute(SERVICE_NAME, service));
    }
    stream = resourceLogs.addScopeLogsBuilder();
  }

  /**
   * Adds a line of the stream begun last.
   *
   * @param timeNanos nanoseconds since the Unix epoch
   */
  void line(long timeNanos, String line, Map<String, String> metadata) {
    if (stream == null) {
      throw new IllegalStateException("BUG: a line before its stream");
    }
    LogRecord.Builder record = stream.addLogRecordsBuilder();
    record.setTimeUnixNano(timeNanos);
    record.setBody(AnyValue.newBuilder().setStringValue(line));
    String severity = streamSeverity;
    for (Map.Entry<String, String> item : metadata.entrySet()) {
      String name = item.getKey();
      String value = item.getValue();
      if (isSeverity(name)) {
        severity = value;
      } else if (!isId(name, value, record) && !isSeverityNumber(name, value, record)) {
        record.addAttributes(attribute(name, value));
      }
    }
    if (!severity.isEmpty()) {
      record.setSeverityText(severity);
      Severity known = Severity.parse(severity);
      if (known != null && record.getSeverityNumberValue() == 0) {
        record.setSeverityNumberValue(known.lowestNumber());
      }
    }
  }

  private static boolean isSeverity(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "level", "severity", "severity_text", "detected_level", "loglevel", "log_level" -> true;
      default -> false;
    };
  }

  private static boolean isSeverityNumber(String name, String value, LogRecord.Builder record) {
    if (!name.equals("severity_number") || !value.matches("[0-9]{1,2}")) {
      return false;
    }
    int number = Integer.parseInt(value);
    if (number > 24) {
      return false;
    }
    record.setSeverityNumberValue(number);
    return true;
  }

  /** Sets the trace or span ID, when the metadata is one. */
  private static boolean isId(String name, String value, LogRecord.Builder record) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "trace_id", "traceid" -> {
        ByteString id = hex(value, 32);
        if (id != null) {
          record.setTraceId(id);
        }
        yield id != null;
      }
      case "span_id", "spanid" -> {
        ByteString id = hex(value, 16);
        if (id != null) {
          record.setSpanId(id);
        }
        yield id != null;
      }
      default -> false;
    };
  }

  /** Older tracers leave out leading zeros. */
  private static @Nullable ByteString hex(String text, int digits) {
    if (text.isEmpty() || text.length() > digits || !text.matches("[0-9a-fA-F]+")) {
      return null;
    }
    return ByteString.copyFrom(HexFormat.of().parseHex("0".repeat(digits - text.length()) + text));
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  byte[] toOtlp() {
    return request.build().toByteArray();
  }
}
