package dev.clew.storage.block.segment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a segment says of itself, so that a lost {@link Manifest} can be made anew: the file {@code
 * segment}, written last; {@link ChecksummedText} with the lines
 *
 * <pre>
 * clew segment 1
 * partition 20778 0           as in the manifest
 * number 17
 * sealed 0                    1 when it was written by the partition's last merge
 * position 4711               in the write-ahead buffer, up to which its flush, or the newest flush
 *                             merged into it, has read
 * parts 2                     how many segments that flush wrote; 0 for a merged segment
 * sequences 100 250           one line per range: it holds all rows of its partition with sequence
 *                             numbers from 100 up to 249, but for those deleted by filter
 * rows 8192                   of all blocks in the file; absent in older ones
 * lost 16 4711 1 150 17… 17…  offset and length in {@code blocks} of something that is damaged,
 *                             how many blocks it was, their rows (-1: not known), and their least
 *                             and greatest time; offset -1 when they were lost in a segment that
 *                             was merged into this one. Added when the damage is found
 * crc32c 0a1b2c3d
 * </pre>
 */
public record SegmentLabel(
    Manifest.Entry entry,
    long position,
    int parts,
    SequenceRanges sequences,
    long rows,
    List<LostRows> lost) {
  public static final int ROWS_UNKNOWN = -1;
  public static final String FILE_NAME = "segment";
  private static final String FIRST_LINE = "clew segment 1";

  public SegmentLabel {
    lost = List.copyOf(lost);
  }

  public SegmentLabel(Manifest.Entry entry, long position, int parts, SequenceRanges sequences) {
    this(entry, position, parts, sequences, ROWS_UNKNOWN, List.of());
  }

  SegmentLabel withRows(long newRows) {
    return new SegmentLabel(entry, position, parts, sequences, newRows, lost);
  }

  public SegmentLabel withLost(List<LostRows> newLost) {
    return new SegmentLabel(entry, position, parts, sequences, rows, LostRows.joined(newLost));
  }

  /** Whether it is known that something there cannot be read. */
  boolean lostAt(long offset) {
    return lost.stream().anyMatch(known -> known.contains(offset));
  }

  public void write(Path segment) throws IOException {
    Partition partition = entry.partition();
    ChecksummedText text = new ChecksummedText(FIRST_LINE);
    text.line("partition", partition.day(), partition.keepDays())
        .line("number", entry.number())
        .line("sealed", entry.sealed() ? 1 : 0)
        .line("position", position)
        .line("parts", parts);
    sequences.ranges().forEach(range -> text.line("sequences", range.from(), range.to()));
    if (rows != ROWS_UNKNOWN) {
      text.line("rows", rows);
    }
    for (LostRows gone : lost) {
      text.line(
          "lost",
          gone.offset(),
          gone.length(),
          gone.blocks(),
          gone.rows(),
          gone.minTime(),
          gone.maxTime());
    }
    text.write(segment.resolve(FILE_NAME));
  }

  public static SegmentLabel read(Path segment) throws IOException {
    return ChecksummedText.read(segment.resolve(FILE_NAME), FIRST_LINE).read(SegmentLabel::of);
  }

  private static SegmentLabel of(ChecksummedText.Lines lines) {
    String[] partition = lines.find("partition");
    if (partition == null) {
      throw new IllegalArgumentException("no partition");
    }
    List<SequenceRanges.Range> ranges = new ArrayList<>();
    for (String[] line : lines.all("sequences")) {
      ranges.add(new SequenceRanges.Range(Long.parseLong(line[1]), Long.parseLong(line[2])));
    }
    List<LostRows> lost = new ArrayList<>();
    for (String[] line : lines.all("lost")) {
      lost.add(
          new LostRows(
              Long.parseLong(line[1]),
              Long.parseLong(line[2]),
              Integer.parseInt(line[3]),
              Integer.parseInt(line[4]),
              Long.parseLong(line[5]),
              Long.parseLong(line[6])));
    }
    return new SegmentLabel(
        new Manifest.Entry(
            new Partition(Long.parseLong(partition[1]), Integer.parseInt(partition[2])),
            lines.number("number", 0),
            lines.number("sealed", 0) == 1),
        lines.number("position", Manifest.NO_POSITION),
        (int) lines.number("parts", 0),
        new SequenceRanges(ranges),
        lines.number("rows", ROWS_UNKNOWN),
        lost);
  }
}
