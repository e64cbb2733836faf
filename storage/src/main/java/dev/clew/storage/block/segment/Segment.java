package dev.clew.storage.block.segment;

import dev.clew.model.QueryException;
import dev.clew.model.TimeRange;
import dev.clew.storage.block.filter.FieldCounter;
import dev.clew.storage.block.segment.SegmentOpening.Piece;
import dev.clew.storage.bytes.CorruptBlockException;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.column.ColumnCache;
import dev.clew.storage.column.ColumnKey;
import dev.clew.storage.column.StoredRows;
import dev.clew.storage.files.DurableFiles;
import dev.clew.storage.index.IndexQuery;
import dev.clew.storage.index.SegmentIndex;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An immutable directory of blocks: {@code blocks} holds them one behind the other, {@code index}
 * is Lucene's. The file {@code blocks} begins with 16 bytes: "CSEG", version 1, the segment's
 * number (all little-endian). Readers hold a reference; the last one closes the files, and deletes
 * the directory when the segment has been dropped.
 *
 * <p>What {@code blocks} holds is all that matters. When the index or the label is damaged, {@link
 * SegmentRepair} makes them anew, and until then a query looks at every block; a block that is
 * damaged is left out, and stands in the label as lost.
 */
public final class Segment {
  static final int MAGIC = 0x47455343; // "CSEG"
  static final int VERSION = 1;
  public static final int HEADER_LENGTH = 16;
  public static final String BLOCKS = "blocks";
  public static final String INDEX = "index";
  public static final String IDS = "ids";
  private static final Logger LOG = LoggerFactory.getLogger(Segment.class);

  private final Manifest.Entry entry;
  private final Path directory;
  private final ColumnCache cache;
  private final Arena arena;
  private final MemorySegment data;
  private final AtomicInteger references = new AtomicInteger(1);
  private volatile boolean dropped;
  private final SegmentHealth health;

  /** What it is found by, and the blocks by their number in there. */
  private record Found(@Nullable SegmentIndex index, List<Block> numbered) {}

  private volatile Found found;

  private volatile Extent extent;

  /** The blocks that can be read, their rows, and the time of everything, lost or not. */
  private record Extent(List<Block> readable, long rows, long minTime, long maxTime) {}

  /** Indexes that were replaced while somebody may still search in them. Guarded by itself. */
  private final List<SegmentIndex> replaced = new ArrayList<>();

  /** By the ID of a {@link Tombstone}: the deleted rows of each block that has any. */
  private final Map<String, Map<Block, BitSet>> deleted = new ConcurrentHashMap<>();

  private volatile long indexBytes;

  /** A block on disk. */
  public final class Block implements BlockHandle {
    private final ColumnCache.Block cached;
    private volatile BlockSummary summary;
    private final AtomicBoolean unreadable;

    Block(BlockSummary summary, int number, boolean unreadable) {
      this.summary = summary;
      this.cached = cache.block(Segment.this, number);
      this.unreadable = new AtomicBoolean(unreadable);
    }

    public BlockSummary summary() {
      return summary;
    }

    public MemorySegment bytes() {
      if (unreadable.get()) {
        throw new CorruptBlockException("known to be damaged", summary.offset());
      }
      return data.asSlice(summary.offset(), summary.length());
    }

    public Segment segment() {
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
    public @Nullable BlockCounts counts() {
      BlockCounts counts = summary.counts();
      return counts.equals(BlockCounts.UNKNOWN) ? null : counts;
    }

    @Override
    public BlockRows open() {
      return new StoredRows(bytes(), cached);
    }

    @Override
    public BlockRows openOnce() {
      return new StoredRows(bytes());
    }

    /**
     * Compares all checksums.
     *
     * @throws CorruptBlockException when one is wrong
     */
    public void verify() {
      new StoredRows(bytes()).verify();
    }

    /** For messages: file and offset. */
    @Override
    public String toString() {
      return directory.resolve(BLOCKS) + " at byte " + summary.offset();
    }
  }

  private Segment(
      Manifest.Entry entry,
      Path directory,
      SegmentOpening opening,
      Arena arena,
      ColumnCache cache) {
    this.entry = entry;
    this.directory = directory;
    this.cache = cache;
    this.arena = arena;
    this.data = opening.data;
    this.health = new SegmentHealth(opening);
    this.indexBytes = opening.indexBytes;
    List<Block> numbered = new ArrayList<>();
    List<LostRows> lost = health.lost();
    for (BlockSummary summary : opening.summaries) {
      boolean unreadable = lost.stream().anyMatch(known -> known.contains(summary.offset()));
      numbered.add(new Block(summary, numbered.size(), unreadable));
    }
    found = new Found(opening.index, List.copyOf(numbered));
    extent = measure(found.numbered());
  }

  private Extent measure(List<Block> numbered) {
    List<Block> readable = numbered.stream().filter(block -> !block.unreadable.get()).toList();
    List<BlockHandle> all = new ArrayList<>(readable);
    health.lost().stream().filter(gone -> gone.blocks() > 0).forEach(all::add);
    return new Extent(
        readable,
        readable.stream().mapToLong(BlockHandle::rows).sum(),
        all.stream().mapToLong(BlockHandle::minTime).min().orElse(Long.MAX_VALUE),
        all.stream().mapToLong(BlockHandle::maxTime).max().orElse(Long.MIN_VALUE));
  }

  /**
   * Opens a segment below the store's directory, however damaged it is.
   *
   * @throws IOException when it is not there, or cannot be read
   */
  public static Segment open(
      Path store, Manifest.Entry entry, Map<String, String> names, ColumnCache cache)
      throws IOException {
    Path path = path(store, entry);
    Arena arena = Arena.ofShared();
    try {
      return new Segment(entry, path, new SegmentOpening(path, entry, names, arena), arena, cache);
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  public static Path path(Path store, Manifest.Entry entry) {
    return entry.partition().directory(store).resolve(Long.toString(entry.number()));
  }

  public Path directory() {
    return directory;
  }

  public MemorySegment data() {
    return data;
  }

  public Manifest.Entry entry() {
    return entry;
  }

  public SegmentLabel label() {
    return health.label();
  }

  public SegmentHealth health() {
    return health;
  }

  public Partition partition() {
    return entry.partition();
  }

  /** That can be read. */
  public long rows() {
    return extent.rows();
  }

  public long minTime() {
    return extent.minTime();
  }

  public long dataBytes() {
    return data.byteSize();
  }

  public long bytes() {
    return data.byteSize() + indexBytes;
  }

  /** Those that can be read. */
  public List<Block> blocks() {
    return extent.readable();
  }

  /** By their number in the index, damaged ones too. */
  List<Block> numbered() {
    return found.numbered();
  }

  /** Null while it is damaged. */
  @Nullable SegmentIndex index() {
    return found.index();
  }

  boolean overlaps(TimeRange range) {
    Extent now = extent;
    return range.overlaps(now.minTime(), now.maxTime());
  }

  /** The blocks that the index does not rule out, null for all. */
  private @Nullable BitSet search(@Nullable SegmentIndex index, IndexQuery query) {
    if (index == null || query.wantsAll()) {
      return null;
    }
    try {
      return index.candidates(query);
    } catch (IOException | RuntimeException e) {
      if (e instanceof QueryException wrong) {
        throw wrong;
      }
      indexFails(e);
      return null;
    }
  }

  /**
   * Adds the blocks that may hold a wanted row.
   *
   * @return how many blocks of the range were ruled out
   */
  int candidates(IndexQuery query, TimeRange range, List<BlockHandle> target) {
    if (!query.wantsAll()) {
      checkIndexOnce();
    }
    Found now = found;
    BitSet wanted = search(now.index(), query);
    int skipped = 0;
    for (int i = 0; i < now.numbered().size(); i++) {
      Block block = now.numbered().get(i);
      if (block.unreadable.get() || !range.overlaps(block.minTime(), block.maxTime())) {
        continue;
      }
      if (wanted == null || wanted.get(i)) {
        target.add(block);
      } else {
        skipped++;
      }
    }
    for (LostRows gone : health.lost()) {
      if (gone.blocks() > 0 && range.overlaps(gone.minTime(), gone.maxTime())) {
        target.add(gone);
      }
    }
    return skipped;
  }

  /** The deleted rows of each block that has any; found once, because blocks never change. */
  public Map<Block, BitSet> deleted(Tombstone tombstone) throws IOException {
    Map<Block, BitSet> known = deleted.get(tombstone.id());
    if (known != null) {
      return known;
    }
    Map<Block, BitSet> foundRows = new HashMap<>();
    List<BlockHandle> candidates = new ArrayList<>();
    candidates(tombstone.terms(), tombstone.range(), candidates);
    for (BlockHandle candidate : candidates) {
      BitSet rowsOfBlock = tombstone.rowsOf(candidate);
      if (candidate instanceof Block block && !rowsOfBlock.isEmpty()) {
        foundRows.put(block, rowsOfBlock);
      }
    }
    deleted.put(tombstone.id(), foundRows);
    return foundRows;
  }

  /** Adds every field with the rows of the blocks of the range that have it. */
  void fields(TimeRange range, Map<ColumnKey, Long> rowsByField) {
    checkIndexOnce();
    Found now = found;
    SegmentIndex index = now.index();
    if (index != null) {
      try {
        Map<ColumnKey, Long> counted = new HashMap<>();
        index.fields((key, block, rows) -> {
          BlockHandle handle = now.numbered().get(block);
          if (range.overlaps(handle.minTime(), handle.maxTime())) {
            long most = Math.min(rows, handle.rows());
            counted.merge(key, most, Long::sum);
          }
        });
        counted.forEach((key, rows) -> rowsByField.merge(key, rows, Long::sum));
        return;
      } catch (IOException | RuntimeException e) {
        indexFails(e);
      }
    }
    for (Block block : blocks()) {
      if (range.overlaps(block.minTime(), block.maxTime())) {
        FieldCounter.addTo(rowsByField, block::open);
      }
    }
  }

  /** The index cannot be used any more; blocks are found without it. */
  void indexFails(Exception cause) {
    synchronized (replaced) {
      Found now = found;
      SegmentIndex index = now.index();
      if (index != null) {
        replaced.add(index);
        found = new Found(null, now.numbered());
        health.fails(Piece.INDEX, directory.resolve(INDEX) + ": " + cause.getMessage());
        LOG.warn("{} is damaged and not used any more", directory.resolve(INDEX), cause);
      }
    }
  }

  /** Compares the checksums of the index; afterwards it is used, or not any more. */
  public void checkIndex() {
    SegmentIndex index = found.index();
    if (index != null) {
      try {
        index.check();
      } catch (IOException | RuntimeException e) {
        indexFails(e);
      }
    }
    health.indexChecked();
  }

  public void checkIndexOnce() {
    health.checkOnce(this::checkIndex);
  }

  /** What it consists of is as it was written a moment ago. */
  public Segment fresh() throws IOException {
    if (health.needsRepair()) {
      throw new IOException("cannot be read back: " + health.faults().values());
    }
    health.indexChecked();
    return this;
  }

  /**
   * A block turned out to be damaged.
   *
   * @return false when that was known
   */
  public boolean lose(Block block) {
    if (!block.unreadable.compareAndSet(false, true)) {
      return false;
    }
    synchronized (replaced) {
      health.lose(block.summary().asLost());
      extent = measure(found.numbered());
    }
    return true;
  }

  /**
   * A new index takes the place of the damaged one.
   *
   * @param blocks by their number in there, with what it says of them
   */
  public void indexed(SegmentIndex index, Map<Block, BlockSummary> blocks, long bytes) {
    synchronized (replaced) {
      blocks.forEach((block, summary) -> block.summary = summary);
      found = new Found(index, List.copyOf(blocks.keySet()));
      extent = measure(found.numbered());
      indexBytes = bytes;
      health.indexed();
    }
  }

  /** False when the segment is already closed. */
  public boolean acquire() {
    int count = references.get();
    while (count > 0) {
      if (references.compareAndSet(count, count + 1)) {
        return true;
      }
      count = references.get();
    }
    return false;
  }

  public void release() {
    if (references.decrementAndGet() == 0) {
      cache.drop(this);
      try {
        closeIndexes();
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

  private void closeIndexes() throws IOException {
    synchronized (replaced) {
      SegmentIndex index = found.index();
      if (index != null) {
        index.close();
      }
      for (SegmentIndex old : replaced) {
        old.close();
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
  public void drop() {
    dropped = true;
    release();
  }
}
