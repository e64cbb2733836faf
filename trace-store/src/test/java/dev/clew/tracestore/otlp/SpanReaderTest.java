package dev.clew.tracestore.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.clew.model.SpanKind;
import dev.clew.model.SpanStatus;
import dev.clew.model.TraceId;
import dev.clew.model.otlp.MalformedProtobufException;
import dev.clew.tracestore.Spans;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpanReaderTest {
  static final TraceId TRACE = new TraceId(0x0102030405060708L, 0x090a0b0c0d0e0f10L);

  private static List<String> read(byte[] request, SpanReader.Sink sink) {
    new SpanReader().read(request, 0, request.length, sink);
    return new ArrayList<>();
  }

  private static Spans everything() {
    Spans spans = new Spans();
    spans
        .add("shop", TRACE, 7, 3, 1_000)
        .setName("GET /ü")
        .setKind(Span.SpanKind.SPAN_KIND_SERVER)
        .setTraceState("ot=th:8")
        .setStatus(Spans.error("boom"))
        .addAttributes(Spans.attribute("text", "a"))
        .addAttributes(Spans.attribute("whole", -5L))
        .addAttributes(Spans.attribute("real", 2.5))
        .addAttributes(Spans.attribute("flag", true))
        .addAttributes(
            KeyValue.newBuilder()
                .setKey("list")
                .setValue(
                    AnyValue.newBuilder()
                        .setArrayValue(
                            ArrayValue.newBuilder()
                                .addValues(AnyValue.newBuilder().setIntValue(1)))))
        .addAttributes(
            KeyValue.newBuilder()
                .setKey("raw")
                .setValue(
                    AnyValue.newBuilder().setBytesValue(ByteString.copyFrom(new byte[] {1, 2}))))
        .addAttributes(KeyValue.newBuilder().setKey("none"))
        .addEvents(
            Span.Event.newBuilder()
                .setTimeUnixNano(5)
                .setName("exception")
                .addAttributes(Spans.attribute("exception.type", "Oops")))
        .addLinks(
            Span.Link.newBuilder()
                .setTraceId(Spans.id(TRACE))
                .setSpanId(Spans.id(9))
                .setTraceState("x=y")
                .addAttributes(Spans.attribute("why", "batch")));
    return spans;
  }

  @Test
  void showsEveryFieldOfASpan() {
    int[] shown = {0};
    read(
        everything().request(),
        (resource, span) -> {
          shown[0]++;
          assertThat(resource.service()).isEqualTo("shop");
          assertThat(resource.scopeName()).isEqualTo("test");
          assertThat(resource.scopeVersion()).isEqualTo("1.2");
          assertThat(resource.attributes().attributes().text("k8s.pod.name")).isEqualTo("shop-0");
          assertThat(new TraceId(span.traceIdHigh(), span.traceIdLow())).isEqualTo(TRACE);
          assertThat(span.spanId()).isEqualTo(7);
          assertThat(span.parentSpanId()).isEqualTo(3);
          assertThat(span.name()).isEqualTo("GET /ü");
          assertThat(span.kind()).isEqualTo(SpanKind.SERVER);
          assertThat(span.status()).isEqualTo(SpanStatus.ERROR);
          assertThat(span.startNanos()).isEqualTo(1_000);
          assertThat(span.durationNanos()).isEqualTo(1_000_000);
          assertThat(span.traceState()).isEqualTo("ot=th:8");
          assertThat(span.attributes().attributes().entries())
              .extracting(a -> a.key() + "=" + a.value().asText())
              .containsExactly(
                  "text=a", "whole=-5", "real=2.5", "flag=true", "list=[1]", "raw=AQI=", "none=");
          assertThat(span.eventNames()).isEqualTo("exception");
          assertThat(span.eventAttributes().text(0)).isEqualTo("Oops");
          SpanDetails details = SpanDetails.parse(span.details(), 0, span.detailsLength());
          assertThat(details.events()).hasSize(1);
          assertThat(details.events().getFirst().attributes().text("exception.type"))
              .isEqualTo("Oops");
          assertThat(details.links()).hasSize(1);
          assertThat(details.links().getFirst().traceId()).isEqualTo(TRACE);
          assertThat(details.links().getFirst().traceState()).isEqualTo("x=y");
        });
    assertThat(shown[0]).isEqualTo(1);
  }

  @Test
  void resourceBehindItsSpansCountsToo() {
    Spans spans = new Spans();
    spans.add("late", TRACE, 1, 0, 1);
    ResourceSpans whole = spans.build().getResourceSpans(0);
    byte[] spansFirst = whole.toBuilder().clearResource().build().toByteArray();
    byte[] resource =
        ResourceSpans.newBuilder().setResource(whole.getResource()).build().toByteArray();
    byte[] joined = Arrays.copyOf(spansFirst, spansFirst.length + resource.length);
    System.arraycopy(resource, 0, joined, spansFirst.length, resource.length);
    byte[] request = new byte[joined.length + 3];
    request[0] = 10;
    request[1] = (byte) (joined.length & 0x7f | 0x80);
    request[2] = (byte) (joined.length >>> 7);
    System.arraycopy(joined, 0, request, 3, joined.length);
    read(request, (r, span) -> assertThat(r.service()).isEqualTo("late"));
  }

  @Test
  void missingServiceNameIsUnknown() {
    byte[] request =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .setResource(Resource.getDefaultInstance())
                    .addScopeSpans(
                        ScopeSpans.newBuilder()
                            .addSpans(
                                Span.newBuilder()
                                    .setTraceId(Spans.id(TRACE))
                                    .setSpanId(Spans.id(1))
                                    .setStartTimeUnixNano(10)
                                    .setEndTimeUnixNano(5))))
            .build()
            .toByteArray();
    read(
        request,
        (resource, span) -> {
          assertThat(resource.service()).isEqualTo("unknown_service");
          assertThat(span.durationNanos()).as("never negative").isZero();
        });
  }

  @Test
  void spansWithoutValidIdsAreLeftOutAndCounted() {
    Spans spans = new Spans();
    spans.add("a", TRACE, 1, 0, 1).setTraceId(ByteString.copyFrom(new byte[16]));
    spans.add("a", TRACE, 2, 0, 1).setSpanId(ByteString.copyFrom(new byte[3]));
    spans.add("a", TRACE, 3, 0, 1);
    byte[] request = spans.request();
    List<Long> seen = new ArrayList<>();
    int invalid =
        new SpanReader().read(request, 0, request.length, (r, span) -> seen.add(span.spanId()));
    assertThat(invalid).isEqualTo(2);
    assertThat(seen).containsExactly(3L);
  }

  @Test
  void tornRequestsAreMalformed() {
    Spans spans = new Spans();
    spans.add("a", TRACE, 1, 0, 1).addAttributes(Spans.attribute("k", "v"));
    byte[] request = spans.request();
    for (int length = 1; length < request.length; length++) {
      byte[] torn = Arrays.copyOf(request, length);
      assertThatThrownBy(() -> read(torn, (r, s) -> {}))
          .isInstanceOf(MalformedProtobufException.class);
    }
  }

  @Test
  void changedBytesAreReadOrMalformedButNeverWorse() {
    Random random = new Random(11);
    byte[] request = everything().request();
    SpanReader reader = new SpanReader();
    for (int round = 0; round < 50_000; round++) {
      byte[] changed = request.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      try {
        reader.read(
            changed,
            0,
            changed.length,
            (resource, span) -> {
              resource.attributes().attributes();
              span.attributes().attributes();
              SpanDetails.parse(span.details(), 0, span.detailsLength());
            });
      } catch (MalformedProtobufException e) {
        assertThat(e.offset()).isNotNegative();
      }
    }
  }

  @Test
  void manyAttributesAreRead() {
    Spans spans = new Spans();
    Span.Builder span = spans.add("a", TRACE, 1, 0, 1);
    for (int i = 0; i < 2_000; i++) {
      span.addAttributes(Spans.attribute("key" + i, i));
    }
    read(spans.request(), (r, s) -> assertThat(s.attributes().size()).isBetween(1_000, 1_024));
  }
}
