package dev.clew.metricsstore.partition;

import dev.clew.metricsstore.files.CorruptFileException;
import dev.clew.metricsstore.files.StoreFiles;
import dev.clew.metricsstore.index.IndexSegment;
import dev.clew.metricsstore.segment.Segment;
import dev.clew.model.Signal;
import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.storage.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a directory after whatever has happened to it. A file that is damaged is named in the log
 * and set aside; the rest of the store works without it. Should the manifest itself be damaged, all
 * whole files that are there are taken: merged and unmerged ones may then both be among them, which
 * does no harm, since equal samples are one.
 */
final class Opening {
  static final String QUARANTINE = "quarantine";

  /** Under which the store reports. */
  static final String PART = Signal.METRICS.id();

  private static final Logger log = LoggerFactory.getLogger(Opening.class);

  private final Path directory;
  private final StoreFiles files;
  private final Incidents incidents;
  private int quarantined;

  Opening(Path directory, StoreFiles files, Incidents incidents) {
    this.directory = directory;
    this.files = files;
    this.incidents = incidents;
  }

  int quarantined() {
    return quarantined;
  }

  StoreState open() throws IOException {
    files.createDirectory(directory);
    DurableFiles.emptyTrash(directory);
    Path manifestFile = directory.resolve(Manifest.FILE_NAME);
    Manifest manifest;
    try {
      manifest = Manifest.parse(manifestFile, Files.readAllBytes(manifestFile));
    } catch (NoSuchFileException e) {
      if (hasBeenCommitted()) {
        StoreState salvaged = salvage();
        incidents.happened(
            PART,
            IncidentKind.REBUILT,
            1,
            "the list of files was missing, the store was put together again from what is there: "
                + manifestFile);
        files.replace(manifestFile, Manifest.write(salvaged));
        return salvaged;
      }
      manifest = new Manifest(-1, 1, List.of());
    } catch (CorruptFileException e) {
      quarantined++;
      files.createDirectory(directory.resolve(QUARANTINE));
      files.move(manifestFile, free(directory.resolve(QUARANTINE), Manifest.FILE_NAME));
      StoreState salvaged = salvage();
      incidents.happened(
          PART,
          IncidentKind.REBUILT,
          1,
          "the list of files was damaged, the store was put together again from what is there: "
              + e.getMessage());
      // So that the next start finds a list; nothing but the list has changed.
      files.replace(manifestFile, Manifest.write(salvaged));
      return salvaged;
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

  private Day open(Manifest.Entry entry) throws IOException {
    Day day = new Day(entry.day(), entry.seriesCount(), List.of(), List.of(), List.of());
    for (Manifest.Listed listed : entry.indexes()) {
      IndexSegment index = openIndex(day, listed.file(), listed.size());
      if (index != null) {
        day = day.withIndex(new StoredIndex(listed.file(), listed.level(), index));
      }
    }
    for (Manifest.Listed listed : entry.segments()) {
      Segment segment = openSegment(day, listed.file(), listed.size());
      if (segment != null) {
        day = day.withSegment(new StoredSegment(listed.file(), listed.level(), segment));
      }
    }
    for (String tombstone : entry.tombstones()) {
      day = withTombstone(day, tombstone);
    }
    return day;
  }

  private @Nullable IndexSegment openIndex(Day day, String name, long series) throws IOException {
    Path path = directory.resolve(day.directory()).resolve(name);
    String what =
        "the labels of "
            + amount(series, "series", "series")
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

  private @Nullable Segment openSegment(Day day, String name, long samples) throws IOException {
    Path path = directory.resolve(day.directory()).resolve(name);
    String what =
        amount(samples, "sample", "samples") + " of one segment " + (samples == 1 ? "is" : "are");
    try {
      return Segment.open(path);
    } catch (NoSuchFileException e) {
      missing(samples, what + " missing: " + path);
    } catch (RuntimeException e) {
      setAside(path, day.directory() + "-", samples, what + " unreadable", e);
    }
    return null;
  }

  private static String amount(long number, String one, String many) {
    return number < 0 ? "an unknown number of " + many : number + " " + (number == 1 ? one : many);
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
    files.createDirectory(directory.resolve(QUARANTINE));
    files.move(file, free(directory.resolve(QUARANTINE), prefix + file.getFileName()));
    incidents.happened(
        PART, IncidentKind.DAMAGED, Math.max(1, amount), sentence + ": " + cause.getMessage());
  }

  private static Path free(Path folder, String name) {
    Path path = folder.resolve(name);
    for (int i = 2; Files.exists(path); i++) {
      path = folder.resolve(name + "." + i);
    }
    return path;
  }

  private void deleteUnlisted(StoreState state) throws IOException {
    Set<Path> listed = new HashSet<>();
    for (Day day : state.days().values()) {
      Path parent = directory.resolve(day.directory());
      day.indexes().forEach(index -> listed.add(parent.resolve(index.name())));
      day.segments().forEach(segment -> listed.add(parent.resolve(segment.name())));
      day.tombstones().forEach(tombstone -> listed.add(parent.resolve(tombstone.name())));
    }
    for (Path day : dayDirectories()) {
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
    long position = -1;
    long nextFile = 1;
    for (Path path : dayDirectories()) {
      Day day = Day.empty(LocalDate.parse(path.getFileName().toString()).toEpochDay());
      for (Path file : children(path)) {
        String name = file.getFileName().toString();
        if (name.endsWith(".idx")) {
          IndexSegment index = openIndex(day, name, Manifest.Listed.UNKNOWN);
          day = index == null ? day : day.withIndex(new StoredIndex(name, 0, index));
        } else if (name.endsWith(".seg")) {
          Segment segment = openSegment(day, name, Manifest.Listed.UNKNOWN);
          if (segment != null) {
            position = Math.max(position, segment.info().position());
            day = day.withSegment(new StoredSegment(name, segment.info().level(), segment));
          }
        } else if (name.endsWith(".del")) {
          day = withTombstone(day, name);
        }
        nextFile = Math.max(nextFile, Tombstone.number(name) + 1);
      }
      days.put(day.number(), day);
    }
    log.warn("Put the store together again from its files, up to buffer position {}", position);
    return new StoreState(position, nextFile, days);
  }

  /**
   * A first flush that was cut off leaves segments of one position; of several, there was a list.
   */
  private boolean hasBeenCommitted() throws IOException {
    Set<Long> positions = new HashSet<>();
    for (Path day : dayDirectories()) {
      for (Path file : children(day)) {
        if (file.toString().endsWith(".seg")) {
          try {
            Segment segment = Segment.open(file);
            positions.add(segment.info().position());
            segment.file().release();
          } catch (CorruptFileException e) {
            // It does not tell.
          }
        }
      }
    }
    return positions.size() > 1;
  }

  private List<Path> dayDirectories() throws IOException {
    return children(directory).stream().filter(Opening::isDay).toList();
  }

  private static boolean isDay(Path path) {
    try {
      LocalDate.parse(path.getFileName().toString());
      return Files.isDirectory(path);
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static List<Path> children(Path parent) throws IOException {
    try (Stream<Path> children = Files.list(parent)) {
      return children.sorted().toList();
    }
  }
}
