package dev.clew.packaging.health;

import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.model.health.Severity;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What parts have reported. Thread-safe. */
public final class IncidentBook implements Incidents {
  private static final Logger LOG = LoggerFactory.getLogger(IncidentBook.class);

  /** Events beyond are forgotten, the oldest first. */
  private static final int LIMIT = 1_000;

  /** How long an event makes health degraded. */
  private static final Duration TOLD = Duration.ofDays(1);

  /** Something that has happened. */
  public record Event(
      long timeMillis, String part, IncidentKind kind, long amount, String sentence) {}

  /** Something that is wrong now. */
  public record Raised(
      long sinceMillis, String part, IncidentKind kind, Severity severity, String sentence) {}

  private final InstantSource clock;

  // Guarded by this.
  private final Deque<Event> events = new ArrayDeque<>();
  private final List<Standing> standing = new ArrayList<>();

  public IncidentBook(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public synchronized void happened(String part, IncidentKind kind, long amount, String sentence) {
    LOG.warn("{}: {}", part, sentence);
    if (events.size() == LIMIT) {
      events.removeFirst();
    }
    events.addLast(new Event(clock.millis(), part, kind, amount, sentence));
  }

  @Override
  public synchronized Condition condition(String part, IncidentKind kind) {
    Standing condition = new Standing(part, kind);
    standing.add(condition);
    return condition;
  }

  /** The oldest first. */
  public synchronized List<Event> events() {
    return List.copyOf(events);
  }

  /** The events of the last day, which health tells. */
  public List<Event> recent() {
    long since = clock.millis() - TOLD.toMillis();
    return events().stream().filter(event -> event.timeMillis() >= since).toList();
  }

  public synchronized List<Raised> raised() {
    List<Raised> raised = new ArrayList<>();
    for (Standing condition : standing) {
      Raised now = condition.raised;
      if (now != null) {
        raised.add(now);
      }
    }
    return raised;
  }

  private final class Standing implements Condition {
    private final String part;
    private final IncidentKind kind;
    private volatile @Nullable Raised raised;

    Standing(String part, IncidentKind kind) {
      this.part = part;
      this.kind = kind;
    }

    @Override
    public void raise(Severity severity, String sentence) {
      Raised before = raised;
      if (before == null) {
        LOG.warn("{}: {}", part, sentence);
      }
      long since = before == null ? clock.millis() : before.sinceMillis();
      raised = new Raised(since, part, kind, severity, sentence);
    }

    @Override
    public void clear() {
      if (raised != null) {
        LOG.info("{}: is well again", part);
        raised = null;
      }
    }
  }
}
