package dev.clew.benchmarks.replay;

import dev.clew.benchmarks.ProcessUsage;
import java.util.concurrent.locks.LockSupport;

/** Looks at the memory of a process a few times a second. */
final class Watch implements AutoCloseable {
  private static final long EVERY_NANOS = 250_000_000;

  private final long pid;
  private final Thread thread;
  private volatile boolean closing;
  private long samples;
  private long sum;
  private long peak;

  Watch(long pid) {
    this.pid = pid;
    this.thread = Thread.ofPlatform().daemon().name("watch").start(this::run);
  }

  private void run() {
    while (!closing) {
      sample();
      LockSupport.parkNanos(EVERY_NANOS);
    }
  }

  private synchronized void sample() {
    long resident = ProcessUsage.of(pid).residentBytes();
    samples++;
    sum += resident;
    peak = Math.max(peak, resident);
  }

  synchronized long meanBytes() {
    return samples == 0 ? 0 : sum / samples;
  }

  synchronized long peakBytes() {
    return peak;
  }

  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
  }
}
