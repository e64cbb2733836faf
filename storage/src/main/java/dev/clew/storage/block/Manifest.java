package dev.clew.storage.block;

import dev.clew.storage.files.Checksums;
import dev.clew.storage.files.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a store consists of: the file {@code MANIFEST}, replaced as a whole by each commit. Lines of
 * text, the last one the CRC-32C of all before in hexadecimal digits:
 *
 * <pre>
 * clew block store 1
 * position 4711
 * sequence 123456
 * segment 20778 17
 * crc32c 0a1b2c3d
 * </pre>
 *
 * @param position of the last batch in the write-ahead buffer, or {@link BlockStore#NONE}
 * @param nextSequence the sequence number of the next row
 * @param segments day (since the epoch) and number of each segment
 */
record Manifest(long position, long nextSequence, List<Entry> segments) {
  private static final String FILE_NAME = "MANIFEST";
  private static final String FIRST_LINE = "clew block store 1";

  record Entry(long day, long number) {}

  static final Manifest EMPTY = new Manifest(BlockStore.NONE, 0, List.of());

  void write(Path directory) throws IOException {
    StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
    text.append("position ").append(position).append('\n');
    text.append("sequence ").append(nextSequence).append('\n');
    for (Entry segment : segments) {
      text.append("segment ").append(segment.day()).append(' ');
      text.append(segment.number()).append('\n');
    }
    byte[] body = text.toString().getBytes(StandardCharsets.US_ASCII);
    text.append("crc32c ").append(String.format("%08x", Checksums.crc32c(body))).append('\n');
    DurableFiles.replace(
        directory.resolve(FILE_NAME), text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  /** Reads it; without one, the store is new. */
  static Manifest read(Path directory) throws IOException {
    Path file = directory.resolve(FILE_NAME);
    if (!Files.exists(file)) {
      return EMPTY;
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    int end = text.lastIndexOf("crc32c ");
    if (end < 0) {
      throw damaged(file, text.length(), "it ends too early");
    }
    byte[] body = text.substring(0, end).getBytes(StandardCharsets.ISO_8859_1);
    String expected = String.format("crc32c %08x\n", Checksums.crc32c(body));
    if (!text.substring(end).equals(expected)) {
      throw damaged(file, end, "wrong checksum");
    }
    String[] lines = text.substring(0, end).split("\n");
    if (!lines[0].equals(FIRST_LINE)) {
      throw new IOException(
          file + ": \"" + lines[0] + "\" (expected: \"" + FIRST_LINE + "\"; a newer version?)");
    }
    List<Entry> segments = new ArrayList<>();
    for (int i = 3; i < lines.length; i++) {
      String[] words = lines[i].split(" ");
      segments.add(new Entry(Long.parseLong(words[1]), Long.parseLong(words[2])));
    }
    return new Manifest(
        Long.parseLong(lines[1].substring("position ".length())),
        Long.parseLong(lines[2].substring("sequence ".length())),
        segments);
  }

  private static IOException damaged(Path file, int offset, String why) {
    return new IOException(
        file + " is damaged at byte " + offset + ": " + why + "; restore it from a backup");
  }
}
