package dev.clew.collector;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HexFormat;

/** Small export requests. */
public final class Requests {
  public static final String TRACE_ID = "5b8efff798038103d269b633813fc60c";
  public static final String SPAN_ID = "eee19b7ec3c1b174";

  private Requests() {}

  public static ByteString hex(String digits) {
    return ByteString.copyFrom(HexFormat.of().parseHex(digits));
  }

  public static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  public static Resource resource(String service) {
    return Resource.newBuilder()
        .addAttributes(attribute("service.name", service))
        .addAttributes(attribute("telemetry.sdk.language", "java"))
        .addAttributes(attribute("telemetry.sdk.version", "1.54.0"))
        .build();
  }

  public static LogRecord log(String body) {
    return LogRecord.newBuilder()
        .setTimeUnixNano(1_763_683_200_123_456_789L)
        .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_INFO)
        .setBody(AnyValue.newBuilder().setStringValue(body))
        .setTraceId(hex(TRACE_ID))
        .setSpanId(hex(SPAN_ID))
        .addAttributes(attribute("order.id", "7f3a"))
        .build();
  }

  public static ExportLogsServiceRequest logs(String service, String... bodies) {
    ScopeLogs.Builder scope =
        ScopeLogs.newBuilder().setScope(InstrumentationScope.newBuilder().setName("test"));
    for (String body : bodies) {
      scope.addLogRecords(log(body));
    }
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(
            ResourceLogs.newBuilder().setResource(resource(service)).addScopeLogs(scope))
        .build();
  }

  public static Span span(String name) {
    return Span.newBuilder()
        .setTraceId(hex(TRACE_ID))
        .setSpanId(hex(SPAN_ID))
        .setName(name)
        .setKind(Span.SpanKind.SPAN_KIND_SERVER)
        .setStartTimeUnixNano(1)
        .setEndTimeUnixNano(2)
        .addEvents(Span.Event.newBuilder().setName("exception").setTimeUnixNano(2))
        .addLinks(Span.Link.newBuilder().setTraceId(hex(TRACE_ID)).setSpanId(hex(SPAN_ID)))
        .build();
  }

  public static ExportTraceServiceRequest traces(String service, Span... spans) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (Span span : spans) {
      scope.addSpans(span);
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder().setResource(resource(service)).addScopeSpans(scope))
        .build();
  }

  public static ExportMetricsServiceRequest metrics(String service) {
    Metric gauge =
        Metric.newBuilder()
            .setName("temperature")
            .setGauge(
                Gauge.newBuilder()
                    .addDataPoints(NumberDataPoint.newBuilder().setAsDouble(1.5))
                    .addDataPoints(NumberDataPoint.newBuilder().setAsInt(-3)))
            .build();
    Metric histogram =
        Metric.newBuilder()
            .setName("duration")
            .setHistogram(
                Histogram.newBuilder()
                    .setAggregationTemporalityValue(2)
                    .addDataPoints(
                        HistogramDataPoint.newBuilder()
                            .setCount(3)
                            .setSum(2.5)
                            .addBucketCounts(1)
                            .addBucketCounts(2)
                            .addExplicitBounds(0.5)))
            .build();
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .setResource(resource(service))
                .addScopeMetrics(ScopeMetrics.newBuilder().addMetrics(gauge).addMetrics(histogram)))
        .build();
  }
}
