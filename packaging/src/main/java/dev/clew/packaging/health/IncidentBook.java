package dev.clew.packaging.health;

import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.model.health.Severity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What parts have reported. Equal events become one with a count; the history is kept in a file
 * from {@link #keepIn} on, which a thread of its own writes, because whoever reports must not wait
 * for a disk. Thread-safe.
 */
public final class IncidentBook implements Incidents, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IncidentBook.class);

  /** Events beyond are forgotten, the oldest first; people read the newest hundred. */
  private static final int LIMIT = 1_000;

  /** How long an event makes health degraded, unless it is acknowledged. */
  static final Duration TOLD = Duration.ofDays(1);

  /** A storm of events is written in one go. */
  private static final long GATHERED_MILLIS = 100;

  /**
   * Something that has happened.
   *
   * @param firstMillis when it happened first
   * @param lastMillis when it happened last
   * @param count how often
   * @param amount of all times together
   * @param acknowledged whether somebody has said that they know
   */
  public record Event(
      long firstMillis,
      long lastMillis,
      long count,
      String part,
      IncidentKind kind,
      long amount,
      String sentence,
      boolean acknowledged) {
    private Event again(long millis, long more) {
      return new Event(firstMillis, millis, count + 1, part, kind, amount + more, sentence, false);
    }

    private Event known() {
      return new Event(firstMillis, lastMillis, count, part, kind, amount, sentence, true);
    }
  }

  /** Something that is wrong now. */
  public record Raised(
      long sinceMillis, String part, IncidentKind kind, Severity severity, String sentence) {}

  /**
   * Everything of one part and kind that was ever reported.
   *
   * @param count events
   * @param amount rows, samples, entries or files in them
   */
  public record Total(String part, IncidentKind kind, long count, long amount) {}

  private record Key(String part, IncidentKind kind, String sentence) {}

  private record Sort(String part, IncidentKind kind) implements Comparable<Sort> {
    @Override
    public int compareTo(Sort other) {
      return Comparator.comparing(Sort::part).thenComparing(Sort::kind).compare(this, other);
    }
  }

  private final InstantSource clock;

  // Guarded by this. The event that happened last comes last.
  private final LinkedHashMap<Key, Event> events = new LinkedHashMap<>();
  private final TreeMap<Sort, Total> totals = new TreeMap<>();
  private final List<Standing> standing = new ArrayList<>();
  private @Nullable IncidentFile file;
  private @Nullable Thread writer;
  private boolean dirty;
  private boolean closed;

  public IncidentBook(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Reads the history from a file, and keeps it there from now on. One that is damaged is set
   * aside.
   */
  public synchronized void keepIn(Path path) throws IOException {
    IncidentFile kept = new IncidentFile(path);
    List<Event> since = List.copyOf(events.values());
    List<Total> before = List.copyOf(totals.values());
    events.clear();
    try {
      IncidentFile.Content content = kept.read();
      content.events().forEach(event -> events.put(key(event), event));
      content.totals().forEach(total -> totals.put(new Sort(total.part(), total.kind()), total));
    } catch (IncidentFile.DamagedException e) {
      happened(
          "incidents",
          IncidentKind.DAMAGED,
          1,
          "the history of what went wrong was damaged and set aside as "
              + kept.setAside()
              + ": "
              + e.getMessage());
    }
    since.forEach(event -> events.put(key(event), event));
    before.forEach(total -> add(total.part(), total.kind(), total.count(), total.amount()));
    file = kept;
    writer = Thread.ofPlatform().name("clew-incidents").daemon().start(this::writeAll);
    dirty = true;
  }

  private static Key key(Event event) {
    return new Key(event.part(), event.kind(), event.sentence());
  }

  @Override
  public synchronized void happened(String part, IncidentKind kind, long amount, String sentence) {
    LOG.warn("{}: {}", part, sentence);
    long now = clock.millis();
    Key key = new Key(part, kind, sentence);
    Event before = events.remove(key);
    if (before == null && events.size() == LIMIT) {
      events.remove(events.keySet().iterator().next());
    }
    events.put(
        key,
        before == null
            ? new Event(now, now, 1, part, kind, amount, sentence, false)
            : before.again(now, amount));
    add(part, kind, 1, amount);
    changed();
  }

  private void add(String part, IncidentKind kind, long count, long amount) {
    totals.merge(
        new Sort(part, kind),
        new Total(part, kind, count, amount),
        (old, more) ->
            new Total(part, kind, old.count() + more.count(), old.amount() + more.amount()));
  }

  private void changed() {
    dirty = true;
    notifyAll();
  }

  @Override
  public synchronized Condition condition(String part, IncidentKind kind) {
    Standing condition = new Standing(part, kind);
    standing.add(condition);
    return condition;
  }

  /** Those that happened last come last. */
  public synchronized List<Event> events() {
    return List.copyOf(events.values());
  }

  /** The events of the last day that nobody has acknowledged, which health tells. */
  public List<Event> recent() {
    long since = clock.millis() - TOLD.toMillis();
    return events().stream()
        .filter(event -> !event.acknowledged() && event.lastMillis() >= since)
        .toList();
  }

  /**
   * Somebody has seen the events up to now: they stay in the history and leave health. When one
   * happens again it is told again.
   *
   * @return how many were new to them
   */
  public synchronized int acknowledge() {
    int known = 0;
    for (Map.Entry<Key, Event> entry : events.entrySet()) {
      if (!entry.getValue().acknowledged()) {
        entry.setValue(entry.getValue().known());
        known++;
      }
    }
    changed();
    return known;
  }

  public synchronized List<Total> totals() {
    return List.copyOf(totals.values());
  }

  /** Each part and kind for which somebody may raise a condition, and how many are raised. */
  public synchronized Map<String, Map<IncidentKind, Integer>> conditions() {
    Map<String, Map<IncidentKind, Integer>> counts = new TreeMap<>();
    for (Standing condition : standing) {
      counts
          .computeIfAbsent(condition.part, part -> new TreeMap<>())
          .merge(condition.kind, condition.raised == null ? 0 : 1, Integer::sum);
    }
    return counts;
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

  private void writeAll() {
    try {
      while (write()) {
        Thread.sleep(GATHERED_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for a change and writes it; false when there will be none. */
  private boolean write() throws InterruptedException {
    IncidentFile target;
    IncidentFile.Content content;
    boolean last;
    synchronized (this) {
      while (!dirty && !closed) {
        wait();
      }
      target = file;
      content = new IncidentFile.Content(events(), totals());
      last = closed;
      if (!dirty || target == null) {
        return !last;
      }
      dirty = false;
    }
    try {
      target.write(content);
    } catch (IOException e) {
      LOG.warn("The history of incidents cannot be written: {}", e.getMessage());
    }
    return !last;
  }

  /** Writes what is not written yet. */
  @Override
  public void close() {
    Thread thread;
    synchronized (this) {
      closed = true;
      notifyAll();
      thread = writer;
    }
    if (thread != null) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
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
