package dev.clew.logstore;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import java.util.HexFormat;
import java.util.List;

/** Makes export requests with the generated OTLP classes. */
public final class Otlp {
  private Otlp() {}

  public static LogRecord.Builder record(long timeNanos, String severity, String body) {
    return LogRecord.newBuilder()
        .setTimeUnixNano(timeNanos)
        .setSeverityText(severity.toUpperCase(java.util.Locale.ROOT))
        .setSeverityNumber(
            SeverityNumber.forNumber(dev.clew.model.Severity.parse(severity).lowestNumber()))
        .setBody(string(body));
  }

  public static LogRecord.Builder traced(LogRecord.Builder record, String traceId, String spanId) {
    return record
        .setTraceId(ByteString.copyFrom(HexFormat.of().parseHex(traceId)))
        .setSpanId(ByteString.copyFrom(HexFormat.of().parseHex(spanId)));
  }

  public static AnyValue string(String value) {
    return AnyValue.newBuilder().setStringValue(value).build();
  }

  public static AnyValue whole(long value) {
    return AnyValue.newBuilder().setIntValue(value).build();
  }

  public static AnyValue map(KeyValue... entries) {
    return AnyValue.newBuilder()
        .setKvlistValue(KeyValueList.newBuilder().addAllValues(List.of(entries)))
        .build();
  }

  /** An attribute that is a list of texts, as agents capture headers. */
  public static KeyValue list(String key, String... values) {
    ArrayValue.Builder list = ArrayValue.newBuilder();
    for (String value : values) {
      list.addValues(string(value));
    }
    return attribute(key, AnyValue.newBuilder().setArrayValue(list).build());
  }

  public static KeyValue attribute(String key, String value) {
    return attribute(key, string(value));
  }

  public static KeyValue attribute(String key, AnyValue value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  public static byte[] request(String service, LogRecord.Builder... records) {
    ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
    var resourceLogs = request.addResourceLogsBuilder();
    resourceLogs
        .getResourceBuilder()
        .addAttributes(attribute("service.name", service))
        .addAttributes(attribute("k8s.pod.name", service + "-pod"));
    var scopeLogs = resourceLogs.addScopeLogsBuilder();
    scopeLogs.getScopeBuilder().setName("com.shop.Checkout").setVersion("1.2");
    for (LogRecord.Builder record : records) {
      scopeLogs.addLogRecords(record);
    }
    return request.build().toByteArray();
  }
}
