package dev.clew.metricsstore.partition;

import dev.clew.metricsstore.files.CorruptFileException;
import dev.clew.storage.files.Checksums;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.NoSuchElementException;

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
      List<String> tombstones) {}

  /**
   * @param size samples of a segment, series of an index; {@link #UNKNOWN} in older manifests
   */
  record Listed(String file, int level, long size) {
    static final long UNKNOWN = -1;

    static Listed parse(String[] words) {
      return new Listed(
          words[1],
          Integer.parseInt(words[2]),
          words.length > 3 ? Long.parseLong(words[3]) : UNKNOWN);
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
        out.append("segment ").append(segment.name()).append(' ');
        out.append(segment.level()).append(' ');
        out.append(segment.segment().info().samples()).append('\n');
      }
      for (Tombstone tombstone : day.tombstones()) {
        out.append("tombstone ").append(tombstone.name()).append('\n');
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
          case "day" ->
              days.add(
                  new Entry(
                      Long.parseLong(words[1]),
                      Integer.parseInt(words[3]),
                      new ArrayList<>(),
                      new ArrayList<>(),
                      new ArrayList<>()));
          case "index" -> days.getLast().indexes.add(Listed.parse(words));
          case "segment" -> days.getLast().segments.add(Listed.parse(words));
          case "tombstone" -> days.getLast().tombstones.add(words[1]);
          default -> {}
        }
        at += line.length() + 1;
      }
    } catch (NumberFormatException | IndexOutOfBoundsException | NoSuchElementException e) {
      throw new CorruptFileException(file, at, "a line that cannot be read: " + e.getMessage());
    }
    return new Manifest(position, nextFile, days);
  }

  private static boolean isKnown(String text) {
    return text.startsWith(FIRST_LINE + "\n") || text.startsWith(FIRST_LINE_1 + "\n");
  }
}
