package dev.clew.metricsstore.segment;

import dev.clew.metricsstore.files.ByteReader;
import dev.clew.metricsstore.files.CorruptFileException;
import dev.clew.metricsstore.files.MappedFile;
import dev.clew.storage.files.Checksums;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A segment on disk. Opening reads the footer only; the checksum of every other part is verified
 * when it is first read. Thread-safe; whoever reads holds a reference to {@link #file}.
 */
public final class Segment {
  private final MappedFile file;
  private final int version;
  private final SegmentFooter footer;

  private final Checked checked;
  private final List<Deletion> deletions;

  /** What is known of the parts of a file, however it is read. */
  private static final class Checked {
    /** Offsets of the parts whose checksum was right. */
    private final Set<Long> verified = ConcurrentHashMap.newKeySet();

    /** Offsets of the chunks that cannot be read. */
    private final Set<Long> broken = ConcurrentHashMap.newKeySet();

    private volatile Consumer<CorruptFileException> told = fault -> {};
  }

  private Segment(
      MappedFile file,
      int version,
      SegmentFooter footer,
      Checked checked,
      List<Deletion> deletions) {
    this.file = file;
    this.version = version;
    this.footer = footer;
    this.checked = checked;
    this.deletions = deletions;
  }

  /**
   * @param told takes each chunk that turns out to be damaged, once; readers go on without it
   */
  public void tell(Consumer<CorruptFileException> told) {
    checked.told = told;
  }

  /** How many chunks are known to be unreadable. */
  public int brokenChunks() {
    return checked.broken.size();
  }

  boolean isBroken(Chunk chunk) {
    return !checked.broken.isEmpty() && checked.broken.contains(chunk.offset());
  }

  void broken(Chunk chunk, CorruptFileException fault) {
    if (checked.broken.add(chunk.offset())) {
      checked.told.accept(fault);
    }
  }

  /** A stretch of time and of series numbers, all ends inclusive. */
  public record Span(long firstMillis, long lastMillis, int firstSeries, int lastSeries) {
    private Span and(Window window, Chunk chunk) {
      return new Span(
          Math.min(firstMillis, window.minMillis()),
          Math.max(lastMillis, window.maxMillis()),
          Math.min(firstSeries, chunk.firstSeries()),
          Math.max(lastSeries, chunk.lastSeries()));
    }
  }

  /** What lies between the chunks that are known to be unreadable; null when none is. */
  public @Nullable Span brokenSpan() {
    return checked.broken.isEmpty() ? null : span(this::isBroken);
  }

  /** What lies between all chunks; null when there is none. */
  public @Nullable Span span() {
    return span(chunk -> true);
  }

  private @Nullable Span span(Predicate<Chunk> wanted) {
    Span span = new Span(Long.MAX_VALUE, Long.MIN_VALUE, Integer.MAX_VALUE, -1);
    for (Window window : windows()) {
      for (Chunk chunk : window.chunks()) {
        span = wanted.test(chunk) ? span.and(window, chunk) : span;
      }
    }
    return span.lastSeries() < 0 ? null : span;
  }

  /** Reads everything; what cannot be read is known to be broken afterwards. */
  public long readableSamples() {
    Segment whole = without(List.of());
    SampleBuffer buffer = new SampleBuffer();
    long samples = 0;
    for (BlockCursor cursor : BlockCursor.over(whole, Long.MIN_VALUE, Long.MAX_VALUE)) {
      while (cursor.next()) {
        if (cursor.isExemplars()) {
          cursor.exemplars();
        } else {
          cursor.collect(Long.MIN_VALUE, Long.MAX_VALUE, buffer);
          samples += buffer.size();
          buffer.clear();
        }
      }
    }
    return samples;
  }

  /**
   * @throws CorruptFileException when the file is not a whole segment
   */
  public static Segment open(Path path) throws IOException {
    MappedFile file = MappedFile.open(path);
    try {
      int version = readVersion(file);
      return new Segment(file, version, readFooter(file), new Checked(), List.of());
    } catch (RuntimeException e) {
      file.release();
      throw e;
    }
  }

  private static int readVersion(MappedFile file) {
    if (file.size() < SegmentFormat.HEADER_BYTES + SegmentFormat.TRAILER_BYTES) {
      throw new CorruptFileException(file.path(), file.size(), "too short for a segment");
    }
    ByteReader header = new ByteReader(file.read(0, SegmentFormat.HEADER_BYTES));
    boolean segment = header.u32() == SegmentFormat.MAGIC;
    int version = header.u32();
    if (!segment || version < SegmentFormat.OLDEST_VERSION || version > SegmentFormat.VERSION) {
      throw new CorruptFileException(
          file.path(), 0, "not a segment of version 1 to " + SegmentFormat.VERSION);
    }
    return version;
  }

  private static SegmentFooter readFooter(MappedFile file) {
    long trailerOffset = file.size() - SegmentFormat.TRAILER_BYTES;
    ByteReader trailer = new ByteReader(file.read(trailerOffset, SegmentFormat.TRAILER_BYTES));
    long offset = trailer.u64();
    int length = trailer.u32();
    int crc = trailer.u32();
    if (trailer.u32() != SegmentFormat.MAGIC || offset + length != trailerOffset) {
      throw new CorruptFileException(file.path(), trailerOffset, "no footer");
    }
    byte[] footer = file.read(offset, length);
    if (Checksums.crc32c(footer) != crc) {
      throw new CorruptFileException(file.path(), offset, "checksum of the footer");
    }
    return SegmentFooter.read(new ByteReader(footer));
  }

  public MappedFile file() {
    return file;
  }

  public SegmentInfo info() {
    return footer.info();
  }

  /** The same file, read without what is deleted; it takes no reference to the file. */
  public Segment without(List<Deletion> deleted) {
    return deleted.equals(deletions)
        ? this
        : new Segment(file, version, footer, checked, List.copyOf(deleted));
  }

  /** What stands in the file and is not read. */
  public List<Deletion> deletions() {
    return deletions;
  }

  int version() {
    return version;
  }

  List<Window> windows() {
    return footer.windows();
  }

  public boolean overlaps(long startMillis, long endMillis) {
    return info().minMillis() <= endMillis && info().maxMillis() >= startMillis;
  }

  /** Copies a part of the file into the beginning of an array, checked. */
  void read(long offset, int length, int crc, byte[] target) {
    file.read(offset, length, target);
    if (checked.verified.contains(offset)) {
      return;
    }
    if (Checksums.crc32c(target, 0, length) != crc) {
      throw new CorruptFileException(file.path(), offset, "checksum of " + length + " bytes");
    }
    checked.verified.add(offset);
  }
}
