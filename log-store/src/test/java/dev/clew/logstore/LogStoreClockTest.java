package dev.clew.logstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.CorrelationKeys;
import dev.clew.model.TimeRange;
import dev.clew.model.query.SearchParser;
import dev.clew.storage.rows.RowQuery;
import dev.clew.storage.time.WitnessedClock;
import dev.clew.testkit.ClockJump;
import dev.clew.testkit.ManualTime;
import dev.clew.testkit.RecordedIncidents;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing is dropped and nothing is refused because the machine's clock is wrong. */
class LogStoreClockTest {
  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

  /** Two processes of 25 hours and some minutes fit before the first one is 20 days old. */
  private static final List<Duration> AGES =
      List.of(Duration.ZERO, Duration.ofDays(5), Duration.ofDays(16));

  @TempDir Path directory;
  private final ManualTime machine = new ManualTime(START);
  private final RecordedIncidents incidents = new RecordedIncidents();

  private WitnessedClock clock;
  private LogStore store;
  private long position;
  private int written;

  @BeforeEach
  void start() throws IOException {
    clock = WitnessedClock.open(directory, Duration.ofHours(6), machine.wall(), machine, incidents);
    store =
        LogStore.open(
            LogStoreConfig.defaults(),
            directory.resolve("logs"),
            CorrelationKeys.defaults(),
            clock);
    clock.start(store.blocks().expiry().newestMillis());
  }

  @AfterEach
  void stop() throws IOException {
    store.close();
    clock.close();
  }

  private void pass(Duration duration) {
    machine.pass(duration);
    clock.check();
  }

  private void write(Instant time) {
    long nanos = TimeRange.nanosOf(time);
    byte[] request = Otlp.request("shop", Otlp.record(nanos, "info", "order " + ++written));
    store.ingest(++position, nanos, request, 0, request.length);
  }

  private int found() {
    return store.records(RowQuery.newest(SearchParser.parse(""), TimeRange.ALL, 100)).size();
  }

  private void settle() throws IOException {
    store.flush();
    store.blocks().dropExpired();
    store.blocks().merge();
    assertThat(found()).isEqualTo(written);
  }

  @ParameterizedTest
  @EnumSource
  void aJumpWhileItRuns(ClockJump jump) throws IOException {
    pass(Duration.ofHours(25));
    for (Duration age : AGES) {
      write(machine.truth().minus(age));
    }
    settle();
    jump.happen(machine);
    settle();
    write(machine.truth());
    write(machine.truth().minus(Duration.ofDays(2)));
    write(machine.wall().instant());
    settle();
    pass(Duration.ofHours(20));
    write(machine.truth());
    settle();
    stop();
    machine.pass(Duration.ofSeconds(1));
    start();
    settle();
    write(machine.truth());
    settle();
  }

  @ParameterizedTest
  @EnumSource
  void aClockThatIsWrongAtBoot(ClockJump jump) throws IOException {
    pass(Duration.ofHours(25));
    for (Duration age : AGES) {
      write(machine.truth().minus(age));
    }
    settle();
    stop();
    machine.reboot(Duration.ofHours(1));
    jump.happen(machine);
    start();
    settle();
    write(machine.truth());
    write(machine.wall().instant());
    settle();
    assertThat(clock.trusted()).isEqualTo(jump == ClockJump.BACK_2_HOURS);
    machine.wall().set(machine.truth());
    if (jump == ClockJump.BACK_30_DAYS || jump == ClockJump.TO_1970) {
      written--; // what was stamped by the wrong clock is as old as it says
    }
    settle();
    assertThat(clock.trusted()).isTrue();
    assertThat(incidents.raised()).isEmpty();
    write(machine.truth());
    settle();
  }

  @Test
  void whatIsConfirmedOrSteadyForADayDropsAgain() throws IOException {
    pass(Duration.ofHours(25));
    for (Duration age : AGES) {
      write(machine.truth().minus(age));
    }
    settle();
    machine.jump(Duration.ofDays(10));
    settle();
    assertThat(clock.confirm()).isTrue();
    store.blocks().dropExpired();
    store.blocks().merge();
    assertThat(found()).isEqualTo(2);
    machine.jump(Duration.ofDays(8));
    clock.check();
    pass(Duration.ofHours(25));
    store.blocks().dropExpired();
    store.blocks().merge();
    assertThat(found()).isEqualTo(1);
  }

  @Test
  void flushesAreDueByTimeThatPassesAndNotByTheClock() throws IOException {
    write(machine.truth());
    machine.jump(Duration.ofDays(-30));
    assertThat(store.flushDue()).isFalse();
    machine.pass(Duration.ofMinutes(1));
    assertThat(store.flushDue()).isTrue();
  }
}
