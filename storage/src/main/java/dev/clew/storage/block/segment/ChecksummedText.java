package dev.clew.storage.block.segment;

import dev.clew.storage.files.Checksums;
import dev.clew.storage.files.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Small files of lines in ASCII: the first line names the format, each other one is a word and its
 * values, the last one is {@code crc32c} and the CRC-32C of all before in hexadecimal digits.
 */
public final class ChecksummedText {
  private final StringBuilder text = new StringBuilder();

  public ChecksummedText(String firstLine) {
    text.append(firstLine).append('\n');
  }

  ChecksummedText line(String word, Object... values) {
    text.append(word);
    for (Object value : values) {
      text.append(' ').append(value);
    }
    text.append('\n');
    return this;
  }

  /** Replaces the file, durably. */
  public void write(Path file) throws IOException {
    byte[] body = text.toString().getBytes(StandardCharsets.US_ASCII);
    String whole = text + "crc32c " + String.format("%08x", Checksums.crc32c(body)) + '\n';
    DurableFiles.replace(file, whole.getBytes(StandardCharsets.US_ASCII));
  }

  /** A file is damaged: it was not written so. */
  public static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    public DamagedException(Path file, int offset, String why) {
      super(file + " is damaged at byte " + offset + ": " + why);
    }
  }

  /** The lines of a file that was read, in groups by their first word. */
  record Lines(Path file, List<String[]> lines) {
    List<String[]> all(String word) {
      return lines.stream().filter(line -> line[0].equals(word)).toList();
    }

    String @Nullable [] find(String word) {
      List<String[]> found = all(word);
      return found.isEmpty() ? null : found.getFirst();
    }

    /**
     * @throws IllegalArgumentException or {@link IndexOutOfBoundsException} when there is no number
     */
    long number(String word, long absent) {
      String[] line = find(word);
      return line == null ? absent : Long.parseLong(line[1]);
    }

    /**
     * What the lines say; one with a word too few or a number that is none is damage, though the
     * checksum is right.
     */
    public <T> T read(Function<Lines, T> meaning) throws DamagedException {
      try {
        return meaning.apply(this);
      } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
        throw new DamagedException(file, 0, "a line that cannot be read: " + e.getMessage());
      }
    }
  }

  /**
   * Reads and checks a file.
   *
   * @param formats the first lines that are understood
   * @throws DamagedException when it was not written by {@link #write}
   * @throws IOException when it cannot be read, or has another format
   */
  public static Lines read(Path file, String... formats) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    int end = text.lastIndexOf("crc32c ");
    if (end < 0) {
      throw new DamagedException(file, text.length(), "it ends too early");
    }
    byte[] body = text.substring(0, end).getBytes(StandardCharsets.ISO_8859_1);
    if (!text.substring(end).equals(String.format("crc32c %08x\n", Checksums.crc32c(body)))) {
      throw new DamagedException(file, end, "wrong checksum");
    }
    String[] lines = text.substring(0, end).split("\n", -1); // the first one may be empty
    if (!List.of(formats).contains(lines[0])) {
      throw new IOException(
          file + ": \"" + lines[0] + "\" (expected: \"" + formats[0] + "\"; a newer version?)");
    }
    List<String[]> words = new ArrayList<>();
    for (int i = 1; i < lines.length - 1; i++) {
      words.add(lines[i].split(" ", -1));
    }
    return new Lines(file, words);
  }
}
