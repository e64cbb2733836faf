package dev.clew.tracestore.red;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.clew.model.Signal;
import dev.clew.model.TraceId;
import dev.clew.tracestore.RecordingSink;
import dev.clew.tracestore.Spans;
import dev.clew.tracestore.otlp.SpanReader;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpanMetricsTest {
  static final TraceId TRACE = new TraceId(1, 2);
  static final long NOW = 1_800_000_000_000_000_000L;
  static final long SECOND = 1_000_000_000L;

  final SpanMetrics metrics = new SpanMetrics(RedConfig.defaults());

  static void add(SpanMetrics metrics, Spans spans, long receivedNanos) {
    byte[] request = spans.request();
    new SpanReader().read(request, 0, request.length, (r, s) -> metrics.add(r, s, receivedNanos));
  }

  static RecordingSink write(SpanMetrics metrics) {
    RecordingSink sink = new RecordingSink();
    metrics.write(NOW, NOW - 15 * SECOND).forEach(r -> sink.append(Signal.METRICS, r));
    return sink;
  }

  static final String SHOP =
      "{service=shop, span_kind=SPAN_KIND_SERVER, span_name=GET /, status_code=STATUS_CODE_%s}";

  private static Spans shop(int count, long nanos) {
    Spans spans = new Spans();
    for (int i = 0; i < count; i++) {
      spans
          .add("shop", TRACE, i + 1, 99, NOW)
          .setName("GET /")
          .setKind(SpanKind.SPAN_KIND_SERVER)
          .setEndTimeUnixNano(NOW + nanos * (i + 1));
    }
    return spans;
  }

  @Test
  void countsCallsAndDurationsUnderTempoNames() {
    add(metrics, shop(3, 4_000_000), NOW);
    Spans failed = new Spans();
    failed
        .add("shop", TRACE, 8, 99, NOW)
        .setName("GET /")
        .setKind(SpanKind.SPAN_KIND_SERVER)
        .setEndTimeUnixNano(NOW + SECOND);
    failed.add("shop", TRACE, 9, 99, NOW).setName("GET /").setStatus(Spans.error("no"));
    add(metrics, failed, NOW);
    RecordingSink sink = write(metrics);
    assertThat(sink.counters())
        .containsEntry("traces_spanmetrics_calls_total" + SHOP.formatted("UNSET"), 4.0)
        .containsEntry(
            "traces_spanmetrics_calls_total{service=shop, span_kind=SPAN_KIND_INTERNAL,"
                + " span_name=GET /, status_code=STATUS_CODE_ERROR}",
            1.0);
    HistogramDataPoint seconds =
        sink.histograms().get("traces_spanmetrics_duration_seconds" + SHOP.formatted("UNSET"));
    assertThat(seconds.getCount()).isEqualTo(4);
    assertThat(seconds.getSum()).isCloseTo(1.024, within(1e-9));
    assertThat(seconds.getExplicitBoundsList()).isEqualTo(RedConfig.defaults().bucketsSeconds());
    assertThat(seconds.getBucketCountsList().subList(0, 4)).containsExactly(0L, 1L, 1L, 1L);
    assertThat(seconds.getExemplars(0).getTraceId()).isEqualTo(Spans.id(TRACE));
    assertThat(seconds.getExemplars(0).getAsDouble()).as("the slowest").isEqualTo(1.0);
  }

  @Test
  void newSeriesStartsFromZeroOnce() {
    add(metrics, shop(2, 1), NOW);
    String series = "traces_spanmetrics_calls_total" + SHOP.formatted("UNSET");
    assertThat(write(metrics).values(series)).containsExactly(0.0, 2.0);
    assertThat(write(metrics).values(series)).containsExactly(2.0);
  }

  @Test
  void sampledSpansCountByTheirWeight() {
    add(metrics, shop(4, 1), NOW);
    Spans sampled = new Spans();
    sampled.add("shop", TRACE, 21, 0, NOW).setName("th").setTraceState("es=x:1,ot=rv:1;th:c");
    sampled
        .add("shop", TRACE, 22, 0, NOW)
        .setName("ratio")
        .addAttributes(Spans.attribute("sampling.rate", 0.1));
    sampled
        .add("shop", TRACE, 23, 0, NOW)
        .setName("one of")
        .addAttributes(Spans.attribute("sampling.rate", 20L));
    sampled.add("shop", TRACE, 24, 0, NOW).setName("broken").setTraceState("ot=th:zz");
    sampled
        .add("shop", TRACE, 25, 0, NOW)
        .setName("Honeycomb")
        .addAttributes(Spans.attribute("SampleRate", 50L));
    sampled
        .add("shop", TRACE, 26, 0, NOW)
        .setName("in lower case")
        .addAttributes(Spans.attribute("sampleRate", "8"));
    sampled
        .add("shop", TRACE, 27, 0, NOW)
        .setName("none")
        .addAttributes(Spans.attribute("SampleRate", 0L));
    sampled.add("shop", TRACE, 28, 0, NOW).setName("older").setTraceState("ot=p:6;r:9");
    sampled
        .add("shop", TRACE, 29, 0, NOW)
        .setName("trace state first")
        .setTraceState("ot=th:8")
        .addAttributes(Spans.attribute("SampleRate", 50L));
    add(metrics, sampled, NOW);
    var counters = write(metrics).counters();
    assertThat(counters.values()).contains(4.0, 10.0, 20.0, 1.0);
    Map.of(
            "Honeycomb",
            50.0,
            "in lower case",
            8.0,
            "none",
            1.0,
            "older",
            64.0,
            "trace state first",
            2.0)
        .forEach((name, calls) ->
            assertThat(counters)
                .containsEntry(
                    "traces_spanmetrics_calls_total{service=shop,"
                        + " span_kind=SPAN_KIND_INTERNAL, span_name="
                        + name
                        + ", status_code=STATUS_CODE_UNSET}",
                    calls));
    assertThat(counters)
        .containsEntry(
            "traces_spanmetrics_calls_total{service=shop, span_kind=SPAN_KIND_INTERNAL,"
                + " span_name=th, status_code=STATUS_CODE_UNSET}",
            4.0);
  }

  @Test
  void tooManySeriesFoldIntoOther() {
    RedConfig defaults = RedConfig.defaults();
    SpanMetrics small =
        new SpanMetrics(
            new RedConfig(
                defaults.interval(),
                defaults.bucketsSeconds(),
                3,
                2,
                2,
                defaults.pairWait(),
                defaults.idle()));
    for (int i = 0; i < 50; i++) {
      TraceId trace = new TraceId(1, i + 1);
      Spans spans = new Spans();
      spans.add("s" + i, trace, 1, 0, NOW).setName("n" + i);
      spans.add("s" + i, trace, 2, 77, NOW).setKind(SpanKind.SPAN_KIND_SERVER);
      spans.add("s" + i, trace, 3, 0, NOW).setKind(SpanKind.SPAN_KIND_SERVER);
      add(small, spans, NOW);
    }
    var counters = write(small).counters();
    assertThat(counters.size()).isLessThan(30);
    assertThat(
            counters.entrySet().stream()
                .filter(e -> e.getKey().startsWith("traces_spanmetrics_calls_total"))
                .mapToDouble(e -> e.getValue())
                .sum())
        .isEqualTo(150);
    assertThat(small.overflowed()).isGreaterThan(0);
  }

  @Test
  void pairsClientAndServerWhicheverComesFirst() {
    for (boolean clientFirst : new boolean[] {true, false}) {
      SpanMetrics one = new SpanMetrics(RedConfig.defaults());
      Spans client = new Spans();
      client.add("front", TRACE, 5, 1, NOW).setKind(SpanKind.SPAN_KIND_CLIENT);
      Spans server = new Spans();
      server
          .add("back", TRACE, 6, 5, NOW)
          .setKind(SpanKind.SPAN_KIND_SERVER)
          .setStatus(Spans.error(""));
      add(one, clientFirst ? client : server, NOW);
      add(one, clientFirst ? server : client, NOW);
      RecordingSink sink = write(one);
      assertThat(sink.counters())
          .containsEntry("traces_service_graph_request_total{client=front, server=back}", 1.0)
          .containsEntry(
              "traces_service_graph_request_failed_total{client=front, server=back}", 1.0);
      assertThat(sink.histograms())
          .containsKey("traces_service_graph_request_server_seconds{client=front, server=back}");
    }
  }

  @Test
  void databasesMessagingUsersAndSilentPeersAreEdgesToo() {
    Spans spans = new Spans();
    spans
        .add("shop", TRACE, 1, 9, NOW)
        .setKind(SpanKind.SPAN_KIND_CLIENT)
        .addAttributes(Spans.attribute("db.system", "postgresql"))
        .addAttributes(Spans.attribute("db.name", "orders"));
    spans.add("shop", TRACE, 2, 0, NOW).setKind(SpanKind.SPAN_KIND_SERVER);
    spans.add("shop", TRACE, 3, 2, NOW).setKind(SpanKind.SPAN_KIND_PRODUCER);
    spans.add("mail", TRACE, 4, 3, NOW).setKind(SpanKind.SPAN_KIND_CONSUMER);
    spans
        .add("shop", TRACE, 5, 2, NOW)
        .setKind(SpanKind.SPAN_KIND_CLIENT)
        .addAttributes(Spans.attribute("server.address", "api.example.com"));
    add(metrics, spans, NOW);
    metrics.snapshot(NOW + Duration.ofMinutes(1).toNanos());
    assertThat(write(metrics).counters().keySet())
        .contains(
            "traces_service_graph_request_total"
                + "{client=shop, connection_type=database, server=orders}",
            "traces_service_graph_request_total"
                + "{client=user, connection_type=virtual_node, server=shop}",
            "traces_service_graph_request_total"
                + "{client=shop, connection_type=messaging_system, server=mail}",
            "traces_service_graph_request_total"
                + "{client=shop, connection_type=virtual_node, server=api.example.com}");
  }

  @Test
  void oldestHalvesGiveUpWhenTooManyWait() {
    RedConfig defaults = RedConfig.defaults();
    SpanMetrics small =
        new SpanMetrics(
            new RedConfig(
                defaults.interval(),
                defaults.bucketsSeconds(),
                100,
                100,
                2,
                defaults.pairWait(),
                defaults.idle()));
    for (int id = 1; id <= 3; id++) {
      Spans client = new Spans();
      client
          .add("front", TRACE, id, 99, NOW)
          .setKind(SpanKind.SPAN_KIND_CLIENT)
          .addAttributes(Spans.attribute("peer.service", "silent"));
      add(small, client, NOW);
    }
    Spans answers = new Spans();
    answers.add("back", TRACE, 10, 3, NOW).setKind(SpanKind.SPAN_KIND_SERVER);
    add(small, answers, NOW);
    assertThat(write(small).counters())
        .containsEntry("traces_service_graph_request_total{client=front, server=back}", 1.0)
        .containsEntry(
            "traces_service_graph_request_total"
                + "{client=front, connection_type=virtual_node, server=silent}",
            1.0);
    assertThat(small.droppedHalves()).isEqualTo(1);
  }

  @Test
  void snapshotBringsEverythingBack() throws IOException {
    add(metrics, shop(3, 4_000_000), NOW);
    Spans half = new Spans();
    half.add("front", TRACE, 50, 1, NOW).setKind(SpanKind.SPAN_KIND_CLIENT);
    add(metrics, half, NOW);
    SpanMetrics restored = new SpanMetrics(RedConfig.defaults());
    restored.restore(metrics.snapshot(NOW));
    Spans other = new Spans();
    other.add("back", TRACE, 51, 50, NOW).setKind(SpanKind.SPAN_KIND_SERVER);
    add(metrics, other, NOW);
    add(restored, other, NOW);
    write(metrics);
    write(restored);
    assertThat(write(restored).counters()).isEqualTo(write(metrics).counters());
    assertThat(write(restored).histograms().keySet())
        .isEqualTo(write(metrics).histograms().keySet());
    assertThat(write(restored).counters())
        .containsEntry("traces_service_graph_request_total{client=front, server=back}", 1.0);
  }

  @Test
  void idleSeriesAreForgotten() {
    add(metrics, shop(1, 1), NOW);
    metrics.snapshot(NOW + Duration.ofMinutes(59).toNanos());
    assertThat(metrics.size()).isEqualTo(1);
    metrics.snapshot(NOW + Duration.ofMinutes(61).toNanos());
    assertThat(metrics.size()).isZero();
    add(metrics, shop(2, 1), NOW + Duration.ofMinutes(61).toNanos());
    assertThat(metrics.size()).isEqualTo(1);
  }

  @Test
  void otherBytesAreNoSnapshot() throws IOException {
    metrics.restore(new byte[0]);
    assertThatThrownBy(() -> metrics.restore(new byte[] {1, 2, 3, 4, 5}))
        .hasMessageContaining("expected: 434c5245 version 1 or 2");
  }

  @Test
  void longNamesAndServicesAreCut() {
    Spans spans = new Spans();
    spans.add("s".repeat(70_000), TRACE, 1, 0, NOW).setName("ü".repeat(70_000));
    add(metrics, spans, NOW);
    assertThat(metrics.snapshot(NOW).length).isLessThan(3_000);
  }
}
