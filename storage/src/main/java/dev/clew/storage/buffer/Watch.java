package dev.clew.storage.buffer;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at every consumer once a second, from a thread that does nothing else. */
final class Watch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watch.class);
  private static final long EVERY_NANOS = 1_000_000_000;

  private final Supplier<List<ConsumerFeed>> consumers;
  private final LongSupplier elapsed;
  private final Thread thread =
      Thread.ofPlatform().name("clew-buffer-watch").daemon().unstarted(this::run);
  private volatile boolean closing;

  Watch(Supplier<List<ConsumerFeed>> consumers, LongSupplier elapsed) {
    this.consumers = consumers;
    this.elapsed = elapsed;
  }

  void start() {
    thread.start();
  }

  private void run() {
    while (!closing) {
      try {
        for (ConsumerFeed consumer : consumers.get()) {
          consumer.watch(elapsed.getAsLong());
        }
      } catch (RuntimeException e) {
        log.warn("Cannot look at the consumers of the buffer", e);
      }
      LockSupport.parkNanos(this, EVERY_NANOS);
    }
  }

  /** Does not wait: the thread changes nothing. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
  }
}
