package dev.clew.storage.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.testkit.ManualTime;
import dev.clew.testkit.RecordedIncidents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is believed of a clock that is set, and for how long it is not. */
class WitnessedClockTest {
  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
  private static final Duration BOUND = Duration.ofHours(6);
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir Path data;
  private final ManualTime machine = new ManualTime(START);
  private final RecordedIncidents incidents = new RecordedIncidents();

  private WitnessedClock open() throws IOException {
    return open(Long.MIN_VALUE);
  }

  private WitnessedClock open(long newestMillis) throws IOException {
    WitnessedClock clock = WitnessedClock.open(data, BOUND, machine.wall(), machine, incidents);
    assertThat(clock.trusted()).as("before the stores have told what they know").isFalse();
    clock.start(newestMillis);
    return clock;
  }

  /** One that was steady for more than a day. */
  private WitnessedClock proven() throws IOException {
    WitnessedClock clock = open();
    machine.pass(Duration.ofHours(25));
    clock.check();
    assertThat(clock.trusted()).isTrue();
    return clock;
  }

  private void restart(WitnessedClock clock, Duration pause) {
    clock.close();
    machine.pass(pause);
  }

  @Test
  void aClockThatGoesOnIsTheTime() throws IOException {
    WitnessedClock clock = open();
    machine.pass(Duration.ofDays(40));
    assertThat(clock.trusted()).isTrue();
    assertThat(clock.instant()).isEqualTo(machine.truth());
    assertThat(clock.earliest()).isEqualTo(machine.truth());
    assertThat(clock.latest()).isBetween(machine.truth(), machine.truth().plusMillis(1));
    assertThat(incidents.raised()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT2H", "-PT2H", "PT5H59M", "-PT5H59M"})
  void stepsBelowTheBoundDoNothingButTheEarliestIsKept(Duration step) throws IOException {
    WitnessedClock clock = open();
    machine.jump(step);
    assertThat(clock.trusted()).isTrue();
    assertThat(clock.instant()).isEqualTo(machine.wall().instant());
    assertThat(clock.earliest()).isBeforeOrEqualTo(machine.truth());
    assertThat(clock.latest()).isAfterOrEqualTo(machine.truth());
    assertThat(incidents.raised()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"P30D", "P400D", "-P30D", "-P400D", "PT7H", "-PT7H", "-P20700D", "P90000D"})
  void aJumpIsDoubtedUntilTheClockComesBack(Duration jump) throws IOException {
    WitnessedClock clock = proven();
    machine.jump(jump);
    assertThat(clock.trusted()).isFalse();
    assertThat(clock.instant()).as("the time that has passed").isEqualTo(machine.truth());
    assertThat(clock.earliest()).isBeforeOrEqualTo(machine.truth());
    assertThat(clock.latest()).isAfterOrEqualTo(machine.truth());
    assertThat(incidents.raised())
        .singleElement()
        .asString()
        .startsWith("clock: the clock of this machine says ")
        .contains("Nothing is dropped", "curl -X POST", "/api/clew/v1/clock/confirm");
    machine.pass(Duration.ofHours(20));
    assertThat(clock.trusted()).isFalse();
    machine.jump(Duration.between(machine.wall().instant(), machine.truth()));
    assertThat(clock.trusted()).isTrue();
    assertThat(incidents.raised()).isEmpty();
  }

  @Test
  void aJumpEarlyInTheLifeOfAClockIsTakenForACorrectionButNothingIsDropped() throws IOException {
    WitnessedClock clock = open();
    machine.jump(Duration.ofDays(30));
    assertThat(clock.trusted()).isFalse();
    assertThat(clock.instant()).isEqualTo(machine.wall().instant());
    assertThat(clock.earliest()).isEqualTo(machine.truth());
  }

  @Test
  void whoConfirmsIsBelieved() throws IOException {
    WitnessedClock clock = proven();
    machine.jump(Duration.ofDays(30).minusMillis(1));
    assertThat(clock.status().problem()).as("rounded").contains("30 days ahead");
    assertThat(clock.confirm()).isTrue();
    assertThat(clock.trusted()).isTrue();
    assertThat(clock.status().problem()).isEmpty();
    assertThat(clock.earliest()).isEqualTo(machine.wall().instant());
    assertThat(incidents.raised()).isEmpty();
    machine.jump(Duration.ofDays(-30));
    assertThat(clock.trusted()).as("back again").isFalse();
  }

  @Test
  void aClockThatIsSteadyForADayIsBelieved() throws IOException {
    WitnessedClock clock = proven();
    machine.jump(Duration.ofDays(30));
    clock.check();
    for (int hour = 1; hour < 24; hour++) {
      machine.pass(Duration.ofHours(1));
      clock.check();
      assertThat(clock.trusted()).as("after %d h", hour).isFalse();
    }
    machine.jump(Duration.ofMinutes(2));
    machine.pass(Duration.ofHours(2));
    clock.check();
    assertThat(clock.trusted()).as("it was set again").isFalse();
    machine.pass(Duration.ofHours(24));
    clock.check();
    assertThat(clock.trusted()).isTrue();
    assertThat(clock.instant()).isEqualTo(machine.wall().instant());
  }

  @Test
  void manySmallStepsAreNoWayPastTheBound() throws IOException {
    WitnessedClock clock = proven();
    for (int step = 0; step < 8; step++) {
      machine.jump(Duration.ofHours(1));
      machine.pass(Duration.ofMinutes(10));
      clock.check();
      assertThat(clock.earliest()).isEqualTo(machine.truth());
    }
    assertThat(clock.trusted()).isFalse();
  }

  @Test
  void aMachineThatSleepsHasNotJumped() throws IOException {
    WitnessedClock clock = proven();
    machine.sleep(Duration.ofDays(3));
    assertThat(clock.trusted()).isTrue();
    assertThat(clock.earliest()).isEqualTo(machine.truth());
    machine.tellsBoot(false);
    machine.sleep(Duration.ofDays(3));
    assertThat(clock.trusted()).as("where nothing tells sleep from a jump").isFalse();
  }

  @Test
  void afterARestartTheTimeThatHasPassedIsKnownWhileTheMachineRuns() throws IOException {
    WitnessedClock clock = proven();
    restart(clock, Duration.ofDays(30));
    clock = open();
    assertThat(clock.trusted()).isTrue();
    assertThat(clock.earliest()).isEqualTo(machine.truth());
    restart(clock, SECOND);
    machine.jump(Duration.ofDays(30));
    clock = open();
    assertThat(clock.trusted()).isFalse();
    assertThat(clock.instant()).isEqualTo(machine.truth());
    restart(clock, SECOND);
    assertThat(open().trusted()).as("the doubt outlives the process").isFalse();
  }

  @Test
  void aMachineThatWasOffForAWeekNeedsNoWordAndDropsByWhatIsSure() throws IOException {
    WitnessedClock clock = proven();
    clock.close();
    Instant off = machine.truth();
    machine.reboot(Duration.ofDays(6));
    clock = open();
    assertThat(clock.trusted()).isTrue();
    assertThat(clock.instant()).isEqualTo(machine.truth());
    assertThat(clock.earliest()).isEqualTo(off);
    machine.pass(Duration.ofHours(24));
    clock.check();
    assertThat(clock.earliest()).isEqualTo(machine.truth());
  }

  @Test
  void aMachineThatWasOffForAMonthLooksLikeOneWhoseClockIsWrong() throws IOException {
    WitnessedClock clock = proven();
    clock.close();
    Instant off = machine.truth();
    machine.reboot(Duration.ofDays(30));
    clock = open();
    assertThat(clock.trusted()).isFalse();
    assertThat(clock.instant()).as("more likely").isEqualTo(machine.truth());
    assertThat(clock.earliest()).isEqualTo(off);
    assertThat(incidents.raised())
        .singleElement()
        .asString()
        .contains("30 days ahead of the last sign of life here");
    assertThat(clock.confirm()).isTrue();
    assertThat(clock.earliest()).isEqualTo(machine.truth());
  }

  @Test
  void aMachineThatIsSwitchedOffEveryNightIsNeverInDoubt() throws IOException {
    WitnessedClock clock = open();
    for (int day = 0; day < 60; day++) {
      machine.pass(Duration.ofHours(10));
      clock.check();
      clock.close();
      machine.reboot(Duration.ofHours(day % 7 == 4 ? 62 : 14));
      clock = open();
      assertThat(clock.trusted()).as("day %d", day).isTrue();
      assertThat(clock.earliest()).isAfter(machine.truth().minus(Duration.ofDays(7)));
    }
  }

  @Test
  void in1970AtBootTheLastSignOfLifeIsTheTime() throws IOException {
    WitnessedClock clock = proven();
    clock.close();
    machine.reboot(Duration.ofMinutes(1));
    Instant right = machine.truth();
    machine.wall().set(Instant.EPOCH.plusSeconds(20));
    clock = open();
    assertThat(clock.trusted()).isFalse();
    assertThat(clock.instant()).isBetween(right.minusSeconds(61), right);
    assertThat(clock.latest()).as("nobody knows how long it was off").isAfter(right);
    assertThat(clock.confirm()).as("1970 is never right").isFalse();
    machine.pass(Duration.ofDays(3));
    clock.check();
    assertThat(clock.trusted()).as("steady or not").isFalse();
    machine.wall().set(machine.truth());
    clock.check();
    assertThat(clock.trusted()).as("NTP has come").isTrue();
    assertThat(clock.instant()).isEqualTo(machine.truth());
  }

  @Test
  void in1970WithoutAnyDataNothingIsRefusedAsTooFarAhead() throws IOException {
    machine.wall().set(Instant.EPOCH);
    WitnessedClock clock = open();
    assertThat(clock.trusted()).isFalse();
    assertThat(clock.earliest()).isEqualTo(Instant.EPOCH);
    assertThat(clock.latest()).isAfter(START);
  }

  @Test
  void withoutItsFileTheNewestOtherOneIsTheWitness() throws IOException {
    Path file = Files.writeString(data.resolve("segment"), "x");
    Files.setLastModifiedTime(file, FileTime.from(START.minus(Duration.ofDays(30))));
    assertThat(open().trusted()).isFalse();
    Files.delete(data.resolve("clock"));
    Files.setLastModifiedTime(file, FileTime.from(START.plus(Duration.ofDays(30))));
    assertThat(open().trusted()).isFalse();
    Files.delete(data.resolve("clock"));
    Files.setLastModifiedTime(file, FileTime.from(START.minus(Duration.ofDays(1))));
    WitnessedClock clock = open();
    assertThat(clock.trusted()).isTrue();
    assertThat(clock.earliest()).isEqualTo(START.minus(Duration.ofDays(1)));
    Files.delete(data.resolve("clock"));
    assertThat(open(START.minus(Duration.ofDays(30)).toEpochMilli()).trusted())
        .as("data that was copied here is older than its files")
        .isFalse();
  }

  @Test
  void aDamagedFileIsToldAndReplaced() throws IOException {
    open().close();
    Path file = data.resolve("clock");
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length; i++) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= 1;
      Files.write(file, damaged);
      assertThat(open().trusted()).isTrue();
    }
    assertThat(incidents.events()).hasSize(bytes.length);
    assertThat(incidents.events().getFirst().sentence()).startsWith("the file clock is damaged");
    open();
    assertThat(incidents.events()).hasSize(bytes.length);
  }
}
