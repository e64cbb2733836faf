package dev.clew.metricsstore.partition;

import dev.clew.metricsstore.files.CorruptFileException;
import dev.clew.metricsstore.index.IndexSegment;
import dev.clew.metricsstore.segment.Segment;
import dev.clew.storage.files.DayCheck;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads everything of a closed metrics store and changes nothing. */
public final class StoreCheck {
  private StoreCheck() {}

  /** One report per day; empty when there is no store in the directory. */
  public static List<DayCheck> of(Path directory) throws IOException {
    Path file = directory.resolve(Manifest.FILE_NAME);
    List<DayCheck> days = new ArrayList<>();
    DayCheck store = new DayCheck("store");
    List<Manifest.Entry> entries;
    try {
      entries = Manifest.parse(file, Files.readAllBytes(file)).days();
      store.file(Files.size(file));
    } catch (NoSuchFileException e) {
      entries = unlisted(directory);
      if (entries.isEmpty()) {
        return List.of();
      }
      store.rebuild("the list of files, from what is there: there is no " + file);
    } catch (AccessDeniedException e) {
      throw e; // which is no damage
    } catch (CorruptFileException | IOException e) {
      entries = unlisted(directory);
      store.rebuild("the list of files, from what is there: " + e.getMessage());
    }
    days.add(store);
    for (Manifest.Entry entry : entries) {
      days.add(day(directory, entry));
    }
    return days;
  }

  private static List<Manifest.Entry> unlisted(Path directory) throws IOException {
    List<Manifest.Entry> entries = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      for (Map.Entry<Long, Path> day : Manifest.dayDirectories(directory).entrySet()) {
        entries.add(Manifest.unlisted(day.getKey(), day.getValue()));
      }
    }
    return entries;
  }

  private static DayCheck day(Path directory, Manifest.Entry entry) throws IOException {
    String name = LocalDate.ofEpochDay(entry.day()).toString();
    DayCheck day = new DayCheck(name);
    for (Manifest.Listed listed : entry.indexes()) {
      index(directory.resolve(name).resolve(listed.file()), listed.size(), day);
    }
    for (Manifest.Listed listed : entry.segments()) {
      segment(directory.resolve(name).resolve(listed.file()), listed.size(), day);
    }
    for (String tombstone : entry.tombstones()) {
      Path path = directory.resolve(name).resolve(tombstone);
      try {
        day.file(Files.size(path));
        Tombstone.read(path, Files.readAllBytes(path));
      } catch (NoSuchFileException | CorruptFileException e) {
        day.damaged("a deletion of series is lost: " + path);
      }
    }
    for (Loss loss : entry.losses()) {
      day.damaged(Loss.sentence(List.of(loss)) + " (found before)");
    }
    return day;
  }

  private static void index(Path path, long series, DayCheck day) throws IOException {
    try {
      day.file(Files.size(path));
      IndexSegment index = IndexSegment.open(path);
      try {
        index.check();
      } catch (CorruptFileException e) {
        int lost = index.salvage().lost();
        if (lost > 0) {
          day.damaged("the labels of " + lost + " series: " + e.getMessage());
        }
        day.rebuild("a label index, from the labels of its series: " + e.getMessage());
      } finally {
        index.file().release();
      }
    } catch (NoSuchFileException | CorruptFileException e) {
      day.damaged("the labels of " + known(series) + " series: " + path + ": " + e.getMessage());
    }
  }

  private static void segment(Path path, long samples, DayCheck day) throws IOException {
    try {
      day.file(Files.size(path));
      Segment segment = Segment.open(path);
      try {
        long readable = segment.readableSamples();
        day.readable(readable);
        if (segment.brokenChunks() > 0) {
          day.damaged(
              (segment.info().samples() - readable)
                  + " samples of "
                  + segment.brokenChunks()
                  + " chunks are unreadable: "
                  + path);
        }
      } finally {
        segment.file().release();
      }
    } catch (NoSuchFileException | CorruptFileException e) {
      day.damaged(known(samples) + " samples of one segment: " + path + ": " + e.getMessage());
    }
  }

  private static String known(long amount) {
    return amount < 0 ? "an unknown number of" : Long.toString(amount);
  }
}
