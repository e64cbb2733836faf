package dev.clew.storage.block.segment;

import dev.clew.model.TimeRange;
import dev.clew.storage.bytes.CorruptBlockException;
import dev.clew.storage.column.StoredRows;
import dev.clew.storage.index.SegmentIndex;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what of a segment can be read. Damage is no reason not to open it: blocks whose index
 * is damaged are found without it, and what cannot be read is noted as lost.
 */
public final class SegmentOpening {
  /**
   * An index of so many bytes is checked whole at once; larger ones in the background, or by the
   * first query that needs them: a start must not wait for gigabytes.
   */
  private static final long CHECKED_AT_ONCE = 1 << 20;

  /** A part of a segment that is made anew when it is damaged, or done without. */
  public enum Piece {
    HEADER,
    LABEL,
    INDEX
  }

  private final Path path;
  private final Manifest.Entry entry;
  private final Map<String, String> names;

  final Map<Piece, String> faults = new EnumMap<>(Piece.class);

  /** What was not known to be lost before. */
  final List<LostRows> lost = new ArrayList<>();

  final List<BlockSummary> summaries = new ArrayList<>();
  final MemorySegment data;
  final SegmentLabel label;
  final @Nullable SegmentIndex index;
  final long indexBytes;

  /** Whether nothing of the index is left to be checked. */
  boolean checked;

  /**
   * @throws IOException when there is no such directory, or it cannot be read
   */
  SegmentOpening(Path path, Manifest.Entry entry, Map<String, String> names, Arena arena)
      throws IOException {
    this.path = path;
    this.entry = entry;
    this.names = names;
    if (!Files.isDirectory(path)) {
      throw new NoSuchFileException(path.toString());
    }
    label = readLabel();
    data = map(path.resolve(Segment.BLOCKS), arena);
    indexBytes = indexBytes();
    index = readIndex();
    if (index == null) {
      summaries.clear();
      walk();
    }
    loseWhatIsCutOff();
  }

  private SegmentLabel readLabel() {
    try {
      SegmentLabel read = SegmentLabel.read(path);
      if (read.entry().equals(entry)) {
        return read;
      }
      faults.put(Piece.LABEL, path + " is labelled as " + read.entry());
    } catch (NoSuchFileException e) {
      faults.put(Piece.LABEL, path.resolve(SegmentLabel.FILE_NAME) + " is missing");
    } catch (IOException | RuntimeException e) {
      faults.put(Piece.LABEL, String.valueOf(e.getMessage()));
    }
    return new SegmentLabel(entry, Manifest.NO_POSITION, 0, SequenceRanges.NONE);
  }

  private MemorySegment map(Path file, Arena arena) throws IOException {
    MemorySegment mapped = MemorySegment.NULL;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > 0) {
        mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      }
    } catch (NoSuchFileException e) {
      // Said below: all its rows are lost.
    }
    boolean sound =
        mapped.byteSize() >= Segment.HEADER_LENGTH
            && mapped.get(ValueLayout.JAVA_INT_UNALIGNED, 0) == Segment.MAGIC
            && mapped.get(ValueLayout.JAVA_INT_UNALIGNED, 4) == Segment.VERSION
            && mapped.get(ValueLayout.JAVA_LONG_UNALIGNED, 8) == entry.number();
    if (!sound && !label.lostAt(0)) {
      faults.put(Piece.HEADER, file + ": no segment of version " + Segment.VERSION);
      lost.add(new LostRows(0, Segment.HEADER_LENGTH, 0, 0, Long.MAX_VALUE, Long.MIN_VALUE));
    }
    return mapped;
  }

  private @Nullable SegmentIndex readIndex() {
    try {
      SegmentIndex opened =
          new SegmentIndex(path.resolve(Segment.INDEX), path.resolve(Segment.IDS));
      try {
        readSummaries(opened);
        if (indexBytes <= CHECKED_AT_ONCE) {
          opened.check();
          checked = true;
        }
        return opened;
      } catch (IOException | RuntimeException e) {
        opened.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      faults.put(Piece.INDEX, path.resolve(Segment.INDEX) + ": " + e.getMessage());
      return null;
    }
  }

  private void readSummaries(SegmentIndex from) throws IOException {
    long end = Segment.HEADER_LENGTH;
    for (byte[] bytes : from.summaries()) {
      BlockSummary summary = BlockSummary.read(bytes, names);
      if (summary.offset() < end || summary.length() <= 0) {
        throw new CorruptBlockException("a block overlaps with the one before", summary.offset());
      }
      end = summary.offset() + summary.length();
      summaries.add(summary);
    }
  }

  private void walk() {
    BlockWalk walk = BlockWalk.of(data, Segment.HEADER_LENGTH);
    long rows = 0;
    for (BlockWalk.Extent extent : walk.blocks()) {
      BlockSummary summary = summaryAt(extent);
      summaries.add(summary);
      rows += summary.rows();
    }
    rows +=
        label.lost().stream().filter(known -> known.offset() >= 0).mapToLong(l -> l.rows()).sum();
    List<BlockWalk.Extent> gaps = new ArrayList<>(walk.gaps());
    gaps.removeIf(gap -> label.lostAt(gap.offset()));
    if (gaps.isEmpty() && label.rows() > rows && data.byteSize() <= Segment.HEADER_LENGTH) {
      gaps.add(new BlockWalk.Extent(Segment.HEADER_LENGTH, 1)); // nothing is left of them
    }
    long missing = label.rows() < 0 ? LostRows.UNKNOWN : Math.max(0, label.rows() - rows);
    for (BlockWalk.Extent gap : gaps) {
      // Which of the gaps has lost how many rows is not known: their sum is.
      lost.add(lost(gap, (int) missing));
      missing = Math.min(missing, 0);
    }
  }

  private BlockSummary summaryAt(BlockWalk.Extent extent) {
    StoredRows rows = new StoredRows(data.asSlice(extent.offset(), extent.length()));
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    try {
      for (long time : rows.times()) {
        min = Math.min(min, time);
        max = Math.max(max, time);
      }
    } catch (CorruptBlockException e) {
      min = day().startNanos();
      max = day().endNanos() - 1;
      if (!label.lostAt(extent.offset())) {
        lost.add(lost(extent, rows.rows()));
      }
    }
    return new BlockSummary(
        rows.rows(), min, max, extent.offset(), (int) extent.length(), BlockCounts.UNKNOWN);
  }

  private TimeRange day() {
    long start = entry.partition().day() * Partition.DAY_NANOS;
    return new TimeRange(start, start + Partition.DAY_NANOS);
  }

  private LostRows lost(BlockWalk.Extent extent, int rows) {
    return new LostRows(
        extent.offset(), extent.length(), 1, rows, day().startNanos(), day().endNanos() - 1);
  }

  private void loseWhatIsCutOff() {
    for (BlockSummary summary : summaries) {
      if (summary.offset() + summary.length() > data.byteSize()
          && !label.lostAt(summary.offset())) {
        lost.add(summary.asLost());
      }
    }
  }

  private long indexBytes() throws IOException {
    long bytes = 0;
    for (String name : List.of(Segment.INDEX, Segment.IDS)) {
      Path file = path.resolve(name);
      if (Files.isDirectory(file)) {
        try (var files = Files.newDirectoryStream(file)) {
          for (Path each : files) {
            bytes += Files.size(each);
          }
        }
      } else if (Files.exists(file)) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }
}
