package dev.clew.storage.time;

import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.model.health.Severity;
import dev.clew.model.time.GuardedClock;
import dev.clew.model.time.MonotonicTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machine's clock, checked against witnesses.
 *
 * <p><b>The idea.</b> A {@link Reference} is an instant that was believed together with a reading
 * of the monotonic clock, so it goes on by itself. As long as the machine's clock stays within a
 * bound of it, the machine's clock is the time. When it does not, somebody has set it, and nobody
 * knows which of the two is right: the present lies between them ({@link #earliest}, {@link
 * #latest}), nothing is dropped ({@link #trusted}), and health says so. That ends when the clock
 * comes back, when a person confirms it, or when it has been steady for a day; in the last two
 * cases it becomes the new reference. The reference does not follow the clock otherwise: many small
 * steps are not a way past the bound.
 *
 * <p><b>Restarts.</b> The reference is kept in a file. Where the system tells the time since it was
 * booted, and it was not booted since, the time that has passed is known exactly. Otherwise the
 * reference is only the <i>least</i> that it can be: the machine was off for some time. Then a
 * clock that says a week more is normal, data is dropped by the reference alone until the clock has
 * been steady for a day, and a longer time is doubted: a machine that was off for a month and one
 * whose clock is wrong by a month look alike, and nothing is lost by waiting. Without the file the
 * newest file of the data directory and the newest data stand in for it; and no clock is right that
 * is before the Java that this runs on.
 *
 * <p><b>What time is it while there is doubt?</b> A clock that was steady for a day and then jumps
 * is taken to be wrong, and {@link #instant} follows the reference. A clock that jumps earlier in
 * its life was probably corrected by NTP after the start, and {@link #instant} follows it.
 *
 * <p>Decision 070. Thread-safe.
 */
public final class WitnessedClock extends GuardedClock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WitnessedClock.class);

  /** For so long a clock has to go on evenly to be believed. */
  static final Duration STEADY = Duration.ofDays(1);

  /** A machine that was off for a week's holiday needs no confirmation. */
  static final Duration LONGEST_REST = Duration.ofDays(7);

  /**
   * A clock that lies before the reference says nothing of how long the machine was off. Ten years:
   * it has to end somewhere, or one bad sender could open a day for each of its records.
   */
  static final Duration LONGEST_ABSENCE = Duration.ofDays(3660);

  public static final String FILE_NAME = "clock";

  private static final Duration CHECK = Duration.ofSeconds(10);
  private static final Duration WRITE = Duration.ofMinutes(1);

  /**
   * Java 25 came out then, without which nothing of this runs: no clock is right that is before.
   */
  private static final long FIRST_MILLIS = Instant.parse("2025-09-16T00:00:00Z").toEpochMilli();

  /** Times beyond do not fit into nanoseconds since the epoch; 1970 to 2200. */
  private static final long LAST_MILLIS = Instant.parse("2200-01-01T00:00:00Z").toEpochMilli();

  private enum Doubt {
    NONE,
    AHEAD,
    BEHIND
  }

  private record State(Reference reference, Doubt doubt, boolean started) {}

  private final Path file;
  private final InstantSource wall;
  private final MonotonicTime time;
  private final long boundMillis;
  private final Incidents.Condition condition;
  private final boolean remembered;
  private volatile State state;

  // Guarded by this.
  private SteadyRun run;
  private long writtenNanos;
  private @Nullable Thread thread;
  private boolean closed;

  private WitnessedClock(
      Path data, Duration bound, InstantSource wall, MonotonicTime time, Incidents incidents)
      throws IOException {
    this.file = data.resolve(FILE_NAME);
    this.boundMillis = bound.toMillis();
    this.wall = wall;
    this.time = time;
    this.condition = incidents.condition("clock", IncidentKind.CLOCK);
    ClockRecord record = read(incidents);
    long now = wallMillis();
    this.remembered = record != null;
    Reference reference =
        record == null ? firstReference(data, now) : record.reference().afterRestart(time);
    this.run = record == null ? SteadyRun.from(now) : resumed(record, now);
    this.state = new State(reference, doubt(now, reference, time.nanos()), false);
  }

  /**
   * Opens the clock of a data directory, which exists. Until {@link #start} nothing is trusted.
   *
   * @param bound greatest difference from the reference that is not doubted
   * @param wall the machine's clock
   */
  public static WitnessedClock open(
      Path data, Duration bound, InstantSource wall, MonotonicTime time, Incidents incidents)
      throws IOException {
    return new WitnessedClock(data, bound, wall, time, incidents);
  }

  /** What is wrong with what is remembered in a data directory; empty when it is sound. */
  public static String fault(Path data) throws IOException {
    try {
      ClockRecord.read(data.resolve(FILE_NAME));
      return "";
    } catch (ClockRecord.DamagedException e) {
      return data.resolve(FILE_NAME) + " is damaged; the newest file stands in for it";
    }
  }

  /**
   * Begins to trust, with what the stores know.
   *
   * @param newestMillis time of the newest data that is stored; {@link Long#MIN_VALUE} for none
   */
  public synchronized void start(long newestMillis) {
    Reference reference = state.reference;
    if (!remembered && newestMillis > 0 && newestMillis < reference.millis()) {
      reference = Reference.at(newestMillis, time, true, false);
    }
    state = new State(reference, Doubt.NONE, true);
    judge();
    write();
  }

  /** Looks at the clocks from now on, and remembers what they say once a minute. */
  public synchronized void watch() {
    thread = Thread.ofPlatform().name("clew-clock").daemon(true).start(this::watchClocks);
  }

  private void watchClocks() {
    while (!isClosed()) {
      check();
      LockSupport.parkNanos(CHECK.toNanos());
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private @Nullable ClockRecord read(Incidents incidents) throws IOException {
    try {
      return ClockRecord.read(file);
    } catch (ClockRecord.DamagedException e) {
      incidents.happened(
          "clock",
          IncidentKind.DAMAGED,
          1,
          "the file " + file.getFileName() + " is damaged; the newest file stands in for it");
      return null;
    }
  }

  private Reference firstReference(Path data, long now) throws IOException {
    OptionalLong newest = FileTimes.newestMillis(data);
    if (newest.isPresent()) {
      return Reference.at(Math.max(FIRST_MILLIS, newest.getAsLong()), time, true, false);
    }
    boolean possible = now >= FIRST_MILLIS;
    return Reference.at(possible ? now : FIRST_MILLIS, time, !possible, false);
  }

  private SteadyRun resumed(ClockRecord record, long now) {
    SteadyRun before =
        new SteadyRun(record.wallMillis() - record.steady().toMillis(), record.steady());
    Duration pause = record.reference().sinceBoot(time.sinceBoot());
    return pause == null ? before.resumed(now) : before.resumed(now, pause);
  }

  private long wallMillis() {
    return Math.clamp(wall.millis(), 0, LAST_MILLIS);
  }

  private Doubt doubt(long wallMillis, Reference reference, long nanos) {
    long ahead = wallMillis - reference.millisAt(nanos);
    long most = reference.isLeast() ? Math.max(boundMillis, LONGEST_REST.toMillis()) : boundMillis;
    return ahead > most ? Doubt.AHEAD : ahead < -boundMillis ? Doubt.BEHIND : Doubt.NONE;
  }

  private State look(long wallMillis) {
    State now = state;
    if (doubt(wallMillis, now.reference, time.nanos()) != now.doubt) {
      check();
      now = state;
    }
    return now;
  }

  /** Looks at the clocks now, as happens every ten seconds and when one of them has jumped. */
  public synchronized void check() {
    judge();
    if (time.nanos() - writtenNanos >= WRITE.toNanos()) {
      write();
    }
  }

  private void judge() {
    State before = state;
    long now = wallMillis();
    Reference reference = before.reference.movedOn(time);
    run = run.after(Duration.ofMillis(reference.millis() - before.reference.millis()), now);
    if (run.length().compareTo(STEADY) >= 0 && now >= FIRST_MILLIS) {
      reference = Reference.at(now, time, false, true);
    }
    Doubt doubt = doubt(now, reference, reference.nanos());
    state = new State(reference, doubt, before.started);
    if (doubt == Doubt.NONE) {
      condition.clear();
    } else {
      condition.raise(Severity.DEGRADED, problem(doubt, now, reference));
    }
    if (doubt != before.doubt && before.started) {
      write();
    }
  }

  private String problem(Doubt doubt, long now, Reference reference) {
    Duration off = Duration.ofMillis(Math.abs(now - reference.millis()));
    String where = words(off) + (doubt == Doubt.AHEAD ? " ahead of " : " behind ");
    String why =
        !reference.isLeast()
            ? "the time that has passed since it was last believed: it was set"
            : doubt == Doubt.AHEAD
                ? "the last sign of life here: the machine was off for so long, or it is wrong"
                : "the last sign of life here: it is wrong, or was wrong then";
    String believed =
        now < FIRST_MILLIS
            ? ""
            : ", or wait: if nobody sets it, it is believed from "
                + second(run.startMillis() + STEADY.toMillis())
                + " on";
    return "the clock of this machine says "
        + second(now)
        + ", "
        + where
        + why
        + ". Nothing is dropped because of its age until this is settled. Set the clock right; or,"
        + " if it is right, confirm it on the Status page or with curl -X POST"
        + " http://HOST:PORT/api/clew/v1/clock/confirm"
        + believed;
  }

  private static Instant second(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS);
  }

  /** Rounded: clocks that are 30 days apart are seldom so to the millisecond. */
  private static String words(Duration duration) {
    if (duration.toDays() >= 2) {
      return duration.plusHours(12).toDays() + " days";
    }
    return duration.toHours() >= 2
        ? duration.plusMinutes(30).toHours() + " hours"
        : duration.plusSeconds(30).toMinutes() + " min";
  }

  /** Guarded by this. A failure costs a witness at the next start and nothing else. */
  private void write() {
    writtenNanos = time.nanos();
    try {
      new ClockRecord(state.reference, wallMillis(), run.length()).write(file);
    } catch (IOException e) {
      LOG.warn("{} is not written", file, e);
    }
  }

  /**
   * A person says that the machine's clock is right.
   *
   * @return whether it is believed now; not when it is before Java 25 came out
   */
  public synchronized boolean confirm() {
    long now = wallMillis();
    if (now < FIRST_MILLIS) {
      return false;
    }
    LOG.info("The clock of this machine was confirmed; it says {}", Instant.ofEpochMilli(now));
    state = new State(Reference.at(now, time, false, true), state.doubt, state.started);
    judge();
    write();
    return true;
  }

  /**
   * The clock in figures.
   *
   * @param wallMillis what the machine's clock says
   * @param referenceMillis what it should say, or the least that it should
   * @param problem for people; empty when there is none
   */
  public record Status(boolean trusted, long wallMillis, long referenceMillis, String problem) {}

  public synchronized Status status() {
    check();
    long now = wallMillis();
    State told = state;
    return new Status(
        trusted(),
        now,
        told.reference.millis(),
        told.doubt == Doubt.NONE ? "" : problem(told.doubt, now, told.reference));
  }

  @Override
  public boolean trusted() {
    State now = look(wallMillis());
    return now.started && now.doubt == Doubt.NONE;
  }

  @Override
  public Instant earliest() {
    long now = wallMillis();
    return Instant.ofEpochMilli(Math.min(now, look(now).reference.millisAt(time.nanos())));
  }

  @Override
  public Instant latest() {
    long now = wallMillis();
    State seen = look(now);
    long reference = seen.reference.millisAt(time.nanos());
    boolean unbounded = seen.doubt == Doubt.BEHIND && seen.reference.isLeast();
    return Instant.ofEpochMilli(
        Math.max(now + 1, unbounded ? reference + LONGEST_ABSENCE.toMillis() : reference));
  }

  @Override
  public Instant instant() {
    Instant now = wall.instant();
    long millis = Math.clamp(now.toEpochMilli(), 0, LAST_MILLIS);
    State seen = look(millis);
    if (seen.doubt == Doubt.NONE) {
      return now.toEpochMilli() == millis ? now : Instant.ofEpochMilli(millis);
    }
    long reference = seen.reference.millisAt(time.nanos());
    boolean impossible = millis < FIRST_MILLIS || (seen.reference.isLeast() && millis < reference);
    boolean doubtful = !seen.reference.isLeast() && seen.reference.isProven();
    return Instant.ofEpochMilli(impossible || doubtful ? reference : millis);
  }

  @Override
  public long elapsedNanos() {
    return time.nanos();
  }

  /** Remembers what the clocks say. */
  @Override
  public void close() {
    Thread watching;
    synchronized (this) {
      closed = true;
      watching = thread;
      judge();
      write();
    }
    if (watching != null) {
      LockSupport.unpark(watching);
    }
  }
}
