package dev.clew.benchmarks;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.SplittableRandom;

/**
 * Traces of ten spans each, HTTP and database, twelve attributes a span, one span in fifty failed.
 */
final class SpanCorpus implements Corpus {
  private static final int SPANS_PER_TRACE = 10;
  private static final long SEED = 7_321L;

  @Override
  public String path() {
    return "/v1/traces";
  }

  @Override
  public byte[] request(long index, int records, long nowNanos) {
    SplittableRandom random = new SplittableRandom(SEED + index);
    String service = Words.SERVICES[(int) (index % Words.SERVICES.length)];
    ScopeSpans.Builder scope =
        ScopeSpans.newBuilder()
            .setScope(
                InstrumentationScope.newBuilder()
                    .setName("io.opentelemetry.http")
                    .setVersion("2.20.0"));
    ByteString trace = ByteString.EMPTY;
    ByteString parent = ByteString.EMPTY;
    for (int i = 0; i < records; i++) {
      boolean root = i % SPANS_PER_TRACE == 0;
      if (root) {
        trace = Words.bytes(random, 16);
        parent = ByteString.EMPTY;
      }
      ByteString id = Words.bytes(random, 8);
      scope.addSpans(span(random, trace, id, parent, nowNanos - (records - i) * 1_000_000L));
      parent = root || random.nextInt(3) == 0 ? id : parent;
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(Words.resource(service, random.nextInt(4)))
                .addScopeSpans(scope))
        .build()
        .toByteArray();
  }

  private static Span span(
      SplittableRandom random, ByteString trace, ByteString id, ByteString parent, long start) {
    boolean root = parent.isEmpty();
    String route = Words.pick(random, Words.ROUTES);
    boolean failed = random.nextInt(50) == 0;
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(trace)
            .setSpanId(id)
            .setParentSpanId(parent)
            .setName(root ? "GET " + route : "SELECT shop.orders")
            .setKind(root ? Span.SpanKind.SPAN_KIND_SERVER : Span.SpanKind.SPAN_KIND_CLIENT)
            .setStartTimeUnixNano(start)
            .setEndTimeUnixNano(start + 100_000 + random.nextLong(80_000_000))
            .addAttributes(Words.text("http.request.method", "GET"))
            .addAttributes(Words.text("http.route", route))
            .addAttributes(Words.whole("http.response.status_code", failed ? 500 : 200))
            .addAttributes(Words.text("url.scheme", "https"))
            .addAttributes(Words.text("url.path", route.replace("{id}", Words.hex(random, 8))))
            .addAttributes(Words.text("server.address", "shop.example"))
            .addAttributes(Words.whole("server.port", 443))
            .addAttributes(Words.text("client.address", "10.1.2." + random.nextInt(256)))
            .addAttributes(Words.text("user_agent.original", "Mozilla/5.0 (X11; Linux x86_64)"))
            .addAttributes(Words.text("network.protocol.version", "1.1"))
            .addAttributes(Words.text("thread.name", "http-" + random.nextInt(32)))
            .addAttributes(Words.text("order.id", Words.hex(random, 12)));
    if (failed) {
      span.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
    }
    return span.build();
  }
}
