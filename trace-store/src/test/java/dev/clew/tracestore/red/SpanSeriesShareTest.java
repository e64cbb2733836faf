package dev.clew.tracestore.red;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.TraceId;
import dev.clew.tracestore.RecordingSink;
import dev.clew.tracestore.Spans;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who gets a series of its own when there are more operations than room. */
class SpanSeriesShareTest {
  private static final long NOW = SpanMetricsTest.NOW;
  private static final String CALLS = "traces_spanmetrics_calls_total";

  private long ids;

  private static RedConfig room(int series) {
    RedConfig defaults = RedConfig.defaults();
    return new RedConfig(
        defaults.interval(),
        defaults.bucketsSeconds(),
        series,
        defaults.maxEdges(),
        defaults.maxPending(),
        defaults.pairWait(),
        defaults.idle());
  }

  private void call(SpanMetrics metrics, String service, String name, long received) {
    Spans spans = new Spans();
    spans
        .add(service, new TraceId(7, 1), ++ids, 99, NOW)
        .setName(name)
        .setKind(SpanKind.SPAN_KIND_INTERNAL);
    SpanMetricsTest.add(metrics, spans, received);
  }

  /** Calls by service and operation. */
  private static Map<String, Double> calls(SpanMetrics metrics) {
    return calls(SpanMetricsTest.write(metrics));
  }

  private static Map<String, Double> calls(RecordingSink written) {
    Map<String, Double> calls = new TreeMap<>();
    written
        .counters()
        .forEach((series, value) -> {
          if (series.startsWith(CALLS)) {
            String service = series.replaceAll(".*service=([^,}]*).*", "$1");
            calls.merge(
                service + " " + series.replaceAll(".*span_name=([^,}]*).*", "$1"),
                value,
                Double::sum);
          }
        });
    return calls;
  }

  @Test
  void oneServiceWithoutEndOfNamesTakesNothingFromTheOthers() {
    SpanMetrics metrics = new SpanMetrics(RedConfig.defaults());
    for (int i = 0; i < 20_000; i++) {
      call(metrics, "greedy", "op " + i, NOW + i);
    }
    for (int service = 0; service < 100; service++) {
      for (int i = 0; i < 40; i++) {
        call(metrics, "s" + service, "op " + i, NOW + 50_000);
      }
    }
    for (int i = 0; i < 20_000; i++) {
      call(metrics, "greedy", "again " + i, NOW + 60_000);
    }
    RecordingSink written = SpanMetricsTest.write(metrics);
    Map<String, Double> calls = calls(written);
    for (int service = 0; service < 100; service++) {
      for (int i = 0; i < 40; i++) {
        assertThat(calls).containsEntry("s" + service + " op " + i, 1.0);
      }
      assertThat(calls).doesNotContainKey("s" + service + " other");
    }
    assertThat(metrics.size()).as("and the other of greedy").isEqualTo(5_001);
    assertThat(metrics.folded()).containsExactly(new FoldedNames("greedy", 35_000, 1_000));
    assertThat(calls.values().stream().mapToDouble(v -> v).sum())
        .as("every span counts, also those of operations that have lost their place")
        .isEqualTo(44_000);
    assertThat(calls(metrics)).as("they are written once more only").hasSize(5_001);
  }

  @Test
  void oldestOperationsLoseTheirPlace() {
    SpanMetrics metrics = new SpanMetrics(room(4));
    for (int i = 0; i < 4; i++) {
      call(metrics, "big", "op " + i, NOW + i);
    }
    call(metrics, "big", "op 0", NOW + 10);
    call(metrics, "small", "a", NOW + 11);
    call(metrics, "small", "b", NOW + 12);
    calls(metrics);
    assertThat(calls(metrics).keySet())
        .containsExactly("big op 0", "big op 3", "small a", "small b");
    call(metrics, "small", "c", NOW + 13);
    call(metrics, "big", "op 1", NOW + 14);
    assertThat(calls(metrics).keySet())
        .containsExactly("big op 0", "big op 3", "big other", "small a", "small b", "small other");
  }

  @Test
  void knownOperationsStayKnownAfterARestartAndAfterTheSweep() throws IOException {
    SpanMetrics metrics = new SpanMetrics(room(6));
    long hour = Duration.ofHours(1).toNanos();
    call(metrics, "a", "idle", NOW);
    for (int i = 0; i < 5; i++) {
      call(metrics, "a", "op " + i, NOW + hour / 2);
    }
    call(metrics, "a", "too many", NOW + hour / 2);
    byte[] snapshot = metrics.snapshot(NOW + hour + 1);
    SpanMetrics restored = new SpanMetrics(room(6));
    restored.restore(snapshot);
    for (SpanMetrics one : new SpanMetrics[] {metrics, restored}) {
      for (int i = 0; i < 5; i++) {
        call(one, "a", "op " + i, NOW + hour);
      }
      call(one, "a", "new", NOW + hour);
      call(one, "a", "newer", NOW + hour);
      assertThat(calls(one))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "a op 0", 2.0, "a op 1", 2.0, "a op 2", 2.0, "a op 3", 2.0, "a op 4", 2.0,
                  "a new", 1.0, "a other", 2.0));
      assertThat(one.folded()).containsExactly(new FoldedNames("a", 2, 6));
    }
  }

  @Test
  void nobodyIsNamedOnceTheOthersAreIdle() {
    SpanMetrics metrics = new SpanMetrics(room(2));
    for (int i = 0; i < 5; i++) {
      call(metrics, "a", "op " + i, NOW);
    }
    assertThat(metrics.folded()).containsExactly(new FoldedNames("a", 3, 2));
    call(metrics, "a", "op 0", NOW + Duration.ofHours(1).toNanos());
    metrics.snapshot(NOW + Duration.ofHours(1).toNanos() + 1);
    assertThat(metrics.folded()).isEmpty();
  }

  @Test
  void operationNamedOtherIsNoOverflow() {
    SpanMetrics metrics = new SpanMetrics(RedConfig.defaults());
    call(metrics, "a", "other", NOW);
    call(metrics, "a", "other", NOW);
    assertThat(calls(metrics)).containsEntry("a other", 2.0);
    assertThat(metrics.folded()).isEmpty();
    assertThat(metrics.overflowed()).isZero();
  }

  @Test
  void longNamesAreCutBetweenCharactersTheSameAfterARestart() throws IOException {
    SpanMetrics metrics = new SpanMetrics(RedConfig.defaults());
    for (int blanks = 0; blanks < 4; blanks++) {
      call(metrics, "a", " ".repeat(blanks) + "\uD83D\uDE00".repeat(100), NOW);
    }
    SpanMetrics restored = new SpanMetrics(RedConfig.defaults());
    restored.restore(metrics.snapshot(NOW));
    for (int blanks = 0; blanks < 4; blanks++) {
      call(restored, "a", " ".repeat(blanks) + "\uD83D\uDE00".repeat(100), NOW);
    }
    assertThat(restored.size()).isEqualTo(4);
    assertThat(calls(restored).values()).containsOnly(2.0);
  }

  /** With restarts and sweeps at any point, every span counts once, and both runs decide alike. */
  @Test
  void restartsDecideLikeOneRun() throws IOException {
    Random random = new Random(7);
    SpanMetrics one = new SpanMetrics(room(30));
    SpanMetrics other = new SpanMetrics(room(30));
    long minute = Duration.ofMinutes(1).toNanos();
    for (int step = 0; step < 20_000; step++) {
      long received = NOW + step * minute / 20;
      String service = "s" + (int) Math.abs(random.nextGaussian() * 4);
      String name =
          "op " + (int) Math.abs(random.nextGaussian() * (service.equals("s0") ? 300 : 8));
      long id = ids;
      call(one, service, name, received);
      ids = id;
      call(other, service, name, received);
      if (step % 500 == 499) {
        byte[] snapshot = one.snapshot(received);
        SpanMetrics restarted = new SpanMetrics(room(30));
        other.snapshot(received);
        restarted.restore(snapshot);
        one = restarted;
        Map<String, Double> calls = calls(one);
        assertThat(calls).isEqualTo(calls(other));
        assertThat(one.folded()).isEqualTo(other.folded());
      }
    }
  }
}
