package dev.clew.testkit;

import dev.clew.model.time.MonotonicTime;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A machine whose clock the test sets wrong: time passes by {@link #pass}, the clock jumps by
 * {@link #jump}, the machine is switched off and on by {@link #reboot}. Thread-safe.
 */
public final class ManualTime implements MonotonicTime {
  private final ManualClock wall;
  private Instant truth;
  private long nanos = 1_000;
  private long bootNanos = 5_000_000_000L;
  private int boot = 1;
  private boolean tellsBoot = true;

  public ManualTime(Instant start) {
    wall = new ManualClock(start);
    truth = start;
  }

  /** What the machine says. */
  public ManualClock wall() {
    return wall;
  }

  /** What time it really is. */
  public synchronized Instant truth() {
    return truth;
  }

  /** Time passes, and all clocks go on. */
  public synchronized void pass(Duration duration) {
    truth = truth.plus(duration);
    wall.advance(duration);
    nanos += duration.toNanos();
    bootNanos += duration.toNanos();
  }

  /** The machine's clock is set, no time passes. */
  public void jump(Duration by) {
    wall.advance(by);
  }

  /** Time passes while the machine sleeps: {@code System.nanoTime} stands still. */
  public synchronized void sleep(Duration duration) {
    truth = truth.plus(duration);
    wall.advance(duration);
    bootNanos += duration.toNanos();
  }

  /** The machine is switched off, and on again after a while; its clock goes on meanwhile. */
  public synchronized void reboot(Duration off) {
    truth = truth.plus(off);
    wall.advance(off);
    boot++;
    bootNanos = 3_000_000_000L;
    nanos = 77;
  }

  /** Whether the system tells the time since its start, as Linux does. */
  public synchronized void tellsBoot(boolean tells) {
    tellsBoot = tells;
  }

  @Override
  public synchronized long nanos() {
    return nanos;
  }

  @Override
  public synchronized @Nullable SinceBoot sinceBoot() {
    return tellsBoot ? new SinceBoot("boot-" + boot, bootNanos) : null;
  }
}
