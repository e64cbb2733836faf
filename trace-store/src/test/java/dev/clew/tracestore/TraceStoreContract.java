package dev.clew.tracestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.model.CorrelationId;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.Span;
import dev.clew.model.SpanId;
import dev.clew.model.SpanStatus;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.otlp.MalformedProtobufException;
import dev.clew.model.query.SearchParser;
import dev.clew.model.seam.ServiceCoverage;
import dev.clew.model.sighting.Sightings;
import dev.clew.model.sighting.Sought;
import dev.clew.storage.column.ColumnType;
import dev.clew.storage.rows.Facets;
import dev.clew.storage.rows.FieldSummary;
import dev.clew.storage.rows.RowKey;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span.Event;
import io.opentelemetry.proto.trace.v1.Span.Link;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store promises, wherever its spans are at the moment. */
abstract class TraceStoreContract {
  static final long SECOND = 1_000_000_000L;
  static final TraceId ONE = new TraceId(0x1111, 1);
  static final TraceId TWO = new TraceId(0x2222, 2);
  static final TraceId THREE = new TraceId(0x3333, 3);

  @TempDir Path directory;
  final TestClock clock = new TestClock();
  final RecordingSink sink = new RecordingSink();
  final long now = TimeRange.nanosOf(clock.instant());
  final TimeRange hour = new TimeRange(now - 3600 * SECOND, now + 1);
  TraceStore store;
  private long position;

  /** Moves the spans to where the contract is to be shown. */
  abstract void settle() throws IOException;

  @BeforeEach
  void open() throws IOException {
    store = reopened();
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  TraceStore reopened() throws IOException {
    return TraceStore.open(
        TraceStoreConfig.defaults(), directory, CorrelationKeys.defaults(), sink, clock);
  }

  void ingest(Spans spans) throws IOException {
    byte[] request = spans.request();
    store.ingest(position += 3, now, request, 0, request.length);
  }

  /** Three traces: a failed order over three services, one without its root, one on its own. */
  private void shop() throws IOException {
    Spans first = new Spans();
    first
        .add("frontend", ONE, 1, 0, now - 60 * SECOND)
        .setName("POST /checkout")
        .setKind(SpanKind.SPAN_KIND_SERVER)
        .setEndTimeUnixNano(now - 58 * SECOND)
        .addAttributes(Spans.attribute("http.route", "/checkout"))
        .addAttributes(Spans.attribute("http.response.status_code", 500L));
    first
        .add("checkout", ONE, 2, 1, now - 59 * SECOND)
        .setName("PlaceOrder")
        .setKind(SpanKind.SPAN_KIND_SERVER)
        .setStatus(Spans.error("card declined"))
        .addAttributes(Spans.attribute("order_id", "7f3a"))
        .addEvents(
            Event.newBuilder()
                .setName("exception")
                .setTimeUnixNano(now - 59 * SECOND)
                .addAttributes(Spans.attribute("exception.type", "PaymentException"))
                .addAttributes(Spans.attribute("exception.message", "limit exceeded today"))
                .addAttributes(Spans.attribute("request.id", "req-9")));
    ingest(first);
    Spans second = new Spans();
    second
        .add("payment", ONE, 3, 2, now - 59 * SECOND + 5)
        .setName("charge")
        .addLinks(Link.newBuilder().setTraceId(Spans.id(TWO)).setSpanId(Spans.id(9)));
    second.add("mail", TWO, 9, 8, now - 30 * SECOND).setName("send");
    second
        .add("search", THREE, 1, 0, now - 10 * SECOND)
        .setName("GET /search")
        .setKind(SpanKind.SPAN_KIND_SERVER)
        .addAttributes(Spans.attribute("query", "red shoes"));
    ingest(second);
    settle();
  }

  private List<TraceSummary> search(String query) {
    return store.searchTraces(SearchParser.parse(query), hour, 50, null).traces();
  }

  @Test
  void searchGroupsSpansToTracesNewestFirst() throws IOException {
    shop();
    assertThat(search("")).extracting(TraceSummary::traceId).containsExactly(THREE, TWO, ONE);
    TraceSummary order = search("").getLast();
    assertThat(order)
        .isEqualTo(
            new TraceSummary(
                ONE,
                "frontend",
                "POST /checkout",
                now - 60 * SECOND,
                2 * SECOND,
                3,
                1,
                List.of("frontend", "checkout", "payment"),
                3,
                true));
    assertThat(search("").get(1).complete()).isFalse();
    assertThat(search("").get(1).rootName()).isEqualTo("send");
  }

  @Test
  void queriesReachNamesAttributesResourcesStatusAndDuration() throws IOException {
    shop();
    for (String query :
        List.of(
            "service:checkout",
            "status:error",
            "name:PlaceOrder",
            "kind:server http.route:/checkout",
            "http.response.status_code>=500",
            "order_id:7f3a",
            "id:7f3a",
            "id.order.id:7f3a",
            "id:req-9",
            "id:" + ONE,
            "trace_id:" + ONE,
            "k8s.pod.name:payment-0",
            "duration>1s",
            "\"card declined\"",
            "declined",
            "exception.type:PaymentException",
            "exceeded",
            "event:exception")) {
      assertThat(search(query)).as(query).extracting(TraceSummary::traceId).containsExactly(ONE);
    }
    assertThat(search("service:checkout").getFirst().matched()).isEqualTo(1);
    assertThat(search("service:checkout").getFirst().spans()).isEqualTo(3);
    assertThat(search("service:nowhere")).isEmpty();
    assertThat(search("-service:checkout -service:frontend status:unset"))
        .extracting(TraceSummary::traceId)
        .containsExactly(THREE, TWO, ONE);
  }

  @Test
  void pagesShowEveryTraceOnce() throws IOException {
    List<TraceId> all = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      TraceId trace = new TraceId(9, i + 1);
      all.addFirst(trace);
      // Each trace has an early span too, which later pages come across.
      Spans spans = new Spans();
      spans.add("a", trace, 1, 0, now - 1000 * SECOND + i);
      spans.add("a", trace, 2, 1, now - 100 * SECOND + i);
      ingest(spans);
    }
    settle();
    List<TraceId> paged = new ArrayList<>();
    RowKey cursor = null;
    int pages = 0;
    do {
      TracePage page = store.searchTraces(SearchParser.parse("service:a"), hour, 7, cursor);
      page.traces().forEach(trace -> paged.add(trace.traceId()));
      page.traces().forEach(trace -> assertThat(trace.matched()).isEqualTo(2));
      cursor = page.next();
      pages++;
    } while (cursor != null && pages < 100);
    assertThat(paged).isEqualTo(all);
  }

  @Test
  void traceComesBackWhole() throws IOException {
    shop();
    List<Span> spans = store.trace(ONE, 100);
    assertThat(spans)
        .extracting(Span::name)
        .containsExactly("POST /checkout", "PlaceOrder", "charge");
    Span order = spans.get(1);
    assertThat(order.parentSpanId()).isEqualTo(new SpanId(1));
    assertThat(order.status()).isEqualTo(SpanStatus.ERROR);
    assertThat(order.statusMessage()).isEqualTo("card declined");
    assertThat(order.durationNanos()).isEqualTo(1_000_000);
    assertThat(order.attributes().entries()).hasSize(1);
    assertThat(order.resource().serviceName()).isEqualTo("checkout");
    assertThat(order.resource().attributes().text("k8s.pod.name")).isEqualTo("checkout-0");
    assertThat(order.scope().name()).isEqualTo("test");
    assertThat(order.events().getFirst().attributes().text("exception.message"))
        .isEqualTo("limit exceeded today");
    assertThat(spans.get(2).links().getFirst().traceId()).isEqualTo(TWO);
    assertThat(store.trace(ONE, 2)).hasSize(2);
    assertThat(store.trace(new TraceId(5, 5), 10)).isEmpty();
    assertThat(store.span(ONE, new SpanId(3), null).span().name()).isEqualTo("charge");
    assertThat(store.span(ONE, new SpanId(33), null)).isNull();
  }

  @Test
  void spansCarryIdsOfAttributesResourcesAndEvents() throws IOException {
    shop();
    assertThat(carrying(new CorrelationId(null, "7f3a"), TimeRange.ALL))
        .extracting(Span::name)
        .containsExactly("PlaceOrder");
    assertThat(carrying(new CorrelationId("request.id", "req-9"), hour)).hasSize(1);
    assertThat(carrying(new CorrelationId("session.id", "req-9"), hour)).isEmpty();
    assertThat(carrying(new CorrelationId("trace_id", ONE.toString()), hour)).hasSize(3);
    assertThat(carrying(new CorrelationId(null, "7F3A"), hour)).isEmpty();
  }

  private List<Span> carrying(CorrelationId id, TimeRange range) {
    Sightings<Span> found = store.sightings(Sought.carrying(id), range, 10);
    BitSet all = new BitSet();
    all.set(0, found.size());
    return found.read(all);
  }

  @Test
  void aSpanThatCameTwiceIsSightedOnce() throws IOException {
    for (int copy = 0; copy < 2; copy++) {
      Spans spans = new Spans();
      spans.add("shop", ONE, 1, 0, now).setKind(SpanKind.SPAN_KIND_CLIENT);
      spans.add("pay", ONE, 1, 0, now).setKind(SpanKind.SPAN_KIND_SERVER);
      ingest(spans);
      settle();
    }
    Sightings<Span> found = store.sightings(Sought.ofTraces(List.of(ONE)), TimeRange.ALL, 10);
    assertThat(found.total()).isEqualTo(2);
    BitSet all = new BitSet();
    all.set(0, found.size());
    assertThat(found.read(all)).hasSize(2);
  }

  @Test
  void aShortRequestBehindALongOneIsReadByItself() throws IOException {
    Spans full = new Spans();
    full.add("far", ONE, 1, 0, now)
        .setTraceState("a=b")
        .setStatus(Spans.error("far away"))
        .addAttributes(Spans.attribute("key", "value"));
    byte[] request = full.request();
    byte[] large = new byte[1 << 20];
    int offset = large.length - request.length;
    System.arraycopy(request, 0, large, offset, request.length);
    store.ingest(position += 3, now, large, offset, request.length);
    Spans empty = new Spans();
    empty.add("near", TWO, 2, 0, now).clearName().addAttributes(KeyValue.getDefaultInstance());
    ingest(empty);
    settle();
    assertThat(store.trace(TWO, 10)).extracting(Span::name).containsExactly("");
    assertThat(store.trace(TWO, 10)).extracting(Span::traceState).containsExactly("");
  }

  @Test
  void sightingsCountTheSpansOfTracesAndReadThoseThatAreChosen() throws IOException {
    shop();
    Sightings<Span> carrying =
        store.sightings(Sought.carrying(new CorrelationId(null, "7f3a")), TimeRange.ALL, 10);
    assertThat(carrying.traces()).containsExactly(Map.entry(ONE, 1));
    Sightings<Span> all = store.sightings(Sought.ofTraces(List.of(ONE, TWO)), TimeRange.ALL, 10);
    assertThat(all.traces()).containsEntry(ONE, 3).containsKey(TWO);
    assertThat(all.total()).isEqualTo(all.size());
    BitSet ofOne = new BitSet();
    for (int row = 0; row < all.size(); row++) {
      ofOne.set(row, all.traceId(row).equals(ONE));
    }
    assertThat(all.read(ofOne)).isEqualTo(store.trace(ONE, 10));
    Span last = store.trace(ONE, 10).getLast();
    assertThat(all.services())
        .filteredOn(of -> of.service().equals(last.resource().serviceName()))
        .singleElement()
        .satisfies(of -> assertThat(of.lastNanos()).isGreaterThanOrEqualTo(last.endNanos()));
    assertThat(store.mentioning("PlaceOrder", TimeRange.ALL, 10).total()).isEqualTo(1);
  }

  @Test
  void ofCopiesTheLongestIsSightedWhicheverCameFirst() throws IOException {
    for (int first = 0; first < 2; first++) {
      TraceId trace = new TraceId(40, first);
      for (int copy = 0; copy < 2; copy++) {
        boolean whole = copy == first;
        Spans spans = new Spans();
        var span =
            spans
                .add("shop", trace, 1, 0, now)
                .setName(whole ? "whole" : "begun")
                .setEndTimeUnixNano(now + (whole ? 5_000 : 0));
        if (whole) {
          span.setStatus(Spans.error("no"));
        }
        ingest(spans);
      }
      settle();
      Sightings<Span> found = store.sightings(Sought.ofTraces(List.of(trace)), TimeRange.ALL, 10);
      assertThat(found.total()).isEqualTo(1);
      assertThat(found.services())
          .singleElement()
          .satisfies(of -> assertThat(of.errors()).isEqualTo(1))
          .satisfies(of -> assertThat(of.lastNanos()).isEqualTo(now + 5_000));
      BitSet all = new BitSet();
      all.set(0);
      assertThat(found.read(all)).extracting(Span::name).containsExactly("whole");
      assertThat(store.trace(trace, 10)).extracting(Span::name).containsExactly("whole");
    }
  }

  @Test
  void skeletonIsInWaterfallOrder() throws IOException {
    shop();
    TraceSkeleton trace = store.skeleton(ONE);
    assertThat(trace.rows()).isEqualTo(3);
    assertThat(trace.services()).containsExactly("frontend", "checkout", "payment");
    assertThat(trace.parent()).containsExactly(-1, 0, 1);
    assertThat(trace.service()).containsExactly(0, 1, 2);
    assertThat(IntStream.range(0, 3).map(trace.events()::get)).containsExactly(0, 1, 0);
    assertThat(IntStream.range(0, 3).map(trace.links()::get)).containsExactly(0, 0, 1);
    assertThat(trace.durationNanos()).isEqualTo(2 * SECOND);
    assertThat(store.skeleton(TWO).orphans()).isEqualTo(1);
    assertThat(store.skeleton(new TraceId(5, 5)).rows()).isZero();
  }

  @Test
  void histogramFacetsFieldsAndCoverage() throws IOException {
    shop();
    var histogram = store.histogram(SearchParser.parse(""), hour, 60);
    assertThat(histogram.total()).isEqualTo(5);
    assertThat(histogram.counts().get(2)).hasSize(60).contains(1);
    Facets.Facet services =
        store.facets(SearchParser.parse(""), hour, List.of("service"), 3).facets().getFirst();
    assertThat(services.values()).hasSize(3);
    assertThat(services.other()).isEqualTo(2);
    assertThat(store.fields(hour))
        .extracting(FieldSummary::name)
        .contains("name", "kind", "duration", "service", "k8s.pod.name", "http.route")
        .doesNotContain("span.details", "span.name");
    assertThat(store.fields(hour))
        .filteredOn(field -> field.name().equals("status"))
        .extracting(FieldSummary::type)
        .containsExactly(ColumnType.TEXT);
    assertThat(store.coverage(hour)).contains(new ServiceCoverage("checkout", 1, 1));
  }

  @Test
  void attributeCannotOverwriteAFieldOfTheSpan() throws IOException {
    Spans spans = new Spans();
    spans
        .add("a", ONE, 1, 0, now - SECOND)
        .setName("real name")
        .addAttributes(Spans.attribute("name", "sent name"))
        .addAttributes(Spans.attribute("duration", 7L))
        .addAttributes(Spans.attribute("status", "sent"))
        .addAttributes(Spans.attribute("trace_id", "sent"));
    ingest(spans);
    settle();
    Span span = store.trace(ONE, 1).getFirst();
    assertThat(span.name()).isEqualTo("real name");
    assertThat(span.durationNanos()).isEqualTo(1_000_000);
    assertThat(span.attributes().text("name")).isEqualTo("sent name");
    assertThat(span.attributes().text("duration")).isEqualTo("7");
    assertThat(span.attributes().text("status")).isEqualTo("sent");
    assertThat(span.attributes().text("trace_id")).isEqualTo("sent");
  }

  @Test
  void poisonLeavesNothingBehind() throws IOException {
    Spans spans = new Spans();
    spans.add("a", ONE, 1, 0, now - SECOND);
    spans.add("b", ONE, 2, 0, now - SECOND);
    byte[] request = spans.request();
    assertThatThrownBy(() -> store.ingest(1_000, now, request, 0, request.length - 1))
        .isInstanceOf(MalformedProtobufException.class);
    settle();
    assertThat(store.trace(ONE, 10)).isEmpty();
    assertThat(store.status().metricSeries()).isZero();
  }

  @Test
  void spansBeyondRetentionAreRefusedAndCounted() throws IOException {
    Spans spans = new Spans();
    spans.add("a", ONE, 1, 0, now - Duration.ofDays(40).toNanos());
    spans.add("a", ONE, 2, 0, 0).setEndTimeUnixNano(0);
    ingest(spans);
    settle();
    assertThat(store.trace(ONE, 10))
        .extracting(Span::spanId, Span::startNanos)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(new SpanId(2), now));
    assertThat(store.status().spans().droppedTooOld()).isEqualTo(1);
  }

  @Test
  void aHundredThousandSpansMakeASkeleton() throws IOException {
    int count = 100_000;
    for (int from = 1; from <= count; from += 5_000) {
      Spans spans = new Spans();
      for (int id = from; id < from + 5_000; id++) {
        spans.add("service-" + id % 7, ONE, id, id / 3, now - 100 * SECOND + id);
      }
      ingest(spans);
    }
    settle();
    TraceSkeleton trace = store.skeleton(ONE);
    assertThat(trace.rows()).isEqualTo(count);
    assertThat(trace.truncated()).isFalse();
    assertThat(trace.orphans()).isZero();
    for (int row = 1; row < count; row++) {
      assertThat(trace.parent()[row]).isLessThan(row);
    }
  }

  @Test
  void attributesOfEventsAndLinksAreFound() throws IOException {
    Spans spans = new Spans();
    spans
        .add("checkout", ONE, 1, 0, now - 60 * SECOND)
        .addEvents(
            Event.newBuilder()
                .setName("retry")
                .addAttributes(Spans.attribute("retry.reason", "Connection reset"))
                .addAttributes(Spans.attribute("attempt", 3L)))
        .addLinks(
            Link.newBuilder()
                .setTraceId(Spans.id(TWO))
                .setSpanId(Spans.id(7))
                .addAttributes(Spans.attribute("messaging.batch", "b-17")));
    spans
        .add("checkout", ONE, 2, 1, now - 60 * SECOND)
        .addAttributes(Spans.attribute("retry.reason", "Connection reset"));
    ingest(spans);
    settle();

    assertThat(found("event.retry.reason:\"connection reset\"")).containsExactly(1L);
    assertThat(found("event.retry.reason:~reset")).containsExactly(1L);
    assertThat(found("event.attempt>2")).containsExactly(1L);
    assertThat(found("event.attempt>3")).isEmpty();
    assertThat(found("event.retry.reason:*")).containsExactly(1L);
    assertThat(found("-event.retry.reason:*")).containsExactly(2L);
    assertThat(found("link.messaging.batch:b-17")).containsExactly(1L);
    assertThat(found("event.messaging.batch:b-17")).isEmpty();
    assertThat(found("retry.reason:~reset")).containsExactly(2L);
  }

  private List<Long> found(String query) {
    return store.searchSpans(SearchParser.parse(query), hour, 50, null).spans().stream()
        .map(span -> span.spanId().value())
        .toList();
  }
}
