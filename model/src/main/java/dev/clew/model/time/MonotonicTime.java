package dev.clew.model.time;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Time that runs on evenly and that nobody can set. Thread-safe. */
public interface MonotonicTime {
  /** As {@link System#nanoTime}: cheap, may stand still while the machine sleeps. */
  long nanos();

  /** The time since the machine was started, or null where the system does not tell. */
  @Nullable SinceBoot sinceBoot();

  /**
   * Time since a start of the machine; goes on over restarts of this process.
   *
   * @param boot tells that start from every other one
   * @param nanos sleep included
   */
  record SinceBoot(String boot, long nanos) {}

  /** That of this machine. */
  static MonotonicTime system() {
    return new MonotonicTime() {
      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public @Nullable SinceBoot sinceBoot() {
        return linux(Path.of("/proc/sys/kernel/random/boot_id"), Path.of("/proc/uptime"));
      }
    };
  }

  /** {@code proc(5)}: seconds with two digits behind the point, counted by CLOCK_BOOTTIME. */
  private static @Nullable SinceBoot linux(Path bootId, Path uptime) {
    try {
      String boot = Files.readString(bootId).strip();
      double seconds = Double.parseDouble(Files.readString(uptime).split(" ", 2)[0]);
      return boot.isEmpty() || boot.contains(" ")
          ? null
          : new SinceBoot(boot, (long) (seconds * 1e9));
    } catch (IOException | NumberFormatException e) {
      return null; // another system, or one that hides it
    }
  }
}
