package dev.clew.tracestore.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.server.Server;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.testkit.RecordedIncidents;
import dev.clew.tracestore.RecordingSink;
import dev.clew.tracestore.Spans;
import dev.clew.tracestore.TestClock;
import dev.clew.tracestore.TraceStore;
import dev.clew.tracestore.TraceStoreConfig;
import dev.clew.tracestore.red.RedConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service with more span names than there is room for is named where people look. */
class TooManyNamesTest {
  private static final String SENTENCE =
      "traces: service greedy has too many span names: %s of its spans count under \"other\" in the"
          + " span metrics; it holds 4 of 4 series (traces.span_metrics.max_series)";

  @TempDir Path directory;
  private final TestClock clock = new TestClock();
  private final RecordedIncidents incidents = new RecordedIncidents();
  private long position;
  private long ids;

  private TraceStore open() throws IOException {
    RedConfig red = RedConfig.defaults();
    TraceStoreConfig traces = TraceStoreConfig.defaults();
    RedConfig small =
        new RedConfig(
            red.interval(),
            red.bucketsSeconds(),
            4,
            red.maxEdges(),
            red.maxPending(),
            red.pairWait(),
            red.idle());
    return TraceStore.open(
        new TraceStoreConfig(
            traces.retention(),
            traces.retentionRules(),
            traces.maxBytes(),
            traces.maxFuture(),
            traces.flushInterval(),
            traces.flushBytes(),
            traces.cacheBytes(),
            traces.maxTraceSpans(),
            traces.maxConcurrency(),
            small),
        directory,
        CorrelationKeys.defaults(),
        new RecordingSink(),
        clock,
        incidents);
  }

  private void call(TraceStore store, String name) throws IOException {
    long now = TimeRange.nanosOf(clock.instant());
    Spans spans = new Spans();
    spans.add("greedy", new TraceId(1, 1), ++ids, 0, now).setName(name);
    byte[] request = spans.request();
    store.ingest(position += 3, now, request, 0, request.length);
  }

  @Test
  void healthAndServicesNameIt() throws IOException {
    try (TraceStore store = open()) {
      for (int i = 0; i < 1_504; i++) {
        call(store, "op " + i);
      }
      store.writeMetrics();
      assertThat(incidents.raised()).containsExactly(SENTENCE.formatted("1,500"));
      var builder = Server.builder().http(0);
      new ServicesApi(new ScriptedMetrics(), store, new FewLogs(), clock).register(builder);
      try (Server server = builder.build()) {
        server.start().join();
        JsonNode answer =
            new ObjectMapper()
                .readTree(
                    WebClient.of("http://127.0.0.1:" + server.activeLocalPort())
                        .blocking()
                        .get("/api/clew/v1/services")
                        .contentUtf8());
        assertThat(answer.at("/services/0/name").asText()).isEqualTo("greedy");
        assertThat(answer.at("/services/0/otherSpans").asLong()).isEqualTo(1_500);
      }
      store.flush();
    }
    try (TraceStore store = open()) {
      store.flushDue();
      store.writeMetrics();
      assertThat(incidents.raised()).as("of both").contains(SENTENCE.formatted("1,500"));
      clock.advance(Duration.ofHours(2));
      store.flush();
      call(store, "op 1503");
      store.writeMetrics();
      assertThat(store.foldedNames()).isEmpty();
    }
  }

  @Test
  void moreServicesThanRoomAreNoFaultOfOne() throws IOException {
    try (TraceStore store = open()) {
      Spans spans = new Spans();
      for (int i = 0; i < 10; i++) {
        spans.add("s" + i, new TraceId(1, 1), i + 1, 0, TimeRange.nanosOf(clock.instant()));
      }
      byte[] request = spans.request();
      store.ingest(3, TimeRange.nanosOf(clock.instant()), request, 0, request.length);
      store.writeMetrics();
      assertThat(incidents.raised())
          .containsExactly(
              "traces: more services send spans than the span metrics have room for: 6 spans count"
                  + " under \"other\"; there is room for 4 series"
                  + " (traces.span_metrics.max_series)");
    }
  }
}
