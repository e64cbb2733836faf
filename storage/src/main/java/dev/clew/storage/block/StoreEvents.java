package dev.clew.storage.block;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What befell a store that people should know of, the newest last. Thread-safe. */
final class StoreEvents {
  private static final int MOST = 50;
  private static final Logger LOG = LoggerFactory.getLogger(StoreEvents.class);

  private final Clock clock;

  /** Guarded by itself. */
  private final Deque<StoreStatus.Event> events = new ArrayDeque<>();

  StoreEvents(Clock clock) {
    this.clock = clock;
  }

  /** Also goes to the log. */
  void add(String text) {
    LOG.warn("{}", text);
    synchronized (events) {
      events.addLast(new StoreStatus.Event(clock.millis(), text));
      if (events.size() > MOST) {
        events.removeFirst();
      }
    }
  }

  List<StoreStatus.Event> list() {
    synchronized (events) {
      return List.copyOf(events);
    }
  }
}
