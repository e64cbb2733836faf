package dev.clew.metricsstore.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.metricsstore.files.ByteWriter;
import dev.clew.metricsstore.files.CorruptFileException;
import dev.clew.metricsstore.files.RealFiles;
import dev.clew.metricsstore.series.ExemplarSeries.Exemplar;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.model.Labels;
import dev.clew.storage.files.Checksums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Blocks and time columns whose bytes have changed though the checksums are right: reading them
 * gives other numbers or says that the file is damaged, and nothing else. The seed is in the name
 * of the test.
 */
class BlockFuzzTest {
  private static final long WINDOW = 123_092;
  private static final long START = SegmentWriter.windowStart(WINDOW);

  @TempDir Path directory;

  private Path whole(boolean compress) throws IOException {
    Random random = new Random(1);
    Path file = directory.resolve("whole-" + compress);
    try (SegmentWriter writer = SegmentWriter.create(new RealFiles(), file, compress)) {
      writer.beginWindow(WINDOW);
      for (int series = 0; series < 30; series++) {
        SampleBuffer floats = new SampleBuffer();
        SampleBuffer histograms = new SampleBuffer();
        double sum = 0;
        for (int i = 0; i < 20 + series; i++) {
          long time = START + i * 15_000L;
          double value =
              switch (series % 5) {
                case 0 -> random.nextInt(1_000_000);
                case 1 -> random.nextDouble();
                case 2 -> sum += random.nextInt(1000) / 1000.0;
                case 3 -> random.nextInt(9) == 0 ? Double.NaN : random.nextInt(90) / 10.0;
                default -> i / 12;
              };
          floats.add(time, series % 2 == 0 ? 0 : START - 5, value);
          if (series % 10 == 9) {
            histograms.add(time, START, histogram(random));
          }
        }
        writer.floats(series, floats);
        if (histograms.size() > 0) {
          writer.histograms(series, histograms);
          Labels labels = Labels.of(Map.of("trace_id", "0af7651916cd43dd", "x", "y"));
          writer.exemplars(series, List.of(new Exemplar(labels, 0.5, START + 9)));
        }
      }
      writer.endWindow();
      writer.finish(WINDOW / 6, 1, 7);
    }
    return file;
  }

  private static NativeHistogram histogram(Random random) {
    return new NativeHistogram(
        3,
        random.nextInt(99),
        random.nextDouble(),
        0,
        1,
        NativeHistogram.CounterReset.UNKNOWN,
        new int[] {1, 2, 9},
        new double[] {random.nextInt(9), 2, 3},
        new int[0],
        new double[0],
        new double[0]);
  }

  @ParameterizedTest
  @ValueSource(longs = {51, 52, 53, 54})
  @Timeout(60)
  void changedBlocksAreReadOrRefused(long seed) throws IOException {
    Random random = new Random(seed);
    Path whole = whole(seed % 2 == 0);
    byte[] bytes = Files.readAllBytes(whole);
    Segment segment = Segment.open(whole);
    Path file = directory.resolve("changed");
    int refused = 0;
    for (int round = 0; round < 500; round++) {
      Files.write(file, changed(bytes, segment, random));
      try {
        read(file);
      } catch (CorruptFileException e) {
        refused++;
      } catch (RuntimeException e) {
        fail("seed %d, round %d".formatted(seed, round), e);
      }
    }
    segment.file().release();
    assertThat(refused).isPositive();
  }

  /** The file with some bytes changed, of chunks or time columns, and checksums made right. */
  private static byte[] changed(byte[] whole, Segment segment, Random random) {
    byte[] bytes = whole.clone();
    Window window = segment.windows().getFirst();
    int end = (int) window.columnsOffset() + window.columnsLength();
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      int at =
          random.nextBoolean()
              ? (int) window.columnsOffset() + random.nextInt(window.columnsLength())
              : SegmentFormat.HEADER_BYTES + random.nextInt(end - SegmentFormat.HEADER_BYTES);
      bytes[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) (bytes[at] ^ 1);
    }
    return sealed(bytes, segment);
  }

  /**
   * Changes of a file: the first byte says whether it is one with compressed chunks, then each
   * three bytes say where (two of them) and what byte comes there.
   */
  @FuzzTest
  void changes(byte[] changes) throws IOException {
    boolean compressed = changes.length > 0 && changes[0] < 0;
    Path whole = directory.resolve("whole-" + compressed);
    if (!Files.exists(whole)) {
      whole(compressed);
    }
    Segment segment = Segment.open(whole);
    Path file = directory.resolve("changed");
    try {
      byte[] bytes = Files.readAllBytes(whole);
      Window window = segment.windows().getFirst();
      int end = (int) window.columnsOffset() + window.columnsLength();
      for (int at = 1; at + 3 <= changes.length; at += 3) {
        int place = (changes[at] & 0xFF) << 8 | (changes[at + 1] & 0xFF);
        int from = SegmentFormat.HEADER_BYTES;
        bytes[from + place % (end - from)] = changes[at + 2];
      }
      Files.write(file, sealed(bytes, segment));
      read(file);
    } catch (CorruptFileException e) {
      // as it should be
    } finally {
      segment.file().release();
    }
  }

  private static byte[] sealed(byte[] bytes, Segment segment) {
    Window window = segment.windows().getFirst();
    int end = (int) window.columnsOffset() + window.columnsLength();
    List<Chunk> chunks = new ArrayList<>();
    for (Chunk chunk : window.chunks()) {
      int crc = Checksums.crc32c(bytes, (int) chunk.offset(), chunk.length());
      chunks.add(
          new Chunk(
              chunk.firstSeries(),
              chunk.lastSeries(),
              chunk.offset(),
              chunk.length(),
              chunk.rawLength(),
              crc));
    }
    int columns = (int) window.columnsOffset();
    int crc = Checksums.crc32c(bytes, columns, window.columnsLength());
    Window right =
        new Window(
            window.start(),
            window.minMillis(),
            window.maxMillis(),
            window.columnsOffset(),
            window.columnsLength(),
            crc,
            window.columnCount(),
            chunks);
    ByteWriter out = new ByteWriter();
    out.bytes(bytes, 0, end);
    ByteWriter footer = new ByteWriter();
    SegmentFooter.write(segment.info(), List.of(right), footer);
    out.append(footer);
    out.u64(end);
    out.u32(footer.size());
    out.u32(Checksums.crc32c(Arrays.copyOf(footer.array(), footer.size())));
    out.u32(SegmentFormat.MAGIC);
    return out.toByteArray();
  }

  private static void read(Path file) throws IOException {
    Segment segment = Segment.open(file);
    try {
      for (BlockCursor cursor : BlockCursor.over(segment, Long.MIN_VALUE, Long.MAX_VALUE)) {
        while (cursor.next()) {
          if (cursor.isExemplars()) {
            cursor.exemplars();
          } else {
            SampleBuffer target = new SampleBuffer();
            cursor.collect(START + 40_000, START + 200_000, target);
            cursor.collect(Long.MIN_VALUE, Long.MAX_VALUE, target);
            target.sort();
          }
        }
      }
    } finally {
      segment.file().release();
    }
  }
}
