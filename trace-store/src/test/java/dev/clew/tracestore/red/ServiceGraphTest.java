package dev.clew.tracestore.red;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.TraceId;
import dev.clew.tracestore.Spans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.Link;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Edges between services, whichever of their spans comes first. */
class ServiceGraphTest {
  private static final long NOW = SpanMetricsTest.NOW;
  private static final TraceId TRACE = new TraceId(1, 2);
  private static final SpanKind SERVER = SpanKind.SPAN_KIND_SERVER;
  private static final SpanKind CLIENT = SpanKind.SPAN_KIND_CLIENT;
  private static final SpanKind PRODUCER = SpanKind.SPAN_KIND_PRODUCER;
  private static final SpanKind CONSUMER = SpanKind.SPAN_KIND_CONSUMER;
  private static final SpanKind INTERNAL = SpanKind.SPAN_KIND_INTERNAL;

  /** A span in a request of its own. */
  private record Sent(String service, Span.Builder span) {
    Spans spans() {
      Spans spans = new Spans();
      spans.add(service, TRACE, 1, 0, NOW).clear().mergeFrom(span.build());
      return spans;
    }
  }

  private static Sent span(String service, long id, long parent, SpanKind kind) {
    return new Sent(service, new Spans().add(service, TRACE, id, parent, NOW).setKind(kind));
  }

  private static Sent with(Sent sent, String key, Object value) {
    sent.span().addAttributes(Spans.attribute(key, value));
    return sent;
  }

  private static Sent linked(Sent sent, TraceId trace, long... spans) {
    for (long span : spans) {
      sent.span().addLinks(Link.newBuilder().setTraceId(Spans.id(trace)).setSpanId(Spans.id(span)));
    }
    return sent;
  }

  /** The requests of each edge: {@code client -> server (type)}. */
  private static Map<String, Double> edges(List<Sent> spans) {
    SpanMetrics metrics = new SpanMetrics(RedConfig.defaults());
    for (Sent sent : spans) {
      SpanMetricsTest.add(metrics, sent.spans(), NOW);
    }
    return edges(metrics);
  }

  private static Map<String, Double> edges(SpanMetrics metrics) {
    metrics.snapshot(NOW + Duration.ofMinutes(1).toNanos());
    Map<String, Double> edges = new TreeMap<>();
    SpanMetricsTest.write(metrics)
        .counters()
        .forEach((series, value) -> {
          if (series.startsWith("traces_service_graph_request_total")) {
            String type = series.replaceAll(".*connection_type=([^,}]*).*|.*", "$1");
            edges.put(
                series.replaceAll(".*client=([^,}]*).*", "$1")
                    + " -> "
                    + series.replaceAll(".*server=([^,}]*).*", "$1")
                    + (type.isEmpty() ? "" : " (" + type + ")"),
                value);
          }
        });
    return edges;
  }

  /** In every order of so few spans, or in many of more. */
  private static void assertEdges(List<Sent> spans, Map<String, Double> expected) {
    Random random = new Random(5);
    List<Sent> shuffled = new ArrayList<>(spans);
    for (int i = 0; i < 40; i++) {
      assertThat(edges(shuffled))
          .as("%s", shuffled.stream().map(s -> s.span().getSpanId()).toList())
          .containsExactlyInAnyOrderEntriesOf(expected);
      Collections.shuffle(shuffled, random);
    }
  }

  @Test
  void serverUnderAServerOfAnotherService() {
    assertEdges(
        List.of(span("front", 1, 0, SERVER), span("back", 2, 1, SERVER)),
        Map.of("user -> front (virtual_node)", 1.0, "front -> back", 1.0));
  }

  @Test
  void serverUnderAnInternalSpanOfAnotherService() {
    assertEdges(
        List.of(
            span("front", 1, 0, SERVER),
            span("front", 2, 1, INTERNAL),
            span("back", 3, 2, SERVER),
            span("back", 4, 3, SERVER)),
        Map.of("user -> front (virtual_node)", 1.0, "front -> back", 1.0));
  }

  @Test
  void consumerThatIsLinkedButNoChild() {
    TraceId other = new TraceId(8, 8);
    Sent producer = new Sent("shop", new Spans().add("shop", other, 3, 1, NOW).setKind(PRODUCER));
    Sent second = new Sent("web", new Spans().add("web", other, 4, 1, NOW).setKind(PRODUCER));
    assertEdges(
        List.of(producer, second, linked(span("mail", 9, 0, CONSUMER), other, 3, 4)),
        Map.of("shop -> mail (messaging_system)", 1.0, "web -> mail (messaging_system)", 1.0));
  }

  @Test
  void consumerThatIsChildAndLinkedCountsOnce() {
    assertEdges(
        List.of(span("shop", 3, 1, PRODUCER), linked(span("mail", 9, 3, CONSUMER), TRACE, 3)),
        Map.of("shop -> mail (messaging_system)", 1.0));
    assertEdges(
        List.of(
            span("shop", 3, 1, PRODUCER),
            span("mail", 8, 0, INTERNAL),
            linked(span("mail", 9, 8, CONSUMER), TRACE, 3)),
        Map.of("shop -> mail (messaging_system)", 1.0));
  }

  @Test
  void clientThatOnlyNamesWhatItCalls() {
    Map<String, Object> named =
        Map.ofEntries(
            Map.entry("url.full", "https://user:pw@api.example.com:8443/v1?q=a:b@c"),
            Map.entry("http.url", "http://[2001:db8::1]:80/x"),
            Map.entry("server.address", "cache-1"),
            Map.entry("net.peer.name", "old.example.com"),
            Map.entry("rpc.service", "shop.Cart"),
            Map.entry("peer.service", "billing"),
            Map.entry("messaging.destination.name", "orders"),
            Map.entry("messaging.system", "kafka"));
    Map<String, String> expected =
        Map.ofEntries(
            Map.entry("url.full", "api.example.com"),
            Map.entry("http.url", "2001:db8::1"),
            Map.entry("server.address", "cache-1"),
            Map.entry("net.peer.name", "old.example.com"),
            Map.entry("rpc.service", "shop.Cart"),
            Map.entry("peer.service", "billing"),
            Map.entry("messaging.destination.name", "orders"),
            Map.entry("messaging.system", "kafka"));
    named.forEach((key, value) ->
        assertThat(edges(List.of(with(span("shop", 2, 1, CLIENT), key, value))))
            .as(key)
            .containsExactly(Map.entry("shop -> " + expected.get(key) + " (virtual_node)", 1.0)));
    for (String key : List.of("db.name", "db.namespace", "db.system", "db.collection.name")) {
      assertThat(edges(List.of(with(span("shop", 2, 1, CLIENT), key, "orders"))))
          .as(key)
          .containsExactly(Map.entry("shop -> orders (database)", 1.0));
    }
    assertThat(edges(List.of(with(span("shop", 2, 1, CLIENT), "db.query.text", "select 1"))))
        .containsExactly(Map.entry("shop -> database (database)", 1.0));
    assertThat(edges(List.of(span("shop", 2, 1, CLIENT)))).isEmpty();
  }

  @Test
  void oneClientWithTwoServers() {
    assertEdges(
        List.of(
            with(span("front", 2, 1, CLIENT), "server.address", "proxy"),
            span("blue", 3, 2, SERVER),
            span("green", 4, 2, SERVER)),
        Map.of("front -> blue", 1.0, "front -> green", 1.0));
  }

  @Test
  void oneProducerWithThreeConsumers() {
    assertEdges(
        List.of(
            span("shop", 2, 1, PRODUCER),
            span("mail", 3, 2, CONSUMER),
            span("stock", 4, 2, CONSUMER),
            span("bill", 5, 2, CONSUMER),
            span("bill", 6, 2, CONSUMER)),
        Map.of(
            "shop -> mail (messaging_system)", 1.0,
            "shop -> stock (messaging_system)", 1.0,
            "shop -> bill (messaging_system)", 2.0));
  }

  @Test
  void rootConsumerHasItsQueueForAClient() {
    assertEdges(
        List.of(with(span("mail", 3, 0, CONSUMER), "messaging.destination.name", "orders")),
        Map.of("orders -> mail (virtual_node)", 1.0));
    assertEdges(List.of(span("mail", 3, 0, CONSUMER)), Map.of("user -> mail (virtual_node)", 1.0));
    assertEdges(
        List.of(with(span("mail", 3, 2, CONSUMER), "messaging.system", "kafka")),
        Map.of("kafka -> mail (virtual_node)", 1.0));
  }

  @Test
  void spanThatIsItsOwnParentIsARoot() {
    assertEdges(List.of(span("front", 1, 1, SERVER)), Map.of("user -> front (virtual_node)", 1.0));
  }

  @Test
  void failuresOfEitherSideAreFailed() {
    for (boolean seenFirst : new boolean[] {true, false}) {
      SpanMetrics metrics = new SpanMetrics(RedConfig.defaults());
      Sent parent = span("front", 1, 9, SERVER);
      Sent child = span("back", 2, 1, SERVER);
      child.span().setStatus(Spans.error("no"));
      SpanMetricsTest.add(metrics, (seenFirst ? parent : child).spans(), NOW);
      SpanMetricsTest.add(metrics, (seenFirst ? child : parent).spans(), NOW);
      assertThat(SpanMetricsTest.write(metrics).counters())
          .containsEntry(
              "traces_service_graph_request_failed_total{client=front, server=back}", 1.0);
    }
  }

  /** Who waits is part of the state, chains included. */
  @Test
  void whatWaitsComesBackAfterARestart() throws IOException {
    SpanMetrics metrics = new SpanMetrics(RedConfig.defaults());
    SpanMetricsTest.add(metrics, span("blue", 3, 2, SERVER).spans(), NOW);
    SpanMetricsTest.add(metrics, span("green", 4, 2, SERVER).spans(), NOW);
    SpanMetricsTest.add(metrics, span("front", 7, 1, CLIENT).spans(), NOW);
    SpanMetrics restored = new SpanMetrics(RedConfig.defaults());
    restored.restore(metrics.snapshot(NOW));
    SpanMetricsTest.add(restored, span("front", 2, 1, INTERNAL).spans(), NOW);
    SpanMetricsTest.add(restored, span("back", 8, 7, SERVER).spans(), NOW);
    SpanMetricsTest.add(restored, span("back", 9, 7, SERVER).spans(), NOW);
    assertThat(edges(restored))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("front -> blue", 1.0, "front -> green", 1.0, "front -> back", 2.0));
  }
}
