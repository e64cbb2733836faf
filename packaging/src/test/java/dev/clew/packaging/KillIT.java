package dev.clew.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.testkit.load.CountedAnswers;
import dev.clew.testkit.load.CountedLoad;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise of the write path: the real process is killed under load, again and again, and every
 * acknowledged record of the three signals is found exactly once.
 */
class KillIT {
  /** Under load; every third of them is followed by one while the process is starting. */
  private static final int KILLS = 10;

  /** Small, so that flushes, rolled files and releases lie between the kills. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "logs.flush_interval", "1s",
          "metrics.flush_interval", "1s",
          "traces.flush_interval", "1s",
          "buffer.max_bytes", "4MiB",
          "buffer.max_entry_bytes", "1MiB",
          "buffer.min_free_disk_bytes", "16MiB");

  @TempDir static Path data;

  private final Random random = new Random();
  private final CountedLoad load = new CountedLoad(Duration.ZERO);

  @Test
  void everyAcknowledgedRecordIsFoundOnce() throws Exception {
    for (int kill = 0; kill < KILLS; kill++) {
      killUnderLoad();
      if (kill % 3 == 2) {
        killWhileStarting();
      }
    }
    try (RunningAppliance appliance = RunningAppliance.start(data, SETTINGS)) {
      CountedAnswers answers = new CountedAnswers(appliance::get, 60);
      await("the stores have read the buffer", answers::allRead);
      for (CountedAnswers.Result result : answers.compare(load)) {
        System.out.println(result);
        assertThat(result.acknowledged()).isPositive();
        assertThat(result.lost()).as("lost of %s", result).isEmpty();
        assertThat(result.doubled()).as("not exactly once of %s", result).isEmpty();
      }
    }
  }

  private void killUnderLoad() throws InterruptedException {
    RunningAppliance appliance = RunningAppliance.start(data, SETTINGS);
    long until = load.acknowledgedRequests() + 20 + random.nextInt(400);
    List<Thread> senders = load.start(appliance.otlpHttpPort());
    try {
      await(
          "enough is acknowledged",
          () ->
              load.acknowledgedRequests() >= until || senders.stream().noneMatch(Thread::isAlive));
    } finally {
      appliance.kill();
    }
    for (Thread sender : senders) {
      sender.join();
    }
    assertThat(load.acknowledgedRequests()).isGreaterThanOrEqualTo(until);
  }

  private void killWhileStarting() {
    RunningAppliance appliance = RunningAppliance.launch(data, SETTINGS);
    LockSupport.parkNanos(Duration.ofMillis(random.nextInt(3_000)).toNanos());
    appliance.kill();
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain until " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
