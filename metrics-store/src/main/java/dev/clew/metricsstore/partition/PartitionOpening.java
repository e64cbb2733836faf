package dev.clew.metricsstore.partition;

import dev.clew.metricsstore.files.CorruptFileException;
import dev.clew.metricsstore.files.StoreFiles;
import dev.clew.metricsstore.index.IndexSegment;
import dev.clew.metricsstore.segment.Segment;
import dev.clew.model.Signal;
import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.storage.files.DurableFiles;
import dev.clew.storage.files.Shelf;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a directory after whatever has happened to it. A file that is damaged is named in the log
 * and set aside; the rest of the store works without it. Should the manifest itself be damaged or
 * missing, all whole files that are there are taken: merged and unmerged ones may then both be
 * among them, which does no harm, since equal samples are one.
 *
 * <p>A store has a manifest from its first opening on, before it has any other file. So files
 * without a manifest are never left over from something that was not committed: the manifest is
 * gone, and they are all that there is. Nothing is deleted then.
 */
final class PartitionOpening {
  /** Under which the store reports. */
  static final String PART = Signal.METRICS.id();

  private static final Logger log = LoggerFactory.getLogger(PartitionOpening.class);

  private final Path directory;
  private final StoreFiles files;
  private final Shelf shelf;
  private final Incidents incidents;
  private int quarantined;

  PartitionOpening(Path directory, StoreFiles files, Shelf shelf, Incidents incidents) {
    this.directory = directory;
    this.files = files;
    this.shelf = shelf;
    this.incidents = incidents;
  }

  int quarantined() {
    return quarantined;
  }

  StoreState open() throws IOException {
    files.createDirectory(directory);
    DurableFiles.emptyTrash(directory);
    shelf.expire();
    Path manifestFile = directory.resolve(Manifest.FILE_NAME);
    Manifest manifest;
    try {
      manifest = Manifest.parse(manifestFile, Files.readAllBytes(manifestFile));
    } catch (NoSuchFileException e) {
      return withoutManifest(manifestFile, "missing: " + manifestFile);
    } catch (AccessDeniedException e) {
      throw e; // which is no damage: somebody else's file
    } catch (CorruptFileException | IOException e) {
      quarantined++;
      shelf.move(manifestFile, Manifest.FILE_NAME);
      return withoutManifest(manifestFile, "damaged: " + e.getMessage());
    }
    TreeMap<Long, Day> days = new TreeMap<>();
    for (Manifest.Entry entry : manifest.days()) {
      days.put(entry.day(), open(entry));
    }
    StoreState state = new StoreState(manifest.position(), manifest.nextFile(), days);
    deleteUnlisted(state);
    if (quarantined > 0) {
      files.replace(manifestFile, Manifest.write(state)); // so that it is told once
    }
    return state;
  }

  private StoreState withoutManifest(Path manifestFile, String cause) throws IOException {
    StoreState salvaged = salvage();
    // So that the next start finds a list; nothing but the list has changed.
    files.replace(manifestFile, Manifest.write(salvaged));
    if (!salvaged.days().isEmpty() || quarantined > 0) {
      incidents.happened(
          PART,
          IncidentKind.REBUILT,
          1,
          "the store was put together again from what is there, its list of files was " + cause);
    }
    return salvaged;
  }

  private Day open(Manifest.Entry entry) throws IOException {
    Day day =
        new Day(entry.day(), entry.seriesCount(), List.of(), List.of(), List.of(), entry.losses());
    for (Manifest.Listed listed : entry.indexes()) {
      IndexSegment index = openIndex(day, listed);
      day =
          index == null
              ? day.withLoss(Loss.ofDay(Loss.What.SERIES, listed.size(), day.number()))
              : day.withIndex(new StoredIndex(listed.file(), listed.level(), index));
    }
    for (Manifest.Listed listed : entry.segments()) {
      Segment segment = openSegment(day, listed);
      day =
          segment == null
              ? day.withLoss(loss(listed, day.number()))
              : day.withSegment(new StoredSegment(listed.file(), listed.level(), segment));
    }
    for (String tombstone : entry.tombstones()) {
      day = withTombstone(day, tombstone);
    }
    return day;
  }

  private static Loss loss(Manifest.Listed segment, long day) {
    Loss all = Loss.ofDay(Loss.What.SAMPLES, segment.size(), day);
    return new Loss(
        Loss.What.SAMPLES,
        segment.size(),
        Math.max(all.firstMillis(), segment.minMillis()),
        Math.min(all.lastMillis(), segment.maxMillis()),
        all.firstSeries(),
        all.lastSeries());
  }

  private @Nullable IndexSegment openIndex(Day day, Manifest.Listed listed) throws IOException {
    Path path = directory.resolve(day.directory()).resolve(listed.file());
    long series = listed.size();
    String what =
        "the labels of "
            + Loss.amount(series, "series", "series")
            + " of "
            + day.directory()
            + ", which cannot be found until they are sent again,";
    try {
      return IndexSegment.open(path);
    } catch (NoSuchFileException e) {
      missing(series, what + " are missing: " + path);
    } catch (RuntimeException e) {
      setAside(path, day.directory() + "-", series, what + " are unreadable", e);
    }
    return null;
  }

  private @Nullable Segment openSegment(Day day, Manifest.Listed listed) throws IOException {
    Path path = directory.resolve(day.directory()).resolve(listed.file());
    long samples = listed.size();
    String what = Loss.samples(samples) + " of one segment " + (samples == 1 ? "is" : "are");
    try {
      return Segment.open(path);
    } catch (NoSuchFileException e) {
      missing(samples, what + " missing: " + path);
    } catch (RuntimeException e) {
      setAside(path, day.directory() + "-", samples, what + " unreadable", e);
    }
    return null;
  }

  private Day withTombstone(Day day, String name) throws IOException {
    Path path = directory.resolve(day.directory()).resolve(name);
    String what = "a deletion of series is lost, what it deleted may be there again";
    try {
      return day.withTombstone(Tombstone.read(path, Files.readAllBytes(path)));
    } catch (NoSuchFileException e) {
      missing(1, what + ": " + path);
    } catch (RuntimeException e) {
      setAside(path, day.directory() + "-", 1, what, e);
    }
    return day;
  }

  private void missing(long amount, String sentence) {
    quarantined++;
    incidents.happened(PART, IncidentKind.MISSING, Math.max(1, amount), sentence);
  }

  private void setAside(
      Path file, String prefix, long amount, String sentence, RuntimeException cause)
      throws IOException {
    log.error("Setting {} aside", file, cause);
    quarantined++;
    shelf.move(file, prefix + file.getFileName());
    incidents.happened(
        PART, IncidentKind.DAMAGED, Math.max(1, amount), sentence + ": " + cause.getMessage());
  }

  private void deleteUnlisted(StoreState state) throws IOException {
    Set<Path> listed = new HashSet<>();
    for (Day day : state.days().values()) {
      Path parent = directory.resolve(day.directory());
      day.indexes().forEach(index -> listed.add(parent.resolve(index.name())));
      day.segments().forEach(segment -> listed.add(parent.resolve(segment.name())));
      day.tombstones().forEach(tombstone -> listed.add(parent.resolve(tombstone.name())));
    }
    for (Path day : Manifest.dayDirectories(directory).values()) {
      List<Path> unlisted = new ArrayList<>(children(day));
      boolean empty = unlisted.stream().noneMatch(listed::contains);
      unlisted.removeAll(listed);
      for (Path file : unlisted) {
        log.info("Deleting {}, left over from something that was not committed", file);
        files.delete(file);
      }
      if (empty) {
        files.deleteDirectory(day);
      }
    }
  }

  private StoreState salvage() throws IOException {
    TreeMap<Long, Day> days = new TreeMap<>();
    Set<Long> positions = new HashSet<>();
    long position = -1;
    long nextFile = 1;
    boolean deleted = false;
    for (Map.Entry<Long, Path> entry : Manifest.dayDirectories(directory).entrySet()) {
      for (Path file : children(entry.getValue())) {
        nextFile = Math.max(nextFile, Tombstone.number(file.getFileName().toString()) + 1);
      }
      Day day = inOrder(open(Manifest.unlisted(entry.getKey(), entry.getValue())));
      for (StoredSegment segment : day.segments()) {
        positions.add(segment.segment().info().position());
        position = Math.max(position, segment.segment().info().position());
      }
      deleted |= !day.tombstones().isEmpty();
      days.put(day.number(), day);
    }
    if (positions.size() == 1 && !deleted) {
      // It may be of a first flush that did not get to its end, by a version that wrote no manifest
      // before: what the buffer still has is read again, and equal samples are one.
      position = -1;
    }
    log.warn("Put the store together from its files, up to buffer position {}", position);
    return new StoreState(position, nextFile, days);
  }

  /**
   * Brings the files of a day, found by their names, into the order in which they were listed:
   * indexes by their series, without those that have been merged into others and were not deleted
   * yet; segments by what they were flushed with, because of equal times the latest counts. No new
   * series gets a number that samples have already.
   */
  private Day inOrder(Day found) throws IOException {
    List<StoredIndex> indexes = new ArrayList<>(found.indexes());
    indexes.sort(
        Comparator.<StoredIndex>comparingInt(index -> index.index().base())
            .thenComparing(index -> index.index().count(), Comparator.reverseOrder()));
    int end = 0;
    List<StoredIndex> kept = new ArrayList<>();
    for (StoredIndex index : indexes) {
      int last = index.index().base() + index.index().count();
      if (last > end || kept.isEmpty()) {
        kept.add(index);
        end = last;
      } else {
        index.index().file().release();
        shelf.move(
            directory.resolve(found.directory()).resolve(index.name()),
            found.directory() + "-" + index.name());
      }
    }
    List<StoredSegment> segments = new ArrayList<>();
    int bound = Math.max(end, found.seriesCount());
    for (StoredSegment segment : found.segments()) {
      bound = Math.max(bound, segment.seriesBound());
      segments.add(
          new StoredSegment(segment.name(), segment.segment().info().level(), segment.segment()));
    }
    segments.sort(
        Comparator.<StoredSegment>comparingLong(segment -> segment.segment().info().position())
            .thenComparing(StoredSegment::name));
    return new Day(found.number(), bound, kept, segments, found.tombstones(), found.losses());
  }

  private static List<Path> children(Path parent) throws IOException {
    try (Stream<Path> children = Files.list(parent)) {
      return children.sorted().toList();
    }
  }
}
