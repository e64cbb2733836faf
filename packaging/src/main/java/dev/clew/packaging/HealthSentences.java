package dev.clew.packaging;

import dev.clew.model.health.Severity;
import dev.clew.packaging.health.IncidentBook;
import dev.clew.packaging.http.Health.State;
import dev.clew.packaging.http.Health.Trouble;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the parts, in words for people. */
final class HealthSentences {
  /** Health is read by people in a hurry: the newest, and how many more there are. */
  private static final int MOST_EVENTS = 20;

  private HealthSentences() {}

  /** What parts have reported. */
  static List<Trouble> of(IncidentBook incidents) {
    List<Trouble> troubles = new ArrayList<>();
    for (IncidentBook.Raised raised : incidents.raised()) {
      State state = raised.severity() == Severity.UNHEALTHY ? State.UNHEALTHY : State.DEGRADED;
      troubles.add(new Trouble(state, raised.part() + ": " + raised.sentence()));
    }
    List<IncidentBook.Event> recent = incidents.recent().reversed();
    recent.stream()
        .limit(MOST_EVENTS)
        .forEach(
            event -> troubles.add(new Trouble(State.DEGRADED, event.part() + ": " + words(event))));
    if (recent.size() > MOST_EVENTS) {
      troubles.add(
          new Trouble(
              State.DEGRADED, (recent.size() - MOST_EVENTS) + " more: /api/clew/v1/incidents"));
    }
    return troubles;
  }

  private static String words(IncidentBook.Event event) {
    return event.count() == 1
        ? event.sentence()
        : event.sentence() + " (" + event.count() + " times)";
  }
}
