package dev.clew.storage.block.segment;

import dev.clew.model.QueryException;
import dev.clew.model.TimeRange;
import dev.clew.model.health.IncidentKind;
import dev.clew.model.query.Filter;
import dev.clew.model.query.SearchParser;
import dev.clew.storage.block.filter.BlockMatcher;
import dev.clew.storage.block.filter.FilterCompiler;
import dev.clew.storage.block.filter.FilterTerms;
import dev.clew.storage.files.DurableFiles;
import dev.clew.storage.files.Shelf;
import dev.clew.storage.rows.Deletion;
import dev.clew.storage.rows.RowSchema;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The deletions by filter of a store, one file each, {@code deletions/17}: {@link ChecksummedText}
 * with the lines
 *
 * <pre>
 * clew deletion 1
 * requested 1763683200000     Unix milliseconds
 * rows 812
 * position 4711               the last batch that it covers
 * sequence 123456             the first row that it does not cover, when the store has committed
 *                             that position
 * range 17… 17…               nanoseconds; the end is exclusive
 * filter service%3Acheckout   the search bar's notation, percent-encoded
 * crc32c 0a1b2c3d
 * </pre>
 *
 * Once the file is there the rows are gone for good. When their bytes are gone too, the last four
 * lines are taken out: what was to be forgotten shall not be remembered here.
 */
public final class Tombstones {
  public static final String FOLDER = "deletions";
  public static final String FIRST_LINE = "clew deletion 1";

  /** Deletions that are done are remembered, up to so many. */
  private static final int MOST_DONE = 1000;

  private final Path directory;
  private final Shelf shelf;
  private final RowSchema schema;
  private final FilterTerms terms;
  private final ReentrantLock viewLock = new ReentrantLock();
  private final StoreIncidents incidents;
  private final Consumer<String> steps;
  private final ConcurrentSkipListMap<Long, Deletion> all = new ConcurrentSkipListMap<>();

  private long nextId = 1;

  /** Changed under the view lock. */
  private volatile List<Tombstone> active = List.of();

  public Tombstones(
      Path store, RowSchema schema, Shelf shelf, StoreIncidents incidents, Consumer<String> steps) {
    this.directory = store.resolve(FOLDER);
    this.shelf = shelf;
    this.schema = schema;
    this.terms = new FilterTerms(schema);
    this.incidents = incidents;
    this.steps = steps;
  }

  /** Reads the files; the store's rows begin behind the committed position. */
  public void open(long committedPosition) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    DurableFiles.emptyTrash(directory);
    List<Path> files;
    try (Stream<Path> children = Files.list(directory)) {
      files =
          children.filter(file -> file.getFileName().toString().matches("[0-9]{1,18}")).toList();
    }
    for (Path file : files) {
      try {
        read(file, committedPosition);
      } catch (ChecksummedText.DamagedException | QueryException e) {
        String id = file.getFileName().toString();
        nextId = Math.max(nextId, Long.parseLong(id) + 1);
        shelf.move(file, "deletion-" + id);
        incidents.happened(
            IncidentKind.DAMAGED,
            1,
            "a deletion is lost, its rows may be visible again and it has to be repeated: "
                + e.getMessage());
      }
    }
  }

  private void read(Path file, long committedPosition) throws IOException {
    String id = file.getFileName().toString();
    Written written = ChecksummedText.read(file, FIRST_LINE).read(lines -> written(id, lines));
    nextId = Math.max(nextId, Long.parseLong(id) + 1);
    all.put(Long.parseLong(id), written.deletion());
    Tombstone tombstone = written.tombstone();
    if (tombstone != null) {
      boolean fed = tombstone.position() <= committedPosition;
      List<Tombstone> more = new ArrayList<>(active);
      more.add(fed ? tombstone : tombstone.upTo(Tombstone.OPEN));
      active = List.copyOf(more);
    }
  }

  /**
   * What a file says.
   *
   * @param tombstone null when the deletion is done
   */
  private record Written(Deletion deletion, @Nullable Tombstone tombstone) {}

  private Written written(String id, ChecksummedText.Lines lines) {
    String[] filter = lines.find("filter");
    String[] range = lines.find("range");
    long rows = lines.number("rows", 0);
    long requested = lines.number("requested", 0);
    Deletion.State state = filter == null ? Deletion.State.DONE : Deletion.State.RUNNING;
    Deletion deletion = new Deletion(id, state, rows, requested, null);
    if (filter == null || range == null) {
      return new Written(deletion, null);
    }
    Tombstone tombstone =
        tombstone(
            id,
            SearchParser.parse(URLDecoder.decode(filter[1], StandardCharsets.UTF_8)),
            new TimeRange(Long.parseLong(range[1]), Long.parseLong(range[2])),
            lines.number("position", 0),
            requested);
    return new Written(deletion, tombstone.withRows(rows).upTo(lines.number("sequence", 0)));
  }

  /** {@code now-5m} goes on meaning five minutes before the deletion. */
  private BlockMatcher compile(Filter filter, long requestedMillis) {
    Clock then = Clock.fixed(Instant.ofEpochMilli(requestedMillis), ZoneOffset.UTC);
    return new FilterCompiler(schema, then).compile(filter);
  }

  private Tombstone tombstone(
      String id, Filter filter, TimeRange range, long position, long requestedMillis) {
    return new Tombstone(
        id,
        filter,
        range,
        position,
        Tombstone.OPEN,
        0,
        requestedMillis,
        compile(filter, requestedMillis),
        terms.of(filter));
  }

  private void write(Tombstone tombstone) throws IOException {
    DurableFiles.createDirectories(directory);
    new ChecksummedText(FIRST_LINE)
        .line("requested", tombstone.requestedMillis())
        .line("rows", tombstone.rows())
        .line("position", tombstone.position())
        .line("sequence", tombstone.sequence())
        .line("range", tombstone.range().startNanos(), tombstone.range().endNanos())
        .line("filter", URLEncoder.encode(tombstone.filter().toString(), StandardCharsets.UTF_8))
        .write(directory.resolve(tombstone.id()));
  }

  /** Guards what readers see. */
  public ReentrantLock viewLock() {
    return viewLock;
  }

  /** The deletions that rows have to be checked for. The caller holds the view lock. */
  public List<Tombstone> active() {
    return active;
  }

  /**
   * @throws QueryException unless the filter rules something out, and can be kept as text
   */
  public void check(Filter filter) {
    if (compile(filter, 0).wantsAll()) {
      throw new QueryException(
          QueryException.Kind.EXECUTION,
          "query: \"" + filter + "\" (expected: one that does not match every row)",
          -1);
    }
    if (!SearchParser.parse(filter.toString()).equals(filter)) {
      throw new QueryException(
          QueryException.Kind.EXECUTION,
          "query: \"" + filter + "\" (expected: one in the search bar's notation)",
          -1);
    }
  }

  /** A new one that nobody knows of yet. One thread at a time calls this. */
  public Tombstone begin(
      Filter filter, TimeRange range, long position, long sequence, long millis) {
    String id = Long.toString(nextId++); // never used again, even when this comes to nothing
    return tombstone(id, filter, range, position, millis).upTo(sequence);
  }

  /** From now on it counts, also after a crash. */
  public Deletion add(Tombstone tombstone) throws IOException {
    steps.accept("before the deletion");
    write(tombstone);
    steps.accept("deletion written");
    Deletion deletion =
        new Deletion(
            tombstone.id(),
            Deletion.State.RUNNING,
            tombstone.rows(),
            tombstone.requestedMillis(),
            null);
    all.put(Long.parseLong(tombstone.id()), deletion);
    change(active -> active.add(tombstone));
    return deletion;
  }

  private void change(Consumer<List<Tombstone>> edit) {
    viewLock.lock();
    try {
      List<Tombstone> edited = new ArrayList<>(active);
      edit.accept(edited);
      active = List.copyOf(edited);
    } finally {
      viewLock.unlock();
    }
  }

  /**
   * A batch begins to count. The first one behind the position that a deletion covers settles from
   * which row on it does not. The caller holds the view lock.
   */
  public void beforeBatch(long position, long firstSequence) {
    for (Tombstone tombstone : active) {
      if (tombstone.sequence() == Tombstone.OPEN && tombstone.position() < position) {
        settle(tombstone, firstSequence);
      }
    }
  }

  private void settle(Tombstone tombstone, long sequence) {
    change(edited -> edited.set(edited.indexOf(tombstone), tombstone.upTo(sequence)));
  }

  /**
   * A flush is about to be committed. Deletions that wait for rows of the buffer learn which ones
   * they cover, and that is written down before the buffer stops sending them.
   */
  public void beforeCommit(long committed, Manifest next) throws IOException {
    for (Tombstone tombstone : active) {
      if (tombstone.position() > committed && tombstone.position() <= next.position()) {
        if (tombstone.sequence() == Tombstone.OPEN) {
          settle(tombstone, next.nextSequence());
        }
        write(active.stream().filter(t -> t.id().equals(tombstone.id())).findFirst().orElseThrow());
      }
    }
  }

  /** Whether rows in memory keep a deletion from being done. The caller holds the view lock. */
  public boolean waitFor(long committed, long inMemory) {
    return active.stream().anyMatch(t -> t.position() > committed && t.position() <= inMemory);
  }

  /** The bytes of its rows are gone. */
  public void done(Tombstone tombstone) throws IOException {
    steps.accept("before the end of the deletion");
    new ChecksummedText(FIRST_LINE)
        .line("requested", tombstone.requestedMillis())
        .line("rows", tombstone.rows())
        .write(directory.resolve(tombstone.id()));
    say(tombstone, Deletion.State.DONE, null);
    change(edited -> edited.removeIf(t -> t.id().equals(tombstone.id())));
    while (all.size() > MOST_DONE && all.firstEntry().getValue().state() == Deletion.State.DONE) {
      Map.Entry<Long, Deletion> oldest = all.pollFirstEntry();
      Files.deleteIfExists(directory.resolve(oldest.getKey().toString()));
    }
  }

  public void say(Tombstone tombstone, Deletion.State state, @Nullable String problem) {
    all.put(
        Long.parseLong(tombstone.id()),
        new Deletion(
            tombstone.id(), state, tombstone.rows(), tombstone.requestedMillis(), problem));
  }

  public @Nullable Deletion find(String id) {
    return id.matches("[0-9]{1,18}") ? all.get(Long.parseLong(id)) : null;
  }
}
