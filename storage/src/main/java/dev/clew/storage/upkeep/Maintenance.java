package dev.clew.storage.upkeep;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store's own thread: drops expired days and merges small segments, after flushes and once a
 * minute. A failure is logged and tried again the next time; nothing is lost by it.
 */
public final class Maintenance implements Runnable {
  private static final long PERIOD_NANOS = 60_000_000_000L;
  private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

  private final Work work;
  private final long periodNanos;
  private final Thread thread;
  private volatile boolean stopped;

  /** What is to be done. */
  @FunctionalInterface
  public interface Work {
    void run() throws IOException;
  }

  public Maintenance(String name, Work work) {
    this(name, PERIOD_NANOS, work);
  }

  public Maintenance(String name, long periodNanos, Work work) {
    this.periodNanos = periodNanos;
    this.work = work;
    this.thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this);
  }

  public void start() {
    thread.start();
  }

  /** There is probably something to do. */
  public void wake() {
    LockSupport.unpark(thread);
  }

  @Override
  public void run() {
    while (!stopped) {
      try {
        work.run();
      } catch (Throttle.StoppedException e) {
        // Half a merge is no loss: it begins anew after the next start.
      } catch (IOException | RuntimeException e) {
        LOG.warn("Maintenance failed and is tried again later", e);
      }
      if (!stopped) {
        LockSupport.parkNanos(periodNanos);
      }
    }
  }

  public boolean isStopped() {
    return stopped;
  }

  /** Ends the thread after the step that it is at. */
  public void stop() {
    stopped = true;
    wake();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
