package dev.clew.storage.block.life;

import dev.clew.model.health.IncidentKind;
import dev.clew.storage.block.segment.ChecksummedText;
import dev.clew.storage.block.segment.LostRows;
import dev.clew.storage.block.segment.Manifest;
import dev.clew.storage.block.segment.Partition;
import dev.clew.storage.block.segment.Segment;
import dev.clew.storage.block.segment.SegmentOpening.Piece;
import dev.clew.storage.block.segment.StoreIncidents;
import dev.clew.storage.files.DurableFiles;
import dev.clew.storage.files.Shelf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out what a directory holds, and says what is wrong with it. */
final class StoreOpening {
  private static final Logger LOG = LoggerFactory.getLogger(StoreOpening.class);

  private final Path directory;
  private final Shelf shelf;
  private final StoreIncidents incidents;
  private int found;

  StoreOpening(Path directory, Shelf shelf, StoreIncidents incidents) {
    this.directory = directory;
    this.shelf = shelf;
    this.incidents = incidents;
  }

  /** How many things were damaged or missing. */
  int found() {
    return found;
  }

  /** Reads the manifest, or makes it anew; what it does not name is deleted. */
  Manifest manifest() throws IOException {
    DurableFiles.createDirectories(directory);
    DurableFiles.emptyTrash(directory);
    Manifest stored = readManifest();
    deleteLeftovers(new HashSet<>(stored.segments()));
    return stored;
  }

  private Manifest readManifest() throws IOException {
    try {
      if (Files.exists(directory.resolve(Manifest.FILE_NAME))) {
        return Manifest.read(directory);
      }
      ManifestRebuild rebuild = ManifestRebuild.from(directory);
      // Without any segment the store is new, whatever a first flush may have begun.
      return rebuild.manifest().segments().isEmpty()
          ? Manifest.EMPTY
          : adopt(rebuild, "there is no " + directory.resolve(Manifest.FILE_NAME));
    } catch (ChecksummedText.DamagedException e) {
      return adopt(ManifestRebuild.from(directory), String.valueOf(e.getMessage()));
    }
  }

  private Manifest adopt(ManifestRebuild rebuild, String cause) throws IOException {
    found++;
    shelf.move(directory.resolve(Manifest.FILE_NAME), Manifest.FILE_NAME);
    for (Path segment : rebuild.doubtful()) {
      Path day = segment.toAbsolutePath().getParent();
      shelf.move(segment, (day == null ? "" : day.getFileName() + "-") + segment.getFileName());
    }
    rebuild.manifest().write(directory);
    int segments = rebuild.manifest().segments().size();
    incidents.happened(
        IncidentKind.REBUILT,
        1,
        "the list of segments was damaged, the store was put together again from its "
            + segments
            + (segments == 1 ? " segment: " : " segments: ")
            + cause);
    if (!rebuild.doubtful().isEmpty()) {
      incidents.happened(
          IncidentKind.DAMAGED,
          rebuild.doubtful().size(),
          rebuild.doubtful().size()
              + " unreadable or unfinished segments were set aside in "
              + shelf.folder());
    }
    return rebuild.manifest();
  }

  private void deleteLeftovers(Set<Manifest.Entry> named) throws IOException {
    Set<Path> wanted = new HashSet<>();
    named.forEach(entry -> wanted.add(Segment.path(directory, entry)));
    for (Path day : children(directory)) {
      if (!Files.isDirectory(day) || !day.getFileName().toString().matches(Partition.NAME)) {
        continue;
      }
      DurableFiles.emptyTrash(day);
      for (Path segment : children(day)) {
        if (!wanted.contains(segment)) {
          DurableFiles.deleteDirectory(segment);
        }
      }
      if (children(day).isEmpty()) {
        Files.delete(day);
      }
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }

  /** What of a segment was found to be lost; what can be made anew is told when it is. */
  void tell(Segment segment) {
    for (LostRows lost : segment.health().newlyLost()) {
      if (lost.blocks() > 0) {
        found++;
        incidents.happened(
            IncidentKind.DAMAGED,
            lost.rows(),
            LostRows.sentence(lost.rows(), lost.blocks())
                + ": "
                + segment.directory().resolve(Segment.BLOCKS)
                + " at byte "
                + lost.offset());
      }
    }
    segment
        .health()
        .faults()
        .forEach((piece, why) -> {
          found++;
          LOG.warn("The {} of a segment is damaged: {}", piece, why);
          if (piece == Piece.HEADER && segment.data().byteSize() >= Segment.HEADER_LENGTH) {
            incidents.happened(
                IncidentKind.DAMAGED,
                1,
                "the beginning of a file is damaged, its blocks are read all the same: " + why);
          }
        });
  }

  /** The directory of a segment is gone. */
  void missing(Manifest.Entry entry) {
    found++;
    Path from = Segment.path(directory, entry);
    incidents.happened(
        IncidentKind.MISSING,
        1,
        "all rows of one segment are missing, how many is not known: " + from);
  }
}
