package dev.clew.storage.buffer;

import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import java.time.Duration;

/**
 * Tells events of one kind that may come by the thousand: the first at once, the others together
 * once a minute. Thread-safe.
 */
final class EventTally {
  private static final long BETWEEN_NANOS = Duration.ofMinutes(1).toNanos();

  private final Incidents incidents;
  private final IncidentKind kind;

  // Guarded by this.
  private boolean toldBefore;
  private long toldNanos;
  private long amount;
  private int events;
  private String sentence = "";

  EventTally(Incidents incidents, IncidentKind kind) {
    this.incidents = incidents;
    this.kind = kind;
  }

  synchronized void add(long more, String words) {
    amount += more;
    events++;
    sentence = words;
    tell(System.nanoTime());
  }

  /** Called now and then, so that the last ones are told too. */
  synchronized void tell(long nowNanos) {
    if (events > 0 && (!toldBefore || nowNanos - toldNanos >= BETWEEN_NANOS)) {
      tellAll(nowNanos);
    }
  }

  synchronized void close() {
    if (events > 0) {
      tellAll(System.nanoTime());
    }
  }

  private void tellAll(long nowNanos) {
    String more = events > 1 ? "; " + amount + " in " + events + " places in all" : "";
    incidents.happened("buffer", kind, amount, sentence + more);
    toldBefore = true;
    toldNanos = nowNanos;
    amount = 0;
    events = 0;
  }
}
