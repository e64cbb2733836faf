package dev.clew.testkit;

import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.model.health.Severity;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what was reported, for assertions. Thread-safe. */
public final class RecordedIncidents implements Incidents {
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final List<Standing> standing = new CopyOnWriteArrayList<>();

  /** As it was reported. */
  public record Event(String part, IncidentKind kind, long amount, String sentence) {}

  @Override
  public void happened(String part, IncidentKind kind, long amount, String sentence) {
    events.add(new Event(part, kind, amount, sentence));
  }

  @Override
  public Condition condition(String part, IncidentKind kind) {
    Standing condition = new Standing(part, kind);
    standing.add(condition);
    return condition;
  }

  /** In the order in which they were told. */
  public List<Event> events() {
    return List.copyOf(events);
  }

  /** {@code part: sentence} of each condition that is raised now. */
  public List<String> raised() {
    return standing.stream()
        .filter(condition -> !condition.sentence.isEmpty())
        .map(condition -> condition.part + ": " + condition.sentence)
        .toList();
  }

  private static final class Standing implements Condition {
    private final String part;
    private final IncidentKind kind;
    private volatile String sentence = "";

    Standing(String part, IncidentKind kind) {
      this.part = part;
      this.kind = kind;
    }

    @Override
    public void raise(Severity severity, String words) {
      sentence = words;
    }

    @Override
    public void clear() {
      sentence = "";
    }

    @Override
    public String toString() {
      return part + " " + kind + " " + sentence;
    }
  }
}
