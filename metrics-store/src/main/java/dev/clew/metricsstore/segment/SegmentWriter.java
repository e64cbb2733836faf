package dev.clew.metricsstore.segment;

import com.github.luben.zstd.Zstd;
import dev.clew.metricsstore.files.ByteWriter;
import dev.clew.metricsstore.files.StoreFiles;
import dev.clew.metricsstore.files.StoreFiles.NewFile;
import dev.clew.metricsstore.series.ExemplarSeries.Exemplar;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.storage.files.Checksums;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes one segment: windows in ascending time, in each the blocks in ascending order of series
 * and kind. Not thread-safe.
 */
public final class SegmentWriter implements AutoCloseable {
  /** Beyond this level ratios grow slowly and time fast. */
  private static final int COLD_LEVEL = 3;

  /** Costs little beside packing; used where it saves a fifth, as with the blocks of a flush. */
  private static final int HOT_LEVEL = 1;

  /** Less is not worth a frame. */
  private static final int LEAST_COMPRESSED = 128;

  private final NewFile file;
  private final boolean compress;
  private final DoubleCodec doubles = new DoubleCodec();
  private final HistogramCodec histograms = new HistogramCodec();
  private final TimeColumns columns = new TimeColumns();
  private final ByteWriter seriesDeltas = new ByteWriter();
  private final ByteWriter columnsAndKinds = new ByteWriter();
  private final ByteWriter lengths = new ByteWriter();
  private final ByteWriter trial = new ByteWriter();
  private final ByteWriter blocks = new ByteWriter(SegmentFormat.CHUNK_BYTES * 2);
  private final ByteWriter raw = new ByteWriter(SegmentFormat.CHUNK_BYTES * 2);
  private final List<Window> windows = new ArrayList<>();
  private List<Chunk> chunks = new ArrayList<>();
  private long offset;
  private long window;
  private int blockCount;
  private int firstSeries;
  private int lastSeries;
  private long samples;

  /** Values of the block before, when it is of floats and in the same chunk. */
  private double[] latest = new double[0];

  private double[] differences = new double[0];
  private int latestColumn = -1;
  private int latestChain;
  private long minMillis = Long.MAX_VALUE;
  private long maxMillis = Long.MIN_VALUE;

  private SegmentWriter(NewFile file, boolean compress) {
    this.file = file;
    this.compress = compress;
  }

  /**
   * @param compress whether the file is to be small, or to be written and read fast
   */
  public static SegmentWriter create(StoreFiles files, Path path, boolean compress)
      throws IOException {
    SegmentWriter writer = new SegmentWriter(files.create(path), compress);
    ByteWriter start = new ByteWriter();
    start.u32(SegmentFormat.MAGIC);
    start.u32(SegmentFormat.VERSION);
    try {
      writer.write(start.array(), start.size());
    } catch (IOException e) {
      writer.close();
      throw e;
    }
    return writer;
  }

  private void write(byte[] bytes, int length) throws IOException {
    file.write(bytes, 0, length);
    offset += length;
  }

  /** The number of the window that a time falls into. */
  public static long windowOf(long timeMillis) {
    return Math.floorDiv(timeMillis, SegmentFormat.WINDOW_MILLIS);
  }

  /** First millisecond of a window. */
  public static long windowStart(long window) {
    return window * SegmentFormat.WINDOW_MILLIS;
  }

  public void beginWindow(long number) {
    window = number;
    minMillis = Long.MAX_VALUE;
    maxMillis = Long.MIN_VALUE;
    columns.clear();
    chunks = new ArrayList<>();
  }

  /** Adds the float samples of a sorted buffer; histograms in it are passed over. */
  public void floats(int series, SampleBuffer buffer) throws IOException {
    int n = buffer.size();
    for (int from = 0; from < n; from += SegmentFormat.MAX_BLOCK_SAMPLES) {
      int to = Math.min(n, from + SegmentFormat.MAX_BLOCK_SAMPLES);
      int column = columns.column(buffer, from, to);
      int start = blocks.size();
      int kind = floats(column, buffer.values(), from, to);
      extend(buffer.time(from), buffer.time(to - 1), to - from);
      endBlock(series, (column << SegmentFormat.KIND_BITS) | kind, start);
    }
  }

  /**
   * Writes values as they are or, when the file is to be small, less those of the block before: the
   * buckets of a histogram have much in common. Returns the kind of the block.
   */
  private int floats(int column, double[] values, int from, int to) {
    int start = blocks.size();
    doubles.encode(values, from, to, blocks);
    if (!compress) {
      return SegmentFormat.FLOATS;
    }
    int n = to - from;
    boolean relative = false;
    if (column == latestColumn
        && latestChain < SegmentFormat.MAX_RELATIVE
        && subtract(values, from, n)) {
      trial.clear();
      doubles.encode(differences, 0, n, trial);
      int plain = blocks.size() - start;
      if (trial.size() < plain - plain / 8) {
        blocks.truncate(start);
        blocks.append(trial);
        relative = true;
      }
    }
    if (latest.length < n) {
      latest = new double[n];
      differences = new double[n];
    }
    System.arraycopy(values, from, latest, 0, n);
    latestColumn = column;
    latestChain = relative ? latestChain + 1 : 0;
    return relative ? SegmentFormat.RELATIVE : SegmentFormat.FLOATS;
  }

  /** Fills in the differences to the block before; false when a sum would not be the very value. */
  private boolean subtract(double[] values, int from, int n) {
    for (int i = 0; i < n; i++) {
      double value = values[from + i];
      double difference = value - latest[i];
      if (Double.doubleToRawLongBits(latest[i] + difference) != Double.doubleToRawLongBits(value)) {
        return false;
      }
      differences[i] = difference;
    }
    return true;
  }

  /** Adds the samples of a sorted buffer that holds histograms only. */
  public void histograms(int series, SampleBuffer buffer) throws IOException {
    int n = buffer.size();
    for (int from = 0; from < n; from += SegmentFormat.MAX_BLOCK_SAMPLES) {
      int to = Math.min(n, from + SegmentFormat.MAX_BLOCK_SAMPLES);
      int column = columns.column(buffer, from, to);
      int start = blocks.size();
      NativeHistogram[] part = new NativeHistogram[to - from];
      for (int i = from; i < to; i++) {
        part[i - from] = java.util.Objects.requireNonNull(buffer.histogram(i));
      }
      histograms.encode(part, part.length, blocks);
      extend(buffer.time(from), buffer.time(to - 1), to - from);
      latestColumn = -1;
      endBlock(series, (column << SegmentFormat.KIND_BITS) | SegmentFormat.HISTOGRAMS, start);
    }
  }

  public void exemplars(int series, List<Exemplar> exemplars) throws IOException {
    if (exemplars.isEmpty()) {
      return;
    }
    int start = blocks.size();
    ExemplarCodec.encode(exemplars, blocks);
    for (Exemplar exemplar : exemplars) {
      extend(exemplar.timeMillis(), exemplar.timeMillis(), 0);
    }
    latestColumn = -1;
    endBlock(series, SegmentFormat.EXEMPLARS, start);
  }

  private void extend(long first, long last, int count) {
    minMillis = Math.min(minMillis, first);
    maxMillis = Math.max(maxMillis, last);
    samples += count;
  }

  private void endBlock(int series, int columnAndKind, int start) throws IOException {
    if (blockCount == 0) {
      firstSeries = series;
      lastSeries = series;
    }
    seriesDeltas.varint(series - lastSeries);
    columnsAndKinds.varint(columnAndKind);
    lengths.varint(blocks.size() - start);
    lastSeries = series;
    blockCount++;
    if (blocks.size() >= SegmentFormat.CHUNK_BYTES || blockCount >= SegmentFormat.CHUNK_BLOCKS) {
      endChunk();
    }
  }

  private void endChunk() throws IOException {
    if (blockCount == 0) {
      return;
    }
    raw.clear();
    raw.varint(blockCount);
    raw.append(seriesDeltas);
    raw.append(columnsAndKinds);
    raw.append(lengths);
    raw.append(blocks);
    byte[] stored = raw.array();
    int length = raw.size();
    if (raw.size() >= LEAST_COMPRESSED) {
      byte[] compressed = Zstd.compress(raw.toByteArray(), compress ? COLD_LEVEL : HOT_LEVEL);
      if (compressed.length < raw.size() - raw.size() / (compress ? 20 : 5)) {
        stored = compressed;
        length = compressed.length;
      }
    }
    int crc = Checksums.crc32c(stored, 0, length);
    chunks.add(new Chunk(firstSeries, lastSeries, offset, length, raw.size(), crc));
    write(stored, length);
    seriesDeltas.clear();
    columnsAndKinds.clear();
    lengths.clear();
    latestColumn = -1;
    blocks.clear();
    blockCount = 0;
  }

  public void endWindow() throws IOException {
    endChunk();
    if (chunks.isEmpty()) {
      return;
    }
    byte[] section = columns.section();
    windows.add(
        new Window(
            window,
            minMillis,
            maxMillis,
            offset,
            section.length,
            Checksums.crc32c(section),
            columns.count(),
            chunks));
    write(section, section.length);
  }

  /** Writes the footer and forces the file. Afterwards the size is known. */
  public SegmentInfo finish(long day, int level, long position) throws IOException {
    long min = windows.stream().mapToLong(Window::minMillis).min().orElse(0);
    long max = windows.stream().mapToLong(Window::maxMillis).max().orElse(0);
    SegmentInfo info = new SegmentInfo(day, level, position, samples, min, max);
    ByteWriter footer = new ByteWriter();
    SegmentFooter.write(info, windows, footer);
    long footerOffset = offset;
    int crc = Checksums.crc32c(footer.array(), 0, footer.size());
    int length = footer.size();
    footer.u64(footerOffset);
    footer.u32(length);
    footer.u32(crc);
    footer.u32(SegmentFormat.MAGIC);
    write(footer.array(), footer.size());
    file.force();
    return info;
  }

  /** Bytes written so far. */
  public long size() {
    return offset;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
