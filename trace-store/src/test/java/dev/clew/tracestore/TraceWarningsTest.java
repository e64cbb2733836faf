package dev.clew.tracestore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.AttributeValue;
import dev.clew.model.Attributes;
import dev.clew.model.CorrelationId;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.Resource;
import dev.clew.model.Span;
import dev.clew.model.SpanId;
import dev.clew.model.SpanKind;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.query.SearchParser;
import dev.clew.model.sighting.Sought;
import dev.clew.tracestore.TraceWarning.Kind;
import io.opentelemetry.proto.trace.v1.Span.Link;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing of a trace is altered or hidden without a word. */
class TraceWarningsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;
  private static final TraceId TRACE = new TraceId(0xabc, 1);
  private static final io.opentelemetry.proto.trace.v1.Span.SpanKind CLIENT =
      io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_CLIENT;
  private static final io.opentelemetry.proto.trace.v1.Span.SpanKind SERVER =
      io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_SERVER;

  @TempDir Path directory;
  private final TestClock clock = new TestClock();
  private final long now = TimeRange.nanosOf(clock.instant());
  private final long start = now - 60 * SECOND;
  private TraceStore store;
  private long position;

  @BeforeEach
  void open() throws IOException {
    store =
        TraceStore.open(
            TraceStoreConfig.defaults(),
            directory,
            CorrelationKeys.defaults(),
            new RecordingSink(),
            clock);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private void ingest(Consumer<Spans> fill) throws IOException {
    Spans spans = new Spans();
    fill.accept(spans);
    byte[] request = spans.request();
    store.ingest(position += 3, now, request, 0, request.length);
  }

  private List<Kind> kinds() {
    return store.skeleton(TRACE).warnings().stream().map(TraceWarning::kind).toList();
  }

  private TraceWarning only() {
    assertThat(store.skeleton(TRACE).warnings()).hasSize(1);
    return store.skeleton(TRACE).warnings().getFirst();
  }

  /** A client of 100 ms and its server of 80 ms, whose clock is off; and a step within that. */
  private void skewed(long offset) throws IOException {
    ingest(spans -> {
      spans
          .add("front", TRACE, 1, 0, start)
          .setKind(CLIENT)
          .setEndTimeUnixNano(start + 100 * MILLI);
      spans
          .add("back", TRACE, 2, 1, start + 10 * MILLI + offset)
          .setKind(SERVER)
          .setEndTimeUnixNano(start + 90 * MILLI + offset);
      spans
          .add("back", TRACE, 3, 2, start + 20 * MILLI + offset)
          .setEndTimeUnixNano(start + 30 * MILLI + offset);
    });
  }

  private static Resource sender(String service) {
    return new Resource(
        new Attributes.Builder()
            .put("service.name", AttributeValue.of(service))
            .put("k8s.pod.name", AttributeValue.of(service + "-0"))
            .build());
  }

  @Test
  void ordinaryTraceHasNothingToBeSaid() throws IOException {
    skewed(0);
    assertThat(kinds()).isEmpty();
    assertThat(store.skeleton(TRACE, true).skewCorrected()).isFalse();
    assertThat(store.skeleton(TRACE).clocks()).isEmpty();
    StoredSpan span = store.span(TRACE, new SpanId(2), null);
    assertThat(span.copies()).isEqualTo(1);
    assertThat(span.altered()).isEmpty();
  }

  @Test
  void serverFiveSecondsEarlyIsToldAndCorrectedWhenAsked() throws IOException {
    for (long seconds : new long[] {-5, 5}) {
      close();
      directory = directory.resolve("again");
      open();
      skewed(seconds * SECOND);
      TraceSkeleton asSent = store.skeleton(TRACE);
      assertThat(asSent.durationNanos()).as("as it was sent").isEqualTo(5_090 * MILLI);
      assertThat(asSent.skewCorrected()).isFalse();
      assertThat(only().kind()).isEqualTo(Kind.CLOCK_SKEW);
      assertThat(only().message())
          .isEqualTo(
              "the clock of back on back-0 is about 5000 ms "
                  + (seconds < 0 ? "behind" : "ahead of")
                  + " that of front on front-0: 1 span starts before the call or after its end");
      assertThat(asSent.clocks())
          .containsExactly(new TraceSkeleton.Clock("back", "back-0", -seconds * SECOND));

      TraceSkeleton corrected = store.skeleton(TRACE, true);
      assertThat(corrected.skewCorrected()).isTrue();
      assertThat(corrected.durationNanos()).isEqualTo(100 * MILLI);
      assertThat(corrected.start()).containsExactly(start, start + 10 * MILLI, start + 20 * MILLI);
      assertThat(corrected.parent()).containsExactly(-1, 0, 1);
      assertThat(corrected.warnings()).isEqualTo(asSent.warnings());
      assertThat(corrected.addedNanos(sender("back"))).isEqualTo(-seconds * SECOND);
      assertThat(corrected.addedNanos(sender("front"))).isZero();
      assertThat(asSent.addedNanos(sender("back"))).as("not asked for").isZero();
      assertThat(store.trace(TRACE, 10)).as("what is stored stays").hasSize(3);
    }
  }

  @Test
  void clocksAreCorrectedAlongTheCallsAndEachForAllItsSpans() throws IOException {
    ingest(spans -> {
      long b = -7 * SECOND;
      long c = 3 * SECOND;
      spans.add("a", TRACE, 1, 0, start).setKind(SERVER).setEndTimeUnixNano(start + 200 * MILLI);
      spans.add("a", TRACE, 2, 1, start).setKind(CLIENT).setEndTimeUnixNano(start + 100 * MILLI);
      spans
          .add("b", TRACE, 3, 2, start + b + 10 * MILLI)
          .setKind(SERVER)
          .setEndTimeUnixNano(start + b + 90 * MILLI);
      spans
          .add("b", TRACE, 4, 3, start + b + 20 * MILLI)
          .setKind(CLIENT)
          .setEndTimeUnixNano(start + b + 60 * MILLI);
      spans
          .add("c", TRACE, 5, 4, start + c + 30 * MILLI)
          .setKind(SERVER)
          .setEndTimeUnixNano(start + c + 50 * MILLI);
      // Work that b does later, for which no pair says anything.
      spans
          .add("b", TRACE, 6, 1, start + b + 150 * MILLI)
          .setEndTimeUnixNano(start + b + 160 * MILLI);
    });
    TraceSkeleton corrected = store.skeleton(TRACE, true);
    assertThat(corrected.clocks())
        .containsExactlyInAnyOrder(
            new TraceSkeleton.Clock("b", "b-0", 7 * SECOND),
            new TraceSkeleton.Clock("c", "c-0", -3 * SECOND));
    assertThat(corrected.durationNanos()).isEqualTo(200 * MILLI);
    assertThat(corrected.start())
        .containsExactly(
            start,
            start,
            start + 10 * MILLI,
            start + 20 * MILLI,
            start + 30 * MILLI,
            start + 150 * MILLI);
  }

  @Test
  void consumerThatIsLateIsNoMatterOfClocks() throws IOException {
    ingest(spans -> {
      spans
          .add("shop", TRACE, 1, 0, start)
          .setKind(io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_PRODUCER);
      spans
          .add("mail", TRACE, 2, 1, start + 20 * SECOND)
          .setKind(io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_CONSUMER);
    });
    assertThat(kinds()).isEmpty();
  }

  @Test
  void copiesAreOneSpan() throws IOException {
    skewed(0);
    skewed(0);
    store.flush();
    skewed(0);
    TraceSkeleton trace = store.skeleton(TRACE);
    assertThat(trace.rows()).isEqualTo(3);
    assertThat(IntStream.range(0, 3).map(trace.copies()::get)).containsExactly(2, 2, 2);
    assertThat(only().message()).isEqualTo("3 spans came more than once (6 copies): shown once");
    assertThat(only().kind().id()).isEqualTo("copies");
    assertThat(store.trace(TRACE, 10)).extracting(Span::spanId).doesNotHaveDuplicates().hasSize(3);
    assertThat(store.trace(TRACE, 2))
        .extracting(span -> span.spanId().value())
        .containsExactly(1L, 2L);
    Sought ofTrace = Sought.carrying(new CorrelationId("trace_id", TRACE.toString()));
    assertThat(store.sightings(ofTrace, TimeRange.ALL, 3).total()).isEqualTo(3);
    assertThat(store.span(TRACE, new SpanId(2), null).copies()).isEqualTo(3);
    TimeRange hour = new TimeRange(now - 3600 * SECOND, now + 1);
    TraceSummary found =
        store.searchTraces(SearchParser.parse("service:back"), hour, 10, null).traces().getFirst();
    assertThat(found.spans()).isEqualTo(3);
    assertThat(found.matched()).isEqualTo(2);
    assertThat(store.searchSpans(SearchParser.parse(""), hour, 3, null).spans()).hasSize(3);
  }

  @Test
  void ofTwoCopiesTheOneThatHadEndedIsShown() throws IOException {
    ingest(spans -> spans.add("a", TRACE, 1, 0, start).setEndTimeUnixNano(0));
    ingest(spans -> spans.add("a", TRACE, 1, 0, start).setEndTimeUnixNano(start + SECOND));
    assertThat(store.skeleton(TRACE).duration()).containsExactly(SECOND);
    assertThat(store.trace(TRACE, 10).getFirst().durationNanos()).isEqualTo(SECOND);
    assertThat(store.span(TRACE, new SpanId(1), null).span().durationNanos()).isEqualTo(SECOND);
  }

  @Test
  void clientAndServerThatShareAnIdAreTwoSpans() throws IOException {
    ingest(spans -> {
      spans.add("front", TRACE, 1, 0, start).setKind(SERVER);
      spans.add("front", TRACE, 2, 1, start).setKind(CLIENT).setName("call");
      spans.add("back", TRACE, 2, 1, start + 10).setKind(SERVER).setName("serve");
      spans.add("back", TRACE, 3, 2, start + 20);
    });
    TraceSkeleton trace = store.skeleton(TRACE);
    assertThat(Arrays.stream(trace.name()).mapToObj(trace.names()::get))
        .containsExactly("span 1", "call", "serve", "span 3");
    assertThat(trace.parent()).containsExactly(-1, 0, 1, 2);
    assertThat(trace.warnings()).isEmpty();
    assertThat(store.trace(TRACE, 10)).hasSize(4);
    SpanId shared = new SpanId(2);
    assertThat(store.span(TRACE, shared, SpanKind.CLIENT).span().name()).isEqualTo("call");
    assertThat(store.span(TRACE, shared, SpanKind.SERVER).span().name()).isEqualTo("serve");
    assertThat(store.span(TRACE, shared, SpanKind.CONSUMER)).isNull();
  }

  @Test
  void timesThatCannotBeAreKeptAndTold() throws IOException {
    ingest(spans -> {
      spans.add("a", TRACE, 1, 0, start).setEndTimeUnixNano(start - 3 * SECOND);
      spans.add("a", TRACE, 2, 1, start).setEndTimeUnixNano(0);
      spans.add("a", TRACE, 3, 1, 0).setEndTimeUnixNano(start + 5);
      spans.add("a", TRACE, 4, 1, 0).setEndTimeUnixNano(0);
      spans.add("a", TRACE, 5, 1, now + Duration.ofDays(3).toNanos());
    });
    store.flush();
    assertThat(store.skeleton(TRACE).warnings())
        .extracting(TraceWarning::message)
        .containsExactly(
            "1 span ended before it started: it is shown without a duration",
            "2 spans have no start: they are shown at the end, or else when received",
            "1 span started in the future: it is shown when received",
            "1 span has no end: it is shown without a duration");
    TimeRange hour = new TimeRange(now - 3600 * SECOND, now + 1);
    assertThat(store.searchSpans(SearchParser.parse("span.altered>0"), hour, 10, null).spans())
        .hasSize(5);
    StoredSpan early = store.span(TRACE, new SpanId(1), null);
    assertThat(early.span().durationNanos()).isZero();
    assertThat(early.sentEndNanos()).isEqualTo(start - 3 * SECOND);
    assertThat(early.altered())
        .containsExactly("the span ended before it started: it is shown without a duration");
    StoredSpan atEnd = store.span(TRACE, new SpanId(3), null);
    assertThat(atEnd.span().startNanos()).isEqualTo(start + 5);
    assertThat(atEnd.span().durationNanos()).as("not since 1970").isZero();
    StoredSpan future = store.span(TRACE, new SpanId(5), null);
    assertThat(future.span().startNanos()).isEqualTo(now);
    assertThat(future.sentStartNanos()).isEqualTo(now + Duration.ofDays(3).toNanos());
    assertThat(future.span().durationNanos()).isEqualTo(MILLI);
  }

  @Test
  void parentsThatMakeNoTreeAreTold() throws IOException {
    ingest(spans -> {
      spans.add("a", TRACE, 1, 2, start);
      spans.add("a", TRACE, 2, 1, start + 1);
      spans.add("a", TRACE, 3, 3, start + 2);
      spans.add("a", TRACE, 4, 0, start + 3);
      spans.add("a", TRACE, 5, 0, start + 4);
      spans.add("a", TRACE, 6, 99, start + 5);
    });
    TraceSkeleton trace = store.skeleton(TRACE);
    assertThat(trace.rows()).isEqualTo(6);
    assertThat(trace.warnings())
        .extracting(TraceWarning::message)
        .containsExactly(
            "the parents form 1 ring: broken at the earliest span",
            "1 span names itself as parent: shown at the top level",
            "2 spans have no parent",
            "1 span has a parent that is not stored: shown at the top level");
    assertThat(kinds())
        .containsExactly(Kind.CYCLE, Kind.SELF_PARENT, Kind.SEVERAL_ROOTS, Kind.MISSING_PARENT);
    assertThat(trace.warnings().get(2).examples()).containsExactly(new SpanId(4), new SpanId(5));
  }

  @Test
  void moreAttributesThanAreKeptAreTold() throws IOException {
    ingest(spans -> {
      var span = spans.add("a", TRACE, 1, 0, start);
      for (int i = 0; i < 1_100; i++) {
        span.addAttributes(Spans.attribute("k" + i, i));
      }
    });
    assertThat(only().message())
        .isEqualTo("1 span had more attributes than 1024, the last of which are not kept");
  }

  @Test
  void moreSpansThanAreReadAreTold() throws IOException {
    close();
    TraceStoreConfig defaults = TraceStoreConfig.defaults();
    store =
        TraceStore.open(
            new TraceStoreConfig(
                defaults.retention(),
                defaults.retentionRules(),
                defaults.maxBytes(),
                defaults.maxFuture(),
                defaults.flushInterval(),
                defaults.flushBytes(),
                defaults.cacheBytes(),
                2,
                defaults.maxConcurrency(),
                defaults.spanMetrics()),
            directory.resolve("small"),
            CorrelationKeys.defaults(),
            new RecordingSink(),
            clock);
    skewed(0);
    TraceSkeleton trace = store.skeleton(TRACE);
    assertThat(trace.rows()).isEqualTo(2);
    assertThat(trace.truncated()).isTrue();
    assertThat(only().message())
        .isEqualTo("there are more spans than these 2 (traces.max_trace_spans)");
  }

  @Test
  void idsInAttributesOfLinksAreFound() throws IOException {
    ingest(spans ->
        spans
            .add("mail", TRACE, 1, 0, start)
            .addLinks(
                Link.newBuilder()
                    .setTraceId(Spans.id(new TraceId(5, 5)))
                    .setSpanId(Spans.id(7))
                    .addAttributes(Spans.attribute("order.id", "7f3a"))));
    for (int i = 0; i < 2; i++) {
      Sought ofOrder = Sought.carrying(new CorrelationId("order.id", "7f3a"));
      assertThat(store.sightings(ofOrder, TimeRange.ALL, 10).total()).isEqualTo(1);
      store.flush();
    }
  }

  @Test
  void traceIdsAreFoundInOtherSpellings() throws IOException {
    TraceId small = new TraceId(0, 0x9e2d0123456789abL);
    TraceId large = TraceId.parse("3ea4052c895d4b649e2d0123456789ab");
    ingest(spans -> {
      spans.add("a", small, 1, 0, start);
      spans.add("a", large, 2, 0, start);
    });
    TimeRange hour = new TimeRange(now - 3600 * SECOND, now + 1);
    for (int i = 0; i < 2; i++) {
      for (String query :
          List.of(
              "trace_id:9e2d0123456789ab",
              "trace_id:\"9E2D0123456789AB\"",
              "traceId:00000000-0000-0000-9e2d-0123456789ab",
              "id:9e2d0123456789ab")) {
        assertThat(store.searchSpans(SearchParser.parse(query), hour, 10, null).spans())
            .as(query)
            .extracting(span -> span.spanId().value())
            .containsExactly(1L);
      }
      for (String query :
          List.of(
              "trace_id:3ea4052c-895d-4b64-9e2d-0123456789ab",
              "id:3EA4052C-895D-4B64-9E2D-0123456789AB",
              "id.trace_id:3ea4052c-895d-4b64-9e2d-0123456789ab")) {
        assertThat(store.searchSpans(SearchParser.parse(query), hour, 10, null).spans())
            .as(query)
            .extracting(span -> span.spanId().value())
            .containsExactly(2L);
      }
      store.flush();
    }
  }
}
