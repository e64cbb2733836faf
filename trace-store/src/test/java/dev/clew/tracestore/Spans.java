package dev.clew.tracestore;

import com.google.protobuf.ByteString;
import dev.clew.model.SpanId;
import dev.clew.model.TraceId;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds export requests with the generated OTLP classes. */
public final class Spans {
  private final Map<String, List<Span.Builder>> services = new LinkedHashMap<>();

  public static KeyValue attribute(String key, Object value) {
    AnyValue.Builder any = AnyValue.newBuilder();
    switch (value) {
      case Long number -> any.setIntValue(number);
      case Integer number -> any.setIntValue(number);
      case Double number -> any.setDoubleValue(number);
      case Boolean bool -> any.setBoolValue(bool);
      default -> any.setStringValue(value.toString());
    }
    return KeyValue.newBuilder().setKey(key).setValue(any).build();
  }

  public static ByteString id(TraceId id) {
    return ByteString.copyFrom(ByteBuffer.allocate(16).putLong(id.high()).putLong(id.low()).flip());
  }

  public static ByteString id(long spanId) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(new SpanId(spanId).value()).flip());
  }

  /** Adds an internal span of 1 ms; the builder may be changed until {@link #request}. */
  public Span.Builder add(String service, TraceId trace, long id, long parent, long startNanos) {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(id(trace))
            .setSpanId(id(id))
            .setName("span " + id)
            .setKind(Span.SpanKind.SPAN_KIND_INTERNAL)
            .setStartTimeUnixNano(startNanos)
            .setEndTimeUnixNano(startNanos + 1_000_000);
    if (parent != 0) {
      span.setParentSpanId(id(parent));
    }
    services.computeIfAbsent(service, name -> new ArrayList<>()).add(span);
    return span;
  }

  public static Status error(String message) {
    return Status.newBuilder()
        .setCode(Status.StatusCode.STATUS_CODE_ERROR)
        .setMessage(message)
        .build();
  }

  public ExportTraceServiceRequest build() {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    services.forEach((service, spans) -> {
      ScopeSpans.Builder filled =
          ScopeSpans.newBuilder()
              .setScope(InstrumentationScope.newBuilder().setName("test").setVersion("1.2"));
      spans.forEach(filled::addSpans);
      request.addResourceSpans(
          ResourceSpans.newBuilder()
              .setResource(
                  Resource.newBuilder()
                      .addAttributes(attribute("service.name", service))
                      .addAttributes(attribute("k8s.pod.name", service + "-0")))
              .addScopeSpans(filled));
    });
    return request.build();
  }

  public byte[] request() {
    return build().toByteArray();
  }
}
