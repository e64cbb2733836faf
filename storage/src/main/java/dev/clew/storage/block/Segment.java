package dev.clew.storage.block;

import dev.clew.model.TimeRange;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.column.ColumnCache;
import dev.clew.storage.column.CorruptBlockException;
import dev.clew.storage.column.StoredRows;
import dev.clew.storage.files.DurableFiles;
import dev.clew.storage.index.IndexQuery;
import dev.clew.storage.index.SegmentIndex;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An immutable directory of blocks: {@code blocks} holds them one behind the other, {@code index}
 * is Lucene's. The file {@code blocks} begins with 16 bytes: "CSEG", version 1, the segment's
 * number (all little-endian). Readers hold a reference; the last one closes the files, and deletes
 * the directory when the segment has been dropped.
 */
final class Segment {
  static final int MAGIC = 0x47455343; // "CSEG"
  static final int VERSION = 1;
  static final int HEADER_LENGTH = 16;
  static final String BLOCKS = "blocks";
  static final String INDEX = "index";
  static final String IDS = "ids";
  private static final Logger LOG = LoggerFactory.getLogger(Segment.class);

  private final SegmentLabel label;
  private final Path directory;
  private final ColumnCache cache;
  private final Arena arena;
  private final MemorySegment data;
  private final SegmentIndex index;
  private final List<Block> blocks;
  private final AtomicInteger references = new AtomicInteger(1);
  private volatile boolean dropped;

  /** By the ID of a {@link Tombstone}: the deleted rows of each block that has any. */
  private final Map<String, Map<Block, BitSet>> deleted = new ConcurrentHashMap<>();

  private final long rows;
  private final long minTime;
  private final long maxTime;
  private final long indexBytes;

  /** A block on disk. */
  final class Block implements BlockHandle {
    private final BlockSummary summary;
    private final ColumnCache.Block cached;

    Block(BlockSummary summary, int number) {
      this.summary = summary;
      this.cached = cache.block(Segment.this, number);
    }

    BlockSummary summary() {
      return summary;
    }

    MemorySegment bytes() {
      return data.asSlice(summary.offset(), summary.length());
    }

    Segment segment() {
      return Segment.this;
    }

    @Override
    public int rows() {
      return summary.rows();
    }

    @Override
    public long minTime() {
      return summary.minTime();
    }

    @Override
    public long maxTime() {
      return summary.maxTime();
    }

    @Override
    public BlockCounts counts() {
      return summary.counts();
    }

    @Override
    public BlockRows open() {
      return new StoredRows(bytes(), cached);
    }

    @Override
    public BlockRows openOnce() {
      return new StoredRows(bytes());
    }

    /** For messages: file and offset. */
    @Override
    public String toString() {
      return directory.resolve(BLOCKS) + " at byte " + summary.offset();
    }
  }

  private Segment(SegmentLabel label, Path directory, Map<String, String> names, ColumnCache cache)
      throws IOException {
    this.label = label;
    this.cache = cache;
    this.directory = directory;
    this.arena = Arena.ofShared();
    try {
      this.data = map(directory.resolve(BLOCKS), arena);
      this.index = new SegmentIndex(directory.resolve(INDEX), directory.resolve(IDS));
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
    try {
      this.blocks = readBlocks(names);
      this.indexBytes = sizeOf(directory.resolve(INDEX)) + Files.size(directory.resolve(IDS));
    } catch (IOException | RuntimeException e) {
      index.close();
      arena.close();
      throw e;
    }
    rows = blocks.stream().mapToLong(BlockHandle::rows).sum();
    minTime = blocks.stream().mapToLong(BlockHandle::minTime).min().orElse(Long.MAX_VALUE);
    maxTime = blocks.stream().mapToLong(BlockHandle::maxTime).max().orElse(Long.MIN_VALUE);
  }

  /** Opens a segment below the store's directory. */
  static Segment open(
      Path store, Manifest.Entry entry, Map<String, String> names, ColumnCache cache)
      throws IOException {
    Path path = path(store, entry);
    // Segments of the first version have none.
    SegmentLabel label =
        SegmentLabel.exists(path)
            ? SegmentLabel.read(path)
            : new SegmentLabel(entry, BlockStore.NONE, 0, SequenceRanges.NONE);
    if (!label.entry().equals(entry)) {
      throw new IOException(path + ": labelled as " + label.entry());
    }
    return new Segment(label, path, names, cache);
  }

  static Path path(Path store, Manifest.Entry entry) {
    return entry.partition().directory(store).resolve(Long.toString(entry.number()));
  }

  private static MemorySegment map(Path file, Arena arena) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment data = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      if (data.byteSize() < HEADER_LENGTH
          || data.get(ValueLayout.JAVA_INT_UNALIGNED, 0) != MAGIC
          || data.get(ValueLayout.JAVA_INT_UNALIGNED, 4) != VERSION) {
        throw new CorruptBlockException(file + ": no segment of version " + VERSION, 0);
      }
      return data;
    }
  }

  private List<Block> readBlocks(Map<String, String> names) throws IOException {
    List<Block> read = new ArrayList<>();
    for (byte[] bytes : index.summaries()) {
      BlockSummary summary = BlockSummary.read(bytes, names);
      if (summary.offset() < HEADER_LENGTH
          || summary.offset() + summary.length() > data.byteSize()) {
        throw new CorruptBlockException(
            directory.resolve(BLOCKS) + ": cut off, a block is missing", summary.offset());
      }
      if (!read.isEmpty() && read.getLast().summary().offset() >= summary.offset()) {
        throw new CorruptBlockException(
            directory.resolve(INDEX) + ": blocks in another order than in the data file",
            summary.offset());
      }
      read.add(new Block(summary, read.size()));
    }
    return read;
  }

  private static long sizeOf(Path folder) throws IOException {
    long bytes = 0;
    try (var files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  Manifest.Entry entry() {
    return label.entry();
  }

  SegmentLabel label() {
    return label;
  }

  Partition partition() {
    return label.entry().partition();
  }

  long rows() {
    return rows;
  }

  long minTime() {
    return minTime;
  }

  long dataBytes() {
    return data.byteSize();
  }

  long bytes() {
    return data.byteSize() + indexBytes;
  }

  List<Block> blocks() {
    return blocks;
  }

  SegmentIndex index() {
    return index;
  }

  boolean overlaps(TimeRange range) {
    return range.overlaps(minTime, maxTime);
  }

  /**
   * Adds the blocks that may hold a wanted row.
   *
   * @return how many blocks of the range were ruled out
   */
  int candidates(IndexQuery query, TimeRange range, List<BlockHandle> found) throws IOException {
    BitSet wanted = query.wantsAll() ? null : index.candidates(query);
    int skipped = 0;
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      if (range.overlaps(block.minTime(), block.maxTime())) {
        if (wanted == null || wanted.get(i)) {
          found.add(block);
        } else {
          skipped++;
        }
      }
    }
    return skipped;
  }

  /** The deleted rows of each block that has any; found once, because blocks never change. */
  Map<Block, BitSet> deleted(Tombstone tombstone) throws IOException {
    Map<Block, BitSet> known = deleted.get(tombstone.id());
    if (known != null) {
      return known;
    }
    Map<Block, BitSet> found = new HashMap<>();
    if (overlaps(tombstone.range())) {
      BitSet wanted = index.candidates(tombstone.terms());
      for (int i = wanted.nextSetBit(0); i >= 0; i = wanted.nextSetBit(i + 1)) {
        BitSet rowsOfBlock = tombstone.rowsOf(blocks.get(i));
        if (!rowsOfBlock.isEmpty()) {
          found.put(blocks.get(i), rowsOfBlock);
        }
      }
    }
    deleted.put(tombstone.id(), found);
    return found;
  }

  /** Adds every field with the rows of the blocks of the range that have it. */
  void fields(TimeRange range, Map<dev.clew.storage.column.ColumnKey, Long> rowsByField)
      throws IOException {
    index.fields((key, block, rows) -> {
      BlockHandle handle = blocks.get(block);
      if (range.overlaps(handle.minTime(), handle.maxTime())) {
        long most = Math.min(rows, handle.rows());
        rowsByField.merge(key, most, Long::sum);
      }
    });
  }

  /** False when the segment is already closed. */
  boolean acquire() {
    int count = references.get();
    while (count > 0) {
      if (references.compareAndSet(count, count + 1)) {
        return true;
      }
      count = references.get();
    }
    return false;
  }

  void release() {
    if (references.decrementAndGet() == 0) {
      cache.drop(this);
      try {
        index.close();
        arena.close();
        if (dropped) {
          DurableFiles.deleteDirectory(directory);
          deletePartitionIfEmpty();
        }
      } catch (IOException e) {
        LOG.warn("Cannot close or delete {}", directory, e);
      }
    }
  }

  private void deletePartitionIfEmpty() throws IOException {
    Path partition = directory.toAbsolutePath().getParent();
    if (partition != null) {
      try {
        Files.deleteIfExists(partition);
      } catch (DirectoryNotEmptyException e) {
        // There are others.
      }
    }
  }

  /** Gives up the store's own reference, and deletes the directory with the last one. */
  void drop() {
    dropped = true;
    release();
  }
}
