package dev.clew.metricsstore.segment;

import com.github.luben.zstd.Zstd;
import dev.clew.metricsstore.files.ByteReader;
import dev.clew.metricsstore.files.CorruptFileException;
import dev.clew.metricsstore.series.ExemplarSeries.Exemplar;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.model.QueryException;
import dev.clew.model.memory.QueryMemory;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the blocks of one window in ascending order of series and kind. Not thread-safe; holds
 * no reference to the file.
 */
public final class BlockCursor {
  private final Segment segment;
  private final Window window;
  private final DoubleCodec doubles = new DoubleCodec();
  private final HistogramCodec histograms = new HistogramCodec();
  private final ByteReader reader = new ByteReader(new byte[0]);
  private byte[] stored = new byte[0];
  private byte[] raw = new byte[0];
  private int nextChunk;
  private int[] series = new int[0];
  private int[] columnsAndKinds = new int[0];
  private int[] starts = new int[0];
  private int blocks;
  private int block;
  private @Nullable StoredColumns columns;

  /** Values of the block {@link #decoded}, -1 for none. */
  private double[] values = new double[0];

  private double[] differences = new double[0];
  private int decoded = -1;

  BlockCursor(Segment segment, Window window) {
    this.segment = segment;
    this.window = window;
    block = -1;
  }

  /** Cursors over the windows that have something in an inclusive range of time. */
  public static List<BlockCursor> over(Segment segment, long startMillis, long endMillis) {
    return segment.windows().stream()
        .filter(window -> window.minMillis() <= endMillis && window.maxMillis() >= startMillis)
        .map(window -> new BlockCursor(segment, window))
        .toList();
  }

  /** Number of the window. */
  public long window() {
    return window.start();
  }

  /** Moves to the next block; false at the end. */
  public boolean next() {
    try {
      return advance();
    } catch (RuntimeException e) {
      throw damaged(e);
    }
  }

  /** What a checksum does not tell: a file that was written wrongly. */
  private CorruptFileException damaged(RuntimeException e) {
    if (e instanceof CorruptFileException known) {
      return known;
    }
    if (e instanceof QueryException) {
      throw e; // no memory
    }
    // The arena is closed when the caller has no reference: our fault, not the file's.
    if (e instanceof IllegalStateException && !segment.file().memory().scope().isAlive()) {
      throw e;
    }
    long offset = nextChunk == 0 ? 0 : window.chunks().get(nextChunk - 1).offset();
    CorruptFileException fault =
        new CorruptFileException(segment.file().path(), offset, "blocks that cannot be read: " + e);
    fault.initCause(e);
    return fault;
  }

  private boolean advance() {
    block++;
    while (block >= blocks) {
      if (nextChunk == window.chunks().size()) {
        return false;
      }
      Chunk chunk = window.chunks().get(nextChunk++);
      block = 0;
      blocks = 0;
      if (!segment.isBroken(chunk)) {
        loadOrSkip(chunk);
      }
    }
    return true;
  }

  /** A damaged chunk costs its own blocks; damaged time columns cost the window. */
  private void loadOrSkip(Chunk chunk) {
    try {
      load(chunk);
    } catch (RuntimeException e) {
      blocks = 0;
      segment.broken(chunk, damaged(e));
    }
  }

  /** Null when they are damaged: then nothing of the window can be read. */
  private @Nullable StoredColumns columns() {
    StoredColumns known = columns;
    if (known == null) {
      try {
        known = new StoredColumns(segment, window);
        columns = known;
      } catch (CorruptFileException e) {
        window.chunks().forEach(each -> segment.broken(each, e));
      }
    }
    return known;
  }

  /**
   * Moves forward to the first block of a series or of one with a greater number; stays when the
   * current block is one. False when there is none.
   */
  public boolean seek(int wanted) {
    if (block >= 0 && block < blocks && series[block] >= wanted) {
      return true;
    }
    if (blocks == 0 || series[blocks - 1] < wanted) {
      skipChunks(wanted);
    }
    do {
      if (!next()) {
        return false;
      }
    } while (series[block] < wanted);
    return true;
  }

  /**
   * Moves to the first block of a series, forward or backward; forward is faster. False when there
   * is none, and then the cursor stands nowhere in particular.
   */
  public boolean find(int wanted) {
    boolean onBlock = block >= 0 && block < blocks;
    if (onBlock && series[block] >= wanted && before() < wanted) {
      return series[block] == wanted;
    }
    if (!onBlock || series[block] >= wanted) {
      blocks = 0;
      nextChunk = 0;
      skipChunks(wanted);
    }
    return seek(wanted) && series[block] == wanted;
  }

  /** The series of the block before the current one, or -1. */
  private int before() {
    if (block > 0) {
      return series[block - 1];
    }
    return nextChunk < 2 ? -1 : window.chunks().get(nextChunk - 2).lastSeries();
  }

  /** Skips the chunks that end before a series. */
  private void skipChunks(int wanted) {
    List<Chunk> chunks = window.chunks();
    int low = nextChunk;
    int high = chunks.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (chunks.get(middle).lastSeries() < wanted) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    nextChunk = low;
    block = blocks;
  }

  /** Of the query that reads: a long range has a cursor for every four hours. */
  private static void hold(long bytes) {
    QueryMemory.current().take(bytes);
  }

  private void load(Chunk chunk) {
    if (stored.length < chunk.length() + BitPacking.SLACK) {
      hold(chunk.length() + BitPacking.SLACK - stored.length);
      stored = new byte[chunk.length() + BitPacking.SLACK];
    }
    segment.read(chunk.offset(), chunk.length(), chunk.crc(), stored);
    byte[] bytes = stored;
    if (chunk.rawLength() != chunk.length()) {
      bytes = decompress(chunk);
    }
    reader.reset(bytes, 0);
    blocks = reader.count();
    if (series.length < blocks) {
      hold(12L * (blocks - series.length));
      series = new int[blocks];
      columnsAndKinds = new int[blocks];
      starts = new int[blocks];
    }
    decoded = -1;
    if (segment.version() == 1) {
      loadHeaders1(chunk);
    } else {
      loadHeaders(chunk);
    }
    int base = reader.position();
    for (int i = 0; i < blocks; i++) {
      starts[i] += base;
    }
  }

  private void loadHeaders(Chunk chunk) {
    int id = chunk.firstSeries();
    for (int i = 0; i < blocks; i++) {
      id += reader.varint32();
      series[i] = id;
    }
    for (int i = 0; i < blocks; i++) {
      columnsAndKinds[i] = reader.varint32();
    }
    int start = 0;
    for (int i = 0; i < blocks; i++) {
      starts[i] = start;
      start += reader.varint32();
    }
  }

  /** Version 1 had the three numbers of a block side by side. */
  private void loadHeaders1(Chunk chunk) {
    int id = chunk.firstSeries();
    int start = 0;
    for (int i = 0; i < blocks; i++) {
      id += reader.varint32();
      series[i] = id;
      columnsAndKinds[i] = reader.varint32();
      starts[i] = start;
      start += reader.varint32();
    }
  }

  private byte[] decompress(Chunk chunk) {
    if (raw.length < chunk.rawLength() + BitPacking.SLACK) {
      hold(chunk.rawLength() + BitPacking.SLACK - raw.length);
      raw = new byte[chunk.rawLength() + BitPacking.SLACK];
    }
    long size = Zstd.decompressByteArray(raw, 0, chunk.rawLength(), stored, 0, chunk.length());
    if (size != chunk.rawLength()) {
      throw new CorruptFileException(segment.file().path(), chunk.offset(), "zstd frame");
    }
    return raw;
  }

  public int series() {
    return series[block];
  }

  private int kind() {
    return kind(block);
  }

  private int kind(int i) {
    return columnsAndKinds[i] & ((1 << SegmentFormat.KIND_BITS) - 1);
  }

  public boolean isFloats() {
    return kind() == SegmentFormat.FLOATS || kind() == SegmentFormat.RELATIVE;
  }

  public boolean isHistograms() {
    return kind() == SegmentFormat.HISTOGRAMS;
  }

  public boolean isExemplars() {
    return kind() == SegmentFormat.EXEMPLARS;
  }

  /** Whether the current block has samples within an inclusive range of time; not exemplars. */
  public boolean hasSamples(long startMillis, long endMillis) {
    if (isExemplars()) {
      return false;
    }
    try {
      StoredColumns shared = columns();
      if (shared == null) {
        return false;
      }
      long[] all = shared.times(columnsAndKinds[block] >>> SegmentFormat.KIND_BITS);
      int from = lowerBound(all, startMillis);
      int to = endMillis == Long.MAX_VALUE ? all.length : lowerBound(all, endMillis + 1);
      boolean[] any = new boolean[1];
      kept(0, all, from, to, (first, end) -> any[0] = true);
      return any[0];
    } catch (RuntimeException e) {
      throw damaged(e);
    }
  }

  /** Adds the samples of the current block within an inclusive range of time; not exemplars. */
  public void collect(long startMillis, long endMillis, SampleBuffer target) {
    if (isExemplars()) {
      return;
    }
    try {
      read(startMillis, endMillis, target);
    } catch (RuntimeException e) {
      throw damaged(e);
    }
  }

  private void read(long startMillis, long endMillis, SampleBuffer target) {
    StoredColumns shared = columns();
    if (shared == null) {
      return;
    }
    int column = columnsAndKinds[block] >>> SegmentFormat.KIND_BITS;
    long[] all = shared.times(column);
    int from = lowerBound(all, startMillis);
    int to = endMillis == Long.MAX_VALUE ? all.length : lowerBound(all, endMillis + 1);
    if (from >= to) {
      return;
    }
    long[] since = shared.starts(column);
    if (isHistograms()) {
      reader.position(starts[block]);
      NativeHistogram[] samples = new NativeHistogram[all.length];
      histograms.decode(reader, samples, all.length);
      kept(
          0,
          all,
          from,
          to,
          (first, end) -> {
            for (int i = first; i < end; i++) {
              target.add(all[i], since == null ? 0 : since[i], samples[i]);
            }
          });
    } else {
      decodeFloats(all.length);
      kept(0, all, from, to, (first, end) -> target.addAll(all, since, values, first, end));
    }
  }

  /** Decodes the current block and those that it builds on. */
  private void decodeFloats(int n) {
    if (decoded == block) {
      return;
    }
    if (values.length < n) {
      values = new double[n];
      differences = new double[n];
      decoded = -1;
    }
    int first = block;
    while (kind(first) == SegmentFormat.RELATIVE && first - 1 != decoded) {
      first--;
    }
    if (first == 0 && kind(0) == SegmentFormat.RELATIVE) {
      throw new IndexOutOfBoundsException("no block before the first");
    }
    for (int i = first; i <= block; i++) {
      reader.position(starts[i]);
      if (kind(i) == SegmentFormat.RELATIVE) {
        doubles.decode(reader, differences, n);
        for (int j = 0; j < n; j++) {
          values[j] += differences[j];
        }
      } else {
        doubles.decode(reader, values, n);
      }
    }
    decoded = block;
  }

  /** Takes samples {@code [from, to)} of a block. */
  private interface Part {
    void take(int from, int to);
  }

  /** Hands on what the deletions from one on leave of a part of the current block. */
  private void kept(int firstDeletion, long[] times, int from, int to, Part part) {
    List<Deletion> deletions = segment.deletions();
    for (int i = firstDeletion; i < deletions.size() && from < to; i++) {
      Deletion deletion = deletions.get(i);
      if (deletion.startMillis() <= times[to - 1]
          && deletion.endMillis() >= times[from]
          && deletion.series().contains(series())) {
        int first = Math.max(from, lowerBound(times, deletion.startMillis()));
        int end =
            deletion.endMillis() >= times[to - 1]
                ? to
                : lowerBound(times, deletion.endMillis() + 1);
        kept(i + 1, times, from, first, part);
        kept(i + 1, times, end, to, part);
        return;
      }
    }
    if (from < to) {
      part.take(from, to);
    }
  }

  /** The exemplars of the current block, which must hold some. */
  public List<Exemplar> exemplars() {
    reader.position(starts[block]);
    List<Exemplar> all;
    try {
      all = ExemplarCodec.decode(reader);
    } catch (RuntimeException e) {
      throw damaged(e);
    }
    for (Deletion deletion : segment.deletions()) {
      if (deletion.series().contains(series())) {
        all = all.stream().filter(exemplar -> !deletion.covers(exemplar.timeMillis())).toList();
      }
    }
    return all;
  }

  private static int lowerBound(long[] times, long millis) {
    int at = Arrays.binarySearch(times, millis);
    return at >= 0 ? at : -at - 1;
  }
}
