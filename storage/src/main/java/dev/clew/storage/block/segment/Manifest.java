package dev.clew.storage.block.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a store consists of: the file {@code MANIFEST}, replaced as a whole by each commit; {@link
 * ChecksummedText} with the lines
 *
 * <pre>
 * clew block store 2
 * position 4711               of the last batch in the write-ahead buffer, -1 for none
 * sequence 123456             number of the next row
 * forgotten 20770             newest day that was dropped for want of space, of the rows without a
 *                             retention rule; absent when none was
 * sealed 20777 0              a partition (day since the epoch, days of its retention rule or 0)
 *                             whose segments were merged for good
 * segment 20778 0 17 1        partition, number, 1 when it was written by that last merge, else 0
 * crc32c 0a1b2c3d
 * </pre>
 *
 * Version 1 had neither {@code forgotten} nor {@code sealed}, and segments of day and number only.
 *
 * @param position of the last batch in the write-ahead buffer, or {@link #NO_POSITION}
 * @param nextSequence the sequence number of the next row
 * @param forgottenDay newest day that was dropped for want of space, or {@link #NEVER}
 * @param sealed partitions that are not merged any more, but for late rows among themselves
 */
public record Manifest(
    long position,
    long nextSequence,
    long forgottenDay,
    Set<Partition> sealed,
    List<Entry> segments) {
  public static final String FILE_NAME = "MANIFEST";
  private static final String FIRST_LINE = "clew block store 2";
  private static final String OLD_FIRST_LINE = "clew block store 1";

  /** Of a store that has committed nothing yet. */
  public static final long NO_POSITION = -1;

  public static final long NEVER = Long.MIN_VALUE;

  /** A segment. */
  public record Entry(Partition partition, long number, boolean sealed) {}

  public static final Manifest EMPTY = new Manifest(NO_POSITION, 0, NEVER, Set.of(), List.of());

  public Manifest {
    sealed = Set.copyOf(sealed);
    segments = List.copyOf(segments);
  }

  /** After a flush. */
  public Manifest at(long newPosition, long newSequence, List<Entry> entries) {
    return new Manifest(newPosition, newSequence, forgottenDay, sealed, entries);
  }

  public Manifest with(List<Entry> entries) {
    return new Manifest(position, nextSequence, forgottenDay, sealed, entries);
  }

  public Manifest withSealed(Partition partition) {
    Set<Partition> more = new TreeSet<>(sealed);
    more.add(partition);
    return new Manifest(position, nextSequence, forgottenDay, more, segments);
  }

  public Manifest withForgotten(long day) {
    return new Manifest(position, nextSequence, Math.max(forgottenDay, day), sealed, segments);
  }

  /** Without the marks of partitions of which nothing is left. */
  public Manifest withoutEmptyMarks() {
    Set<Partition> left = new TreeSet<>(sealed);
    left.retainAll(segments.stream().map(Entry::partition).collect(Collectors.toSet()));
    return new Manifest(position, nextSequence, forgottenDay, left, segments);
  }

  public void write(Path directory) throws IOException {
    ChecksummedText text = new ChecksummedText(FIRST_LINE);
    text.line("position", position).line("sequence", nextSequence);
    if (forgottenDay != NEVER) {
      text.line("forgotten", forgottenDay);
    }
    for (Partition partition : new TreeSet<>(sealed)) {
      text.line("sealed", partition.day(), partition.keepDays());
    }
    for (Entry entry : segments) {
      Partition partition = entry.partition();
      text.line(
          "segment", partition.day(), partition.keepDays(), entry.number(), entry.sealed() ? 1 : 0);
    }
    text.write(directory.resolve(FILE_NAME));
  }

  /**
   * Reads it; without one, the store is new.
   *
   * @throws ChecksummedText.DamagedException when it has to be made anew
   */
  public static Manifest read(Path directory) throws IOException {
    Path file = directory.resolve(FILE_NAME);
    if (!Files.exists(file)) {
      return EMPTY;
    }
    return ChecksummedText.read(file, FIRST_LINE, OLD_FIRST_LINE).read(Manifest::of);
  }

  private static Manifest of(ChecksummedText.Lines lines) {
    Set<Partition> sealed = new TreeSet<>();
    for (String[] line : lines.all("sealed")) {
      sealed.add(partition(line));
    }
    List<Entry> segments = new ArrayList<>();
    for (String[] line : lines.all("segment")) {
      segments.add(
          line.length == 3
              ? new Entry(new Partition(Long.parseLong(line[1]), 0), Long.parseLong(line[2]), false)
              : new Entry(partition(line), Long.parseLong(line[3]), line[4].equals("1")));
    }
    return new Manifest(
        lines.number("position", NO_POSITION),
        lines.number("sequence", 0),
        lines.number("forgotten", NEVER),
        sealed,
        segments);
  }

  private static Partition partition(String[] line) {
    return new Partition(Long.parseLong(line[1]), Integer.parseInt(line[2]));
  }
}
