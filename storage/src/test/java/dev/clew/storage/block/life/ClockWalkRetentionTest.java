package dev.clew.storage.block.life;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.Attributes;
import dev.clew.model.TimeRange;
import dev.clew.model.health.Incidents;
import dev.clew.model.query.Filter;
import dev.clew.storage.block.BlockStore;
import dev.clew.storage.block.TestRows;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.time.WitnessedClock;
import dev.clew.testkit.ManualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A clock that jumps back and forth never costs a row whose true age is within retention. */
class ClockWalkRetentionTest {
  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
  private static final Duration RETENTION = Duration.ofDays(3);

  @TempDir Path directory;
  private final ManualTime machine = new ManualTime(START);
  private long position;

  private WitnessedClock clock() throws IOException {
    WitnessedClock clock =
        WitnessedClock.open(
            directory, Duration.ofHours(6), machine.wall(), machine, Incidents.NONE);
    clock.start(Long.MIN_VALUE);
    return clock;
  }

  private BlockStore store(WitnessedClock clock) throws IOException {
    BlockStoreConfig config =
        new BlockStoreConfig(RETENTION, Duration.ofSeconds(30), 64 << 20, false);
    return BlockStore.open(config, TestRows.SCHEMA, directory.resolve("logs"), clock);
  }

  private void write(BlockStore store, Instant time, int number) throws IOException {
    try (RowWriter rows = store.write()) {
      rows.group(Attributes.of("resource.service.name", "shop"));
      if (rows.begin(TimeRange.nanosOf(time))) {
        rows.text(TestRows.BODY, "row " + number);
        rows.number(TestRows.LEVEL, number);
        rows.end();
      }
      rows.commit(++position);
    }
  }

  private static Set<String> rows(BlockStore store) throws IOException {
    Set<String> found = new HashSet<>();
    store.scan(
        Filter.all(),
        TimeRange.ALL,
        QueryLimits.DEFAULT,
        row -> {
          found.add(row.text(TestRows.BODY));
          return true;
        });
    return found;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void walk(long seed) throws IOException {
    Random random = new Random(seed);
    Map<String, Instant> written = new HashMap<>();
    WitnessedClock clock = clock();
    BlockStore store = store(clock);
    for (int step = 0; step < 80; step++) {
      switch (random.nextInt(6)) {
        case 0 -> machine.jump(Duration.ofMinutes((long) (random.nextGaussian() * 30_000)));
        case 1 -> machine.jump(Duration.ofMinutes((long) (random.nextGaussian() * 300)));
        case 2 -> machine.wall().set(machine.truth());
        case 3 -> {
          store.flush();
          store.close();
          clock.close();
          if (random.nextBoolean()) {
            machine.reboot(Duration.ofMinutes(random.nextInt(3_000)));
          }
          clock = clock();
          store = store(clock);
        }
        default -> {}
      }
      machine.pass(Duration.ofMinutes(random.nextInt(400)));
      machine.jump(Duration.ofMinutes(random.nextBoolean() ? 3 : -3)); // never steady for a day
      clock.check();
      Instant time = machine.truth().minus(Duration.ofMinutes(random.nextInt(3 * 1_440)));
      write(store, time, step);
      written.put("row " + step, time);
      if (random.nextInt(3) == 0) {
        store.flush();
      }
      store.dropExpired();
      store.merge();
      Instant kept = machine.truth().minus(RETENTION);
      written.values().removeIf(t -> t.isBefore(kept));
      assertThat(rows(store)).as("step %d", step).containsAll(written.keySet());
    }
    machine.wall().set(machine.truth());
    machine.pass(Duration.ofHours(1));
    clock.check();
    machine.pass(Duration.ofDays(5));
    clock.check();
    store.flush();
    store.dropExpired();
    assertThat(rows(store)).as("in the end everything goes").isEmpty();
    store.close();
  }

  @Test
  void aFullDiskSparesTodayAndNotWhatAWrongClockLeftInTheFuture() throws IOException {
    WitnessedClock clock = clock();
    try (BlockStore store = store(clock)) {
      machine.jump(Duration.ofDays(30));
      write(store, machine.wall().instant(), 1); // thirty days ahead
      machine.wall().set(machine.truth());
      write(store, machine.truth(), 2);
      write(store, machine.truth().minus(Duration.ofDays(1)), 3);
      store.flush();
      assertThat(store.expiry().dropNext("full")).isPositive();
      assertThat(rows(store)).containsExactlyInAnyOrder("row 1", "row 2");
      machine.wall().set(Instant.EPOCH);
      assertThat(store.expiry().dropNext("full")).as("nobody knows which is today").isZero();
      machine.wall().set(machine.truth());
      assertThat(store.expiry().dropNext("full")).isPositive();
      assertThat(rows(store)).containsExactly("row 2");
      assertThat(store.expiry().nextExpiryNanos()).isEqualTo(Long.MAX_VALUE);
    }
  }
}
