package dev.clew.metricsstore.partition;

import dev.clew.metricsstore.files.CorruptFileException;
import dev.clew.metricsstore.segment.SegmentInfo;
import dev.clew.storage.files.Checksums;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The text of the manifest; the package page describes it. */
record Manifest(long position, long nextFile, List<Entry> days) {
  static final String FILE_NAME = "MANIFEST";
  private static final String FIRST_LINE = "clew-metrics-manifest 2";

  /** Had no tombstones. */
  private static final String FIRST_LINE_1 = "clew-metrics-manifest 1";

  private static final String LAST_WORD = "crc32c ";

  record Entry(
      long day,
      int seriesCount,
      List<Listed> indexes,
      List<Listed> segments,
      List<String> tombstones,
      List<Loss> losses) {
    static Entry empty(long day, int seriesCount) {
      return new Entry(
          day,
          seriesCount,
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>());
    }
  }

  /**
   * @param size samples of a segment, series of an index; {@link Loss#UNKNOWN} in older manifests
   * @param minMillis earliest time in a segment; in older manifests, and of others, no bound
   * @param maxMillis latest time
   */
  record Listed(String file, int level, long size, long minMillis, long maxMillis) {
    /** Nothing but its name is known. */
    static Listed named(String file) {
      return new Listed(file, 0, Loss.UNKNOWN, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    static Listed parse(String[] words) {
      return new Listed(
          words[1],
          Integer.parseInt(words[2]),
          words.length > 3 ? Long.parseLong(words[3]) : Loss.UNKNOWN,
          words.length > 5 ? Long.parseLong(words[4]) : Long.MIN_VALUE,
          words.length > 5 ? Long.parseLong(words[5]) : Long.MAX_VALUE);
    }
  }

  static byte[] write(StoreState state) {
    StringBuilder out = new StringBuilder(FIRST_LINE).append('\n');
    out.append("position ").append(state.position()).append('\n');
    out.append("next-file ").append(state.nextFile()).append('\n');
    for (Day day : state.days().values()) {
      out.append("day ").append(day.number());
      out.append(" series ").append(day.seriesCount()).append('\n');
      for (StoredIndex index : day.indexes()) {
        out.append("index ").append(index.name()).append(' ').append(index.level());
        out.append(' ').append(index.index().count()).append('\n');
      }
      for (StoredSegment segment : day.segments()) {
        SegmentInfo info = segment.segment().info();
        out.append("segment ").append(segment.name()).append(' ');
        out.append(segment.level()).append(' ');
        out.append(info.samples()).append(' ').append(info.minMillis());
        out.append(' ').append(info.maxMillis()).append('\n');
      }
      for (Tombstone tombstone : day.tombstones()) {
        out.append("tombstone ").append(tombstone.name()).append('\n');
      }
      for (Loss loss : day.losses()) {
        out.append("lost ").append(loss.what().name().toLowerCase(Locale.ROOT)).append(' ');
        out.append(loss.amount()).append(' ').append(loss.firstMillis()).append(' ');
        out.append(loss.lastMillis()).append(' ').append(loss.firstSeries()).append(' ');
        out.append(loss.lastSeries()).append('\n');
      }
    }
    int crc = Checksums.crc32c(out.toString().getBytes(StandardCharsets.UTF_8));
    out.append(LAST_WORD).append(HexFormat.of().toHexDigits(crc)).append('\n');
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @throws CorruptFileException when it is not what {@link #write} has written
   */
  static Manifest parse(Path file, byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int last = text.lastIndexOf(LAST_WORD);
    if (last < 0 || !isKnown(text)) {
      throw new CorruptFileException(file, 0, "not a whole manifest of version 1 or 2");
    }
    int crc = Checksums.crc32c(text.substring(0, last).getBytes(StandardCharsets.UTF_8));
    if (!text.substring(last + LAST_WORD.length())
        .strip()
        .equals(HexFormat.of().toHexDigits(crc))) {
      throw new CorruptFileException(file, last, "checksum");
    }
    long position = -1;
    long nextFile = 1;
    List<Entry> days = new ArrayList<>();
    int at = 0;
    try {
      for (String line : text.substring(0, last).split("\n")) {
        String[] words = line.split(" ");
        switch (words[0]) {
          case "position" -> position = Long.parseLong(words[1]);
          case "next-file" -> nextFile = Long.parseLong(words[1]);
          case "day" -> days.add(Entry.empty(Long.parseLong(words[1]), Integer.parseInt(words[3])));
          case "index" -> days.getLast().indexes.add(Listed.parse(words));
          case "segment" -> days.getLast().segments.add(Listed.parse(words));
          case "tombstone" -> days.getLast().tombstones.add(words[1]);
          case "lost" -> days.getLast().losses.add(loss(words));
          default -> {}
        }
        at += line.length() + 1;
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException | NoSuchElementException e) {
      throw new CorruptFileException(file, at, "a line that cannot be read: " + e.getMessage());
    }
    return new Manifest(position, nextFile, days);
  }

  private static Loss loss(String[] words) {
    return new Loss(
        Loss.What.valueOf(words[1].toUpperCase(Locale.ROOT)),
        Long.parseLong(words[2]),
        Long.parseLong(words[3]),
        Long.parseLong(words[4]),
        Integer.parseInt(words[5]),
        Integer.parseInt(words[6]));
  }

  /**
   * What the directory of a day holds, for when there is no list. Everything that bears the name of
   * a file of the store is taken.
   */
  static Entry unlisted(long day, Path directory) throws IOException {
    Entry entry = Entry.empty(day, 0);
    try (Stream<Path> children = Files.list(directory)) {
      for (Path file : children.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".idx")) {
          entry.indexes.add(Listed.named(name));
        } else if (name.endsWith(".seg")) {
          entry.segments.add(Listed.named(name));
        } else if (name.endsWith(".del")) {
          entry.tombstones.add(name);
        }
      }
    }
    return entry;
  }

  /** The directories of days, by their days. */
  static NavigableMap<Long, Path> dayDirectories(Path store) throws IOException {
    NavigableMap<Long, Path> days = new TreeMap<>();
    try (Stream<Path> children = Files.list(store)) {
      for (Path child : children.filter(Files::isDirectory).toList()) {
        try {
          days.put(LocalDate.parse(child.getFileName().toString()).toEpochDay(), child);
        } catch (DateTimeParseException e) {
          // Another directory.
        }
      }
    }
    return days;
  }

  private static boolean isKnown(String text) {
    return text.startsWith(FIRST_LINE + "\n") || text.startsWith(FIRST_LINE_1 + "\n");
  }
}
