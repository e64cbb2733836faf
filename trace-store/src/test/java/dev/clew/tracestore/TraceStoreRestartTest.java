package dev.clew.tracestore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.CorrelationKeys;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.storage.buffer.BufferConsumer;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store is dropped without a flush at arbitrary moments, and fed again from its position. */
class TraceStoreRestartTest {
  private static final String CALLS =
      "traces_spanmetrics_calls_total{service=a, span_kind=SPAN_KIND_SERVER, span_name=op,"
          + " status_code=STATUS_CODE_UNSET}";

  @TempDir Path directory;
  final TestClock clock = new TestClock();
  final RecordingSink sink = new RecordingSink();

  /** An entry of the buffer. */
  private record Entry(long position, long receivedNanos, byte[] request) {}

  private final List<Entry> buffer = new ArrayList<>();

  private void append(Spans spans) {
    buffer.add(
        new Entry(buffer.size() * 5L + 2, TimeRange.nanosOf(clock.instant()), spans.request()));
  }

  private Spans call(int number) {
    long now = TimeRange.nanosOf(clock.instant());
    Spans spans = new Spans();
    TraceId trace = new TraceId(1, number + 1);
    spans.add("a", trace, 1, 0, now).setName("op").setKind(SpanKind.SPAN_KIND_SERVER);
    spans.add("a", trace, 2, 1, now).setKind(SpanKind.SPAN_KIND_CLIENT);
    return spans;
  }

  /** The other side of a call, which comes in a later entry. */
  private Spans answer(int number) {
    Spans spans = new Spans();
    spans
        .add("b", new TraceId(1, number + 1), 3, 2, TimeRange.nanosOf(clock.instant()))
        .setKind(SpanKind.SPAN_KIND_SERVER);
    return spans;
  }

  private TraceStore open() throws IOException {
    return TraceStore.open(
        TraceStoreConfig.defaults(), directory, CorrelationKeys.defaults(), sink, clock);
  }

  private void feed(TraceStore store, long behind) throws IOException {
    for (Entry entry : buffer) {
      if (entry.position() > behind) {
        store.ingest(
            entry.position(), entry.receivedNanos(), entry.request(), 0, entry.request().length);
      }
    }
  }

  @Test
  void everySpanIsFoundOnceAndCountsOnce() throws IOException {
    Random random = new Random(42);
    TraceStore store = open();
    long fed = BufferConsumer.NONE;
    int calls = 0;
    double lastCalls = 0;
    for (int round = 0; round < 300; round++) {
      clock.advance(Duration.ofSeconds(1));
      append(call(calls));
      if (calls > 3) {
        append(answer(calls - 3));
      }
      calls++;
      feed(store, fed);
      fed = buffer.getLast().position();
      switch (random.nextInt(8)) {
        case 0 -> store.flush();
        case 1 -> {
          store.close();
          store = open();
          store.writeMetrics();
          feed(store, store.committedPosition());
          store.flushDue();
          store.flushDue();
        }
        case 2 -> store.writeMetrics();
        default -> {}
      }
      double now = sink.counters().getOrDefault(CALLS, 0.0);
      assertThat(now).as("never falls").isGreaterThanOrEqualTo(lastCalls);
      lastCalls = now;
    }
    store.flush();
    store.flushDue();
    store.flushDue();
    store.writeMetrics();
    Map<String, Double> counters = sink.counters();
    assertThat(counters).containsEntry(CALLS, (double) calls);
    assertThat(counters)
        .containsEntry(
            "traces_service_graph_request_total{client=a, server=b}", (double) calls - 4);
    for (int number = 0; number < calls; number++) {
      assertThat(store.trace(new TraceId(1, number + 1), 10))
          .hasSize(number == 0 || number > calls - 4 ? 2 : 3);
    }
    assertThat(sink.values(CALLS)).as("one zero, at the beginning").startsWith(0.0);
    assertThat(sink.values(CALLS).subList(1, sink.values(CALLS).size())).doesNotContain(0.0);
    store.close();
  }

  @Test
  void nothingIsWrittenBeforeTheReplayHasEnded() throws IOException {
    TraceStore store = open();
    append(call(0));
    feed(store, BufferConsumer.NONE);
    store.close();
    clock.advance(Duration.ofSeconds(5));

    store = open();
    store.writeMetrics();
    assertThat(sink.counters()).isEmpty();
    feed(store, store.committedPosition());
    store.writeMetrics();
    assertThat(sink.counters()).isEmpty();
    store.flushDue();
    store.writeMetrics();
    assertThat(sink.counters()).as("asked behind an entry, there may be more").isEmpty();
    store.flushDue();
    store.writeMetrics();
    assertThat(sink.counters()).containsEntry(CALLS, 1.0);
    assertThat(sink.values(CALLS)).as("may have been written before").containsExactly(1.0);
    store.close();
  }

  @Test
  void fullBufferIsCountedAndMadeUpFor() throws IOException {
    try (TraceStore store = open()) {
      append(call(0));
      feed(store, BufferConsumer.NONE);
      sink.full = true;
      store.writeMetrics();
      assertThat(store.status().metricWriteFailures()).isEqualTo(1);
      sink.full = false;
      store.writeMetrics();
      assertThat(sink.counters()).containsEntry(CALLS, 1.0);
    }
  }
}
