package dev.clew.collector.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalLinesTest {
  @Test
  void oneLineForEachKindAndMinute() {
    List<String> told = new ArrayList<>();
    ManualClock clock = new ManualClock(Instant.parse("2026-11-30T08:00:00Z"));
    RefusalLines lines = new RefusalLines(clock, (level, line) -> told.add(level + " " + line));
    Refusal slow = new Refusal(Refusal.Kind.TOO_SLOW, "slow", "Hurry.");
    Refusal full = new Refusal(Refusal.Kind.BUFFER_FULL, "full", "Wait.");
    for (int i = 0; i < 300; i++) {
      lines.note("192.0.2.1", "http", slow);
    }
    lines.note("192.0.2.1", "grpc", full);
    clock.advance(Duration.ofSeconds(61));
    lines.note("192.0.2.2", "http", slow);
    assertThat(told)
        .containsExactly(
            "INFO http from 192.0.2.1: slow. Hurry.",
            "WARN grpc from 192.0.2.1: full. Wait.",
            "INFO http from 192.0.2.2: slow. Hurry. (and 299 of this kind since they were last told of)");
  }
}
