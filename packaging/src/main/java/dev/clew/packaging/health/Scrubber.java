package dev.clew.packaging.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.clew.model.health.IncidentKind;
import dev.clew.storage.files.DurableFiles;
import dev.clew.storage.files.Scrub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads everything that is on disk once in a while, slowly: what nobody asks for would otherwise
 * decay unseen until somebody does. How far it has come is kept in a file, so that a restart does
 * not begin anew; what it finds is told by the parts themselves.
 */
public final class Scrubber implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Scrubber.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A restart reads again at most what this time has read. */
  private static final long SAVED_MILLIS = 30_000;

  /** Shorter rests are not worth a switch of threads. */
  private static final long LEAST_REST_NANOS = 20_000_000;

  /** How often is looked whether a round is due. */
  private static final Duration LOOK = Duration.ofMinutes(1);

  /** Reads files. */
  public interface Source {
    void scrub(Scrub scrub) throws IOException;
  }

  /**
   * Something whose files are read.
   *
   * @param name for people
   * @param bytes how many there are at the moment, about
   */
  public record Part(String name, LongSupplier bytes, Source files) {}

  /**
   * How far it is, for people.
   *
   * @param reading name of the part that is being read; empty when no round is under way
   * @param allBytes of all parts, about
   * @param nextMillis when the next round begins; 0 when one is under way, is due, or never does
   */
  public record Progress(State state, String reading, long allBytes, long nextMillis) {}

  /** Waits, but not beyond the end of the process. */
  interface Rest {
    void rest(long nanos);
  }

  /**
   * @param interval from the end of one round to the next; zero for never
   * @param bytesPerSecond the pace
   */
  public record Settings(Duration interval, long bytesPerSecond) {}

  /**
   * How far it is.
   *
   * @param startedMillis of the round under way, 0 when none is
   * @param finishedMillis of the last whole round, 0 when there was none
   * @param part of the parts in their order, the one being read
   * @param position the last file of it that was read whole
   * @param bytes read in the round under way, or in the last one
   * @param findings damaged, missing or rebuilt things found meanwhile
   */
  public record State(
      long startedMillis,
      long finishedMillis,
      int part,
      String position,
      long bytes,
      long findings) {
    static final State NEW = new State(0, 0, 0, "", 0, 0);
  }

  private final Settings settings;
  private final List<Part> parts;
  private final IncidentBook book;
  private final Path file;
  private final InstantSource clock;
  private final Rest rest;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  /** Written by the one thread that reads. */
  private volatile State state;

  private long savedMillis;

  /**
   * Without a thread of its own.
   *
   * @param rest null to wait in fact
   */
  Scrubber(
      Settings settings,
      List<Part> parts,
      IncidentBook book,
      Path file,
      InstantSource clock,
      @Nullable Rest rest) {
    this.settings = settings;
    this.parts = List.copyOf(parts);
    this.book = book;
    this.file = file;
    this.clock = clock;
    this.rest = rest == null ? this::park : rest;
    this.state = read(file);
    this.thread = Thread.ofPlatform().name("clew-scrubber").daemon().unstarted(this::run);
  }

  /**
   * Begins to read when it is time to.
   *
   * @param file where the state is kept
   */
  public static Scrubber open(
      Settings settings, List<Part> parts, IncidentBook book, Path file, InstantSource clock) {
    Scrubber scrubber = new Scrubber(settings, parts, book, file, clock, null);
    if (!settings.interval().isZero()) {
      scrubber.thread.start();
    }
    return scrubber;
  }

  public State state() {
    return state;
  }

  public Progress progress() {
    State now = state;
    boolean reads = now.startedMillis() > 0 && now.part() < parts.size();
    boolean waits = !reads && now.finishedMillis() > 0 && !settings.interval().isZero();
    return new Progress(
        now,
        reads ? parts.get(now.part()).name() : "",
        parts.stream().mapToLong(part -> part.bytes().getAsLong()).sum(),
        waits ? now.finishedMillis() + settings.interval().toMillis() : 0);
  }

  private void park(long nanos) {
    try {
      closing.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isClosing() {
    return closing.getCount() == 0 || Thread.currentThread().isInterrupted();
  }

  private void run() {
    while (!isClosing()) {
      try {
        round();
      } catch (Scrub.StoppedException e) {
        return;
      } catch (IOException | RuntimeException e) {
        LOG.warn("Reading everything was broken off and goes on later", e);
      }
      park(LOOK.toNanos());
    }
  }

  /** Reads everything that is left of a round, when one is due. */
  void round() throws IOException {
    State before = state;
    long now = clock.millis();
    boolean begun = before.startedMillis() > 0;
    if (!begun
        && before.finishedMillis() > 0
        && now - before.finishedMillis() < settings.interval().toMillis()) {
      return;
    }
    if (!begun) {
      save(new State(now, before.finishedMillis(), 0, "", 0, 0));
    }
    for (int part = state.part(); part < parts.size(); part++) {
      if (part > state.part()) {
        State here = state;
        save(
            new State(
                here.startedMillis(),
                here.finishedMillis(),
                part,
                "",
                here.bytes(),
                here.findings()));
      }
      parts.get(part).files().scrub(new Reading());
    }
    State end = state;
    save(new State(0, clock.millis(), 0, "", end.bytes(), end.findings()));
    LOG.info("Everything was read: {} bytes, {} findings", end.bytes(), end.findings());
  }

  private final class Reading implements Scrub {
    private final String from = state.position();
    private long knownFindings = findings();
    private long owedNanos;

    @Override
    public boolean isDone(String name) {
      return !from.isEmpty() && name.compareTo(from) <= 0;
    }

    @Override
    public void read(String name, long bytes) {
      if (isClosing()) {
        throw new StoppedException();
      }
      State now = state;
      long found = findings();
      state =
          new State(
              now.startedMillis(),
              now.finishedMillis(),
              now.part(),
              now.position(),
              now.bytes() + bytes,
              now.findings() + found - knownFindings);
      knownFindings = found;
      owedNanos += (long) (bytes * 1e9 / settings.bytesPerSecond());
      if (owedNanos >= LEAST_REST_NANOS) {
        rest.rest(owedNanos);
        owedNanos = 0;
      }
    }

    @Override
    public void done(String name) {
      State now = state;
      state =
          new State(
              now.startedMillis(),
              now.finishedMillis(),
              now.part(),
              name,
              now.bytes(),
              now.findings());
      if (clock.millis() - savedMillis >= SAVED_MILLIS) {
        trySave();
      }
    }
  }

  private long findings() {
    return book.totals().stream()
        .filter(total ->
            total.kind() == IncidentKind.DAMAGED
                || total.kind() == IncidentKind.MISSING
                || total.kind() == IncidentKind.REBUILT)
        .mapToLong(IncidentBook.Total::count)
        .sum();
  }

  private void save(State next) {
    state = next;
    trySave();
  }

  private void trySave() {
    State now = state;
    savedMillis = clock.millis();
    ObjectNode root = JSON.createObjectNode();
    put(now, root);
    try {
      DurableFiles.replace(file, JSON.writeValueAsBytes(root));
    } catch (IOException e) {
      LOG.warn("How far reading has come cannot be written: {}", e.getMessage());
    }
  }

  private static void put(State state, ObjectNode target) {
    target
        .put("startedMillis", state.startedMillis())
        .put("finishedMillis", state.finishedMillis())
        .put("part", state.part())
        .put("position", state.position())
        .put("bytes", state.bytes())
        .put("findings", state.findings());
  }

  static void put(Progress progress, ObjectNode target) {
    put(progress.state(), target);
    target
        .put("reading", progress.reading())
        .put("allBytes", progress.allBytes())
        .put("nextMillis", progress.nextMillis());
  }

  /** Without a file, or with one that makes no sense, a round begins anew. */
  private static State read(Path file) {
    try {
      if (Files.exists(file)) {
        JsonNode root = JSON.readTree(Files.readAllBytes(file));
        return new State(
            root.path("startedMillis").asLong(),
            root.path("finishedMillis").asLong(),
            root.path("part").asInt(),
            root.path("position").asText(),
            root.path("bytes").asLong(),
            root.path("findings").asLong());
      }
    } catch (IOException e) {
      LOG.warn("{} is unreadable; reading everything begins anew", file);
    }
    return State.NEW;
  }

  @Override
  public void close() {
    closing.countDown();
    if (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (state.startedMillis() > 0) {
      trySave();
    }
  }
}
