package dev.clew.packaging.health;

import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.model.health.Severity;
import dev.clew.model.time.GuardedClock;
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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What parts have reported.
 *
 * <p>How long ago an event was is measured with a clock that nobody can set; only over a restart it
 * is counted by its stamp, at the earliest that the present can be. So an event is told for a day
 * at least, whatever the machine's clock does, and one that was stamped by a clock far ahead is not
 * told for years.
 *
 * <p>Equal events become one with a count; the history is kept in a file from {@link #keepIn} on,
 * which a thread of its own writes, because whoever reports must not wait for a disk. Thread-safe.
 */
public final class IncidentBook implements Incidents, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IncidentBook.class);

  public static final String FILE_NAME = "incidents.json";

  /** Events beyond are forgotten, the oldest first; people read the newest hundred. */
  private static final int LIMIT = 1_000;

  /** How long an event makes health degraded, unless it is acknowledged. */
  static final Duration TOLD = Duration.ofDays(1);

  /** Older is as good as this: not told any more. */
  private static final long OLD_MILLIS = 2 * TOLD.toMillis();

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

    /** Nothing has happened later than now. */
    private Event notAfter(long millis) {
      return new Event(
          Math.min(firstMillis, millis),
          Math.min(lastMillis, millis),
          count,
          part,
          kind,
          amount,
          sentence,
          acknowledged);
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

  /**
   * An event of the history.
   *
   * @param nanos when it happened last, by the clock's {@link GuardedClock#elapsedNanos}
   */
  private record Entry(Event event, long nanos) {}

  /** Changed under the monitor of this. */
  private volatile GuardedClock clock;

  // Guarded by this. The event that happened last comes last.
  private final LinkedHashMap<Key, Entry> events = new LinkedHashMap<>();
  private final TreeMap<Sort, Total> totals = new TreeMap<>();
  private final List<Standing> standing = new ArrayList<>();
  private @Nullable IncidentFile file;
  private @Nullable Thread writer;
  private boolean dirty;
  private boolean closed;

  public IncidentBook(InstantSource clock) {
    this.clock = GuardedClock.of(clock);
  }

  /** From now on this clock counts, which knows more about the time. */
  public synchronized void follow(GuardedClock better) {
    long shift = better.elapsedNanos() - clock.elapsedNanos();
    long latest = better.latest().toEpochMilli();
    events.replaceAll(
        (key, entry) -> new Entry(entry.event().notAfter(latest), entry.nanos() + shift));
    clock = better;
  }

  /** What is wrong with a file of the history; empty when it is sound. */
  public static String fault(Path path) throws IOException {
    try {
      new IncidentFile(path).read();
      return "";
    } catch (IncidentFile.DamagedException e) {
      return "the history of what went wrong is damaged: " + path + ": " + e.getMessage();
    }
  }

  /**
   * Reads the history from a file, and keeps it there from now on. One that is damaged is set
   * aside.
   */
  public synchronized void keepIn(Path path) throws IOException {
    IncidentFile kept = new IncidentFile(path);
    Map<Key, Entry> since = new LinkedHashMap<>(events);
    List<Total> before = List.copyOf(totals.values());
    events.clear();
    try {
      IncidentFile.Content content = kept.read();
      content.events().forEach(event -> events.put(key(event), restored(event)));
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
    events.putAll(since);
    before.forEach(total -> add(total.part(), total.kind(), total.count(), total.amount()));
    file = kept;
    writer = Thread.ofPlatform().name("clew-incidents").daemon().start(this::writeAll);
    dirty = true;
  }

  /** Its age is counted from its stamp, which a clock that was wrong may have made. */
  private Entry restored(Event event) {
    Event possible = event.notAfter(clock.latest().toEpochMilli());
    long age = Math.max(0, clock.earliest().toEpochMilli() - possible.lastMillis());
    return new Entry(
        possible, clock.elapsedNanos() - TimeUnit.MILLISECONDS.toNanos(Math.min(age, OLD_MILLIS)));
  }

  private static Key key(Event event) {
    return new Key(event.part(), event.kind(), event.sentence());
  }

  @Override
  public synchronized void happened(String part, IncidentKind kind, long amount, String sentence) {
    LOG.warn("{}: {}", part, sentence);
    long now = clock.millis();
    Key key = new Key(part, kind, sentence);
    Entry before = events.remove(key);
    if (before == null && events.size() == LIMIT) {
      events.remove(events.keySet().iterator().next());
    }
    events.put(
        key,
        new Entry(
            before == null
                ? new Event(now, now, 1, part, kind, amount, sentence, false)
                : before.event().notAfter(now).again(now, amount),
            clock.elapsedNanos()));
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
    return events.values().stream().map(Entry::event).toList();
  }

  /** The events of the last day that nobody has acknowledged, which health tells. */
  public synchronized List<Event> recent() {
    long now = clock.elapsedNanos();
    return events.values().stream()
        .filter(entry -> now - entry.nanos() <= TOLD.toNanos())
        .map(Entry::event)
        .filter(event -> !event.acknowledged())
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
    for (Map.Entry<Key, Entry> each : events.entrySet()) {
      Entry entry = each.getValue();
      if (!entry.event().acknowledged()) {
        each.setValue(new Entry(entry.event().known(), entry.nanos()));
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
