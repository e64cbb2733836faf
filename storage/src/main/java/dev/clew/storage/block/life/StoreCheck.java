package dev.clew.storage.block.life;

import dev.clew.storage.block.segment.ChecksummedText;
import dev.clew.storage.block.segment.LostRows;
import dev.clew.storage.block.segment.Manifest;
import dev.clew.storage.block.segment.Segment;
import dev.clew.storage.block.segment.SegmentOpening;
import dev.clew.storage.block.segment.Tombstones;
import dev.clew.storage.bytes.CorruptBlockException;
import dev.clew.storage.column.ColumnCache;
import dev.clew.storage.files.DayCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads everything of a closed store and changes nothing. */
public final class StoreCheck {
  private final Path directory;
  private final Map<String, DayCheck> days = new TreeMap<>();

  private StoreCheck(Path directory) {
    this.directory = directory;
  }

  /** One report per day; empty when there is no store in the directory. */
  public static List<DayCheck> of(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    StoreCheck check = new StoreCheck(directory);
    for (Manifest.Entry entry : check.manifest().segments()) {
      check.segment(entry);
    }
    check.deletions();
    return List.copyOf(check.days.values());
  }

  private DayCheck day(String name) {
    return days.computeIfAbsent(name, DayCheck::new);
  }

  private Manifest manifest() throws IOException {
    Path file = directory.resolve(Manifest.FILE_NAME);
    String fault = "there is no " + file;
    if (Files.exists(file)) {
      day("store").file(Files.size(file));
      try {
        return Manifest.read(directory);
      } catch (ChecksummedText.DamagedException e) {
        fault = String.valueOf(e.getMessage());
      }
    }
    ManifestRebuild rebuild = ManifestRebuild.from(directory);
    if (!rebuild.manifest().segments().isEmpty()) {
      day("store")
          .rebuild(
              "the list of segments, from "
                  + rebuild.manifest().segments().size()
                  + " segments: "
                  + fault);
      rebuild.doubtful().forEach(path -> day("store").damaged("unreadable or unfinished: " + path));
    }
    return rebuild.manifest();
  }

  private void segment(Manifest.Entry entry) throws IOException {
    DayCheck day = day(entry.partition().date());
    Path path = Segment.path(directory, entry);
    if (!Files.isDirectory(path)) {
      day.damaged("all rows of one segment are missing, how many is not known: " + path);
      return;
    }
    for (Path file : files(path)) {
      day.file(Files.size(file));
    }
    Segment segment = Segment.open(directory, entry, new HashMap<>(), new ColumnCache(0));
    try {
      segment.checkIndex();
      for (Segment.Block block : segment.blocks()) {
        try {
          block.verify();
        } catch (CorruptBlockException e) {
          segment.lose(block);
        }
      }
      day.readable(segment.rows());
      segment.health().faults().forEach((piece, why) -> say(day, piece, why));
      List<LostRows> lost = new ArrayList<>(segment.health().lost());
      lost.removeIf(gone -> gone.blocks() == 0);
      for (LostRows gone : LostRows.joined(lost)) {
        String where =
            gone.offset() < 0
                ? " (found before, in a segment merged since)"
                : ": " + path.resolve(Segment.BLOCKS) + " at byte " + gone.offset();
        day.damaged(LostRows.sentence(gone.rows(), gone.blocks()) + where);
      }
    } finally {
      segment.release();
    }
  }

  private static void say(DayCheck day, SegmentOpening.Piece piece, String why) {
    switch (piece) {
      case HEADER -> day.damaged("the beginning of a file, no rows: " + why);
      case LABEL -> day.rebuild("the label of a segment: " + why);
      case INDEX -> day.rebuild("the index of a segment, from its blocks: " + why);
    }
  }

  private void deletions() throws IOException {
    Path folder = directory.resolve(Tombstones.FOLDER);
    if (!Files.isDirectory(folder)) {
      return;
    }
    for (Path file : files(folder)) {
      day("store").file(Files.size(file));
      try {
        ChecksummedText.read(file, Tombstones.FIRST_LINE);
      } catch (IOException e) {
        day("store")
            .damaged("a deletion is lost, its rows may be visible again: " + e.getMessage());
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      return tree.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
