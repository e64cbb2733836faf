package dev.clew.packaging;

import dev.clew.collector.scrape.ScrapeStatus;
import dev.clew.model.Signal;
import dev.clew.model.health.Severity;
import dev.clew.packaging.health.IncidentBook;
import dev.clew.packaging.http.Health.State;
import dev.clew.packaging.http.Health.Trouble;
import dev.clew.storage.block.StoreStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the parts, in words for people. */
final class Troubles {
  private Troubles() {}

  /** What parts have reported. */
  static List<Trouble> of(IncidentBook incidents) {
    List<Trouble> troubles = new ArrayList<>();
    for (IncidentBook.Raised raised : incidents.raised()) {
      State state = raised.severity() == Severity.UNHEALTHY ? State.UNHEALTHY : State.DEGRADED;
      troubles.add(new Trouble(state, raised.part() + ": " + raised.sentence()));
    }
    for (IncidentBook.Event event : incidents.recent()) {
      troubles.add(new Trouble(State.DEGRADED, event.part() + ": " + event.sentence()));
    }
    return troubles;
  }

  /** What befell a store in the last day; older things are in the log. */
  static List<Trouble> of(Signal signal, StoreStatus status, Clock clock) {
    List<Trouble> troubles = new ArrayList<>();
    long recent = clock.millis() - Duration.ofDays(1).toMillis();
    for (StoreStatus.Event event : status.events()) {
      if (event.timeMillis() >= recent) {
        troubles.add(new Trouble(State.DEGRADED, event.text()));
      }
    }
    if (status.work().mergingWaits()) {
      troubles.add(new Trouble(State.DEGRADED, signal.id() + ": merging waits for disk space"));
    }
    return troubles;
  }

  /** Targets that are down are the business of alerts; a file that is not used is ours. */
  static List<Trouble> of(ScrapeStatus status) {
    return status.problem().isEmpty()
        ? List.of()
        : List.of(new Trouble(State.DEGRADED, "scraping: " + status.problem()));
  }
}
