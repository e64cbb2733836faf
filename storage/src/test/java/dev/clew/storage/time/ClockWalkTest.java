package dev.clew.storage.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.health.Incidents;
import dev.clew.testkit.ManualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * However the machine's clock jumps, the present is never taken to be later than it is, unless the
 * clock was steady for a day; and it always lies between the bounds.
 */
class ClockWalkTest {
  @TempDir Path data;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void theEarliestIsNeverAfterTheTruth(long seed) throws IOException {
    Random random = new Random(seed);
    ManualTime machine = new ManualTime(Instant.parse("2026-11-21T12:00:00Z"));
    machine.tellsBoot(seed % 3 != 0);
    WitnessedClock clock = open(machine);
    for (int step = 0; step < 500; step++) {
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> machine.jump(jump(random));
        case 3 -> machine.wall().set(machine.truth());
        case 4 -> {
          clock.close();
          if (random.nextBoolean()) {
            machine.pass(Duration.ofMinutes(random.nextInt(600)));
          } else {
            machine.reboot(Duration.ofMinutes(random.nextInt(6_000)));
          }
          clock = open(machine);
        }
        case 5 -> clock.check();
        default -> machine.pass(Duration.ofSeconds(random.nextInt(10_000)));
      }
      if (step % 4 == 0) {
        // Never steady for a day: set by more than NTP slews.
        machine.jump(Duration.ofMinutes(random.nextBoolean() ? 3 : -3));
        clock.check();
      }
      assertThat(clock.earliest()).as("step %d", step).isBeforeOrEqualTo(machine.truth());
      assertThat(clock.latest()).as("step %d", step).isAfterOrEqualTo(clock.instant());
      assertThat(clock.earliest()).as("step %d", step).isBeforeOrEqualTo(clock.instant());
    }
  }

  private WitnessedClock open(ManualTime machine) throws IOException {
    WitnessedClock clock =
        WitnessedClock.open(data, Duration.ofHours(6), machine.wall(), machine, Incidents.NONE);
    clock.start(Long.MIN_VALUE);
    return clock;
  }

  /** Minutes to years, mostly less than a week. */
  private static Duration jump(Random random) {
    long minutes = (long) Math.exp(random.nextDouble() * Math.log(600_000));
    return Duration.ofMinutes(random.nextBoolean() ? minutes : -minutes);
  }
}
