package dev.clew.tracestore.red;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.TraceId;
import dev.clew.tracestore.Spans;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A span that comes again counts once. */
class RecentSpansTest {
  private static final long NOW = SpanMetricsTest.NOW;
  private static final TraceId TRACE = SpanMetricsTest.TRACE;
  private static final String EDGE =
      "traces_service_graph_request_total{client=front, server=back}";

  private final SpanMetrics metrics = new SpanMetrics(RedConfig.defaults());

  private static Spans request() {
    Spans spans = new Spans();
    spans.add("front", TRACE, 5, 1, NOW).setName("call").setKind(SpanKind.SPAN_KIND_CLIENT);
    spans.add("back", TRACE, 6, 5, NOW).setName("serve").setKind(SpanKind.SPAN_KIND_SERVER);
    return spans;
  }

  private static double calls(Map<String, Double> counters, String name) {
    return counters.entrySet().stream()
        .filter(e -> e.getKey().startsWith("traces_spanmetrics_calls_total"))
        .filter(e -> e.getKey().contains("span_name=" + name))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  @Test
  void requestSentThreeTimesCountsOnce() throws IOException {
    SpanMetricsTest.add(metrics, request(), NOW);
    SpanMetricsTest.add(metrics, request(), NOW + Duration.ofMinutes(5).toNanos());
    SpanMetrics restarted = new SpanMetrics(RedConfig.defaults());
    restarted.restore(metrics.snapshot(NOW + Duration.ofMinutes(5).toNanos()));
    SpanMetricsTest.add(restarted, request(), NOW + Duration.ofMinutes(9).toNanos());
    assertThat(metrics.copies()).isEqualTo(2);
    assertThat(restarted.copies()).isEqualTo(2);
    Map<String, Double> counters = SpanMetricsTest.write(restarted).counters();
    assertThat(calls(counters, "call")).isEqualTo(1);
    assertThat(calls(counters, "serve")).isEqualTo(1);
    assertThat(counters.entrySet())
        .filteredOn(e -> e.getKey().startsWith("traces_service_graph_request_total"))
        .containsExactly(Map.entry(EDGE, 1.0));
  }

  @Test
  void sharedSpanIdsAreTwoSpansAndOneEdge() {
    for (boolean clientFirst : new boolean[] {true, false}) {
      SpanMetrics one = new SpanMetrics(RedConfig.defaults());
      Spans client = new Spans();
      client.add("front", TRACE, 5, 1, NOW).setKind(SpanKind.SPAN_KIND_CLIENT);
      Spans server = new Spans();
      server.add("back", TRACE, 5, 1, NOW).setKind(SpanKind.SPAN_KIND_SERVER);
      SpanMetricsTest.add(one, clientFirst ? client : server, NOW);
      SpanMetricsTest.add(one, clientFirst ? server : client, NOW);
      one.snapshot(NOW + Duration.ofMinutes(1).toNanos());
      assertThat(one.copies()).isZero();
      Map<String, Double> counters = SpanMetricsTest.write(one).counters();
      assertThat(calls(counters, "")).isEqualTo(2);
      assertThat(counters.entrySet())
          .filteredOn(e -> e.getKey().startsWith("traces_service_graph_request_total"))
          .containsExactly(Map.entry(EDGE, 1.0));
    }
  }

  @Test
  void whatIsKeptEndsWithTheSecondGeneration() {
    RecentSpans recent = new RecentSpans();
    int many = RecentSpans.MOST;
    for (int i = 1; i <= 3 * many; i++) {
      assertThat(recent.add(1, i, 1, false, "s", NOW)).isTrue();
    }
    assertThat(recent.size()).isEqualTo(2 * many);
    for (int i = many + 1; i <= 3 * many; i++) {
      assertThat(recent.add(1, i, 1, false, "s", NOW)).isFalse();
    }
    assertThat(recent.add(1, 1, 1, false, "s", NOW)).isTrue();
    long later = NOW + RecentSpans.GENERATION_NANOS + 1;
    assertThat(recent.add(2, 1, 1, false, "s", later)).isTrue();
    assertThat(recent.add(2, 2, 1, false, "s", 2 * later - NOW)).isTrue();
    assertThat(recent.size()).isEqualTo(2);
  }

  @Test
  void spansAreKnownByServiceAndKind() {
    RecentSpans recent = new RecentSpans();
    recent.add(1, 7, 3, true, "front", NOW);
    recent.add(1, 7, 2, false, "back", NOW);
    assertThat(recent.find(1, 7, RecentSpans.CALLERS)).isTrue();
    assertThat(recent.foundService()).isEqualTo("front");
    assertThat(recent.foundFailed()).isTrue();
    assertThat(recent.foundCaller()).isTrue();
    assertThat(recent.find(1, 7, RecentSpans.CALLED)).isTrue();
    assertThat(recent.foundService()).isEqualTo("back");
    assertThat(recent.find(1, 8, RecentSpans.ANY)).isFalse();
  }

  /**
   * Against a plain set: traces of one span and of thousands, copies, spans that share an ID,
   * generations that are full, and restarts.
   */
  @Test
  void isExactForAnyShapeOfTraces() throws IOException {
    Random random = new Random(11);
    RecentSpans recent = new RecentSpans();
    Set<String> young = new HashSet<>();
    Set<String> old = new HashSet<>();
    for (int i = 0; i < 400_000; i++) {
      // A tenth belongs to one trace, a tenth to some, and the others have few companions.
      int sort = random.nextInt(10);
      long number = sort == 0 ? 1 : sort == 1 ? 2 + random.nextInt(100) : 1000 + i / 6;
      long spanId = 1 + random.nextInt(sort == 0 ? 60_000 : 8);
      int kind = 2 + random.nextInt(2);
      String identity = number + " " + spanId + " " + kind;
      boolean known = young.contains(identity) || old.contains(identity);
      if (!known && young.size() == RecentSpans.MOST) {
        old = young;
        young = new HashSet<>();
      }
      long trace = RecentSpans.ofTrace(0, number);
      assertThat(recent.find(trace, spanId, 1 << kind)).isEqualTo(known);
      assertThat(recent.add(trace, spanId, kind, false, "s", NOW)).isEqualTo(!known);
      young.addAll(known ? Set.of() : Set.of(identity));
      if (i == 20_000 || i == 250_000) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        recent.write(new DataOutputStream(bytes));
        recent = new RecentSpans();
        recent.restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        assertThat(recent.size()).isEqualTo(young.size() + old.size());
      }
    }
    assertThat(old).hasSize(RecentSpans.MOST);
  }

  /** Against a plain count of distinct spans, with copies in any order and restarts. */
  @Test
  void countsAreThoseOfDistinctSpans() throws IOException {
    Random random = new Random(3);
    Map<String, Double> truth = new TreeMap<>();
    List<Spans> sent = new ArrayList<>();
    SpanMetrics counted = metrics;
    for (int i = 0; i < 3_000; i++) {
      long received = NOW + Duration.ofMillis(100L * i).toNanos();
      if (i % 3 > 0 || sent.isEmpty()) {
        Spans spans = new Spans();
        for (int k = random.nextInt(5); k >= 0; k--) {
          String name = "op " + random.nextInt(10);
          String service = "s" + random.nextInt(3);
          boolean failed = random.nextInt(4) == 0;
          var span =
              spans
                  .add(service, new TraceId(1, i + 1), k + 1, 77, NOW)
                  .setName(name)
                  .setKind(SpanKind.SPAN_KIND_SERVER);
          if (failed) {
            span.setStatus(Spans.error("no"));
          }
          String series =
              "traces_spanmetrics_calls_total{service=%s, span_kind=SPAN_KIND_SERVER,"
                  + " span_name=%s, status_code=STATUS_CODE_%s}";
          truth.merge(
              series.formatted(service, name, failed ? "ERROR" : "UNSET"), 1.0, Double::sum);
        }
        sent.add(spans);
        SpanMetricsTest.add(counted, spans, received);
      } else {
        SpanMetricsTest.add(counted, sent.get(random.nextInt(sent.size())), received);
      }
      if (i % 400 == 399) {
        SpanMetrics restarted = new SpanMetrics(RedConfig.defaults());
        restarted.restore(counted.snapshot(received));
        counted = restarted;
      }
    }
    Map<String, Double> counters = SpanMetricsTest.write(counted).counters();
    counters.keySet().removeIf(series -> !series.startsWith("traces_spanmetrics_calls"));
    assertThat(counters).isEqualTo(truth);
  }
}
