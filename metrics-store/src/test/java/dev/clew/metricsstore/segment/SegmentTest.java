package dev.clew.metricsstore.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.metricsstore.files.RealFiles;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.Labels;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of samples: written, merged and read again. */
class SegmentTest {
  private static final long WINDOW = 123_092;
  private static final long START = SegmentWriter.windowStart(WINDOW);

  @TempDir Path directory;

  private interface Content {
    void write(SegmentWriter writer) throws IOException;
  }

  private Path write(String name, boolean compress, Content content) throws IOException {
    Path file = directory.resolve(name);
    try (SegmentWriter writer = SegmentWriter.create(new RealFiles(), file, compress)) {
      content.write(writer);
      writer.finish(20_515, 1, 7);
    }
    return file;
  }

  private static SeriesData read(Path file, int series) throws IOException {
    Segment segment = Segment.open(file);
    try {
      SampleBuffer buffer = new SampleBuffer();
      for (BlockCursor cursor : BlockCursor.over(segment, Long.MIN_VALUE, Long.MAX_VALUE)) {
        boolean more = cursor.seek(series);
        while (more && cursor.series() == series) {
          cursor.collect(Long.MIN_VALUE, Long.MAX_VALUE, buffer);
          more = cursor.next();
        }
      }
      return buffer.finish(Labels.EMPTY);
    } finally {
      segment.file().release();
    }
  }

  private static SampleBuffer samples(int count, LongUnaryOperator start) {
    SampleBuffer buffer = new SampleBuffer();
    for (int i = 0; i < count; i++) {
      long time = START + i * 15_000L;
      buffer.add(time, start.applyAsLong(i), i);
    }
    return buffer;
  }

  @Test
  void startTimesComeBack() throws IOException {
    NativeHistogram histogram =
        new NativeHistogram(
            0,
            1,
            2,
            0,
            1,
            NativeHistogram.CounterReset.UNKNOWN,
            new int[0],
            new double[0],
            new int[0],
            new double[0],
            new double[0]);
    Path file =
        write(
            "a",
            false,
            writer -> {
              writer.beginWindow(WINDOW);
              writer.floats(0, samples(900, i -> 0));
              writer.floats(1, samples(900, i -> START - 99));
              writer.floats(2, samples(900, i -> i < 100 ? START - 99 : START + 1_500_000));
              writer.floats(3, samples(900, i -> i == 899 ? 1 : 0));
              SampleBuffer histograms = new SampleBuffer();
              histograms.add(START + 5, START - 99, histogram);
              histograms.add(START + 6, 0, histogram);
              writer.histograms(4, histograms);
              writer.endWindow();
            });
    assertThat(read(file, 0).startsMillis()).isNull();
    SeriesData constant = read(file, 1);
    SeriesData restarted = read(file, 2);
    SeriesData late = read(file, 3);
    for (int i = 0; i < 900; i++) {
      assertThat(constant.startMillis(i)).isEqualTo(START - 99);
      assertThat(restarted.startMillis(i)).isEqualTo(i < 100 ? START - 99 : START + 1_500_000);
      assertThat(late.startMillis(i)).isEqualTo(i == 899 ? 1 : 0);
    }
    assertThat(read(file, 4).startMillis(0)).isEqualTo(START - 99);
    assertThat(read(file, 4).startMillis(1)).isZero();
  }

  @Test
  void startTimesSurviveAMerge() throws IOException {
    List<Segment> inputs = new ArrayList<>();
    for (int part = 0; part < 3; part++) {
      long since = part == 1 ? 0 : START - part;
      long first = START + part * 60_000L;
      Path file =
          write(
              "part" + part,
              false,
              writer -> {
                SampleBuffer buffer = new SampleBuffer();
                for (int i = 0; i < 6; i++) {
                  buffer.add(first + i * 15_000L, since, i);
                }
                writer.beginWindow(WINDOW);
                writer.floats(9, buffer);
                writer.endWindow();
              });
      inputs.add(Segment.open(file));
    }
    Path merged = write("merged", true, writer -> SegmentMerger.merge(inputs, writer));
    inputs.forEach(input -> input.file().release());
    SeriesData data = read(merged, 9);
    assertThat(data.size()).isEqualTo(14);
    for (int i = 0; i < data.size(); i++) {
      // Two samples of each part are replaced by the next one.
      assertThat(data.startMillis(i)).isEqualTo(i < 4 ? START : i < 8 ? 0 : START - 2);
    }
  }

  @Test
  void aSharedStartTimeCostsNextToNothing() throws IOException {
    Content without = writer -> series(writer, i -> 0);
    Content with = writer -> series(writer, i -> START - 1_000_000);
    long difference =
        Files.size(write("with", false, with)) - Files.size(write("without", false, without));
    assertThat(difference).isBetween(1L, 20L);
  }

  private static void series(SegmentWriter writer, LongUnaryOperator start) throws IOException {
    writer.beginWindow(WINDOW);
    for (int series = 0; series < 1000; series++) {
      writer.floats(series, samples(10, start));
    }
    writer.endWindow();
  }

  @Test
  void filesOfVersion1AreReadWithoutStartTimes() throws IOException {
    Path file = directory.resolve("version1.seg");
    try (InputStream in = SegmentTest.class.getResourceAsStream("/segment/version1.seg")) {
      Files.copy(Objects.requireNonNull(in), file);
    }
    for (int series = 0; series < 40; series++) {
      SeriesData data = read(file, series);
      assertThat(data.size()).isEqualTo(60);
      assertThat(data.startsMillis()).isNull();
      for (int i = 0; i < 60; i++) {
        int n = i % 30;
        long window = SegmentWriter.windowStart(WINDOW + i / 30);
        assertThat(data.timesMillis()[i]).isEqualTo(window + n * 15_000L + n % 7);
        assertThat(data.values()[i])
            .isEqualTo(series % 3 == 0 ? Math.sqrt(n + series) : n * series / 10.0);
      }
    }
  }

  @Test
  void randomStartTimesComeBack() throws IOException {
    Random random = new Random(5);
    List<SampleBuffer> buffers = new ArrayList<>();
    for (int series = 0; series < 50; series++) {
      long[] starts = new long[1 + random.nextInt(100)];
      int spread = random.nextInt(4);
      for (int i = 0; i < starts.length; i++) {
        starts[i] = random.nextInt(1 + spread) == 0 ? 0 : START - random.nextInt(1 << 30);
      }
      buffers.add(samples(starts.length, i -> starts[(int) i]));
    }
    Path file =
        write(
            "random",
            true,
            writer -> {
              writer.beginWindow(WINDOW);
              for (int series = 0; series < buffers.size(); series++) {
                writer.floats(series, buffers.get(series));
              }
              writer.endWindow();
            });
    for (int series = 0; series < buffers.size(); series++) {
      SeriesData data = read(file, series);
      for (int i = 0; i < data.size(); i++) {
        assertThat(data.startMillis(i)).isEqualTo(buffers.get(series).start(i));
      }
    }
  }

  @Test
  void blocksThatBuildOnEachOtherComeBackInAnyOrder() throws IOException {
    Random random = new Random(6);
    List<SampleBuffer> buffers = new ArrayList<>();
    double[] sum = new double[400];
    for (int series = 0; series < 300; series++) {
      boolean odd = random.nextInt(10) == 0;
      SampleBuffer buffer = new SampleBuffer();
      for (int i = 0; i < sum.length; i++) {
        sum[i] = series % 17 == 0 ? i * 50 : sum[i] + (i < 200 ? 0 : random.nextInt(9));
        if (!odd || i % 3 != 0) {
          double value = random.nextInt(9000) == 0 ? SeriesData.STALE_NAN : sum[i];
          buffer.add(START + i * 15_000L, value);
        }
      }
      buffers.add(buffer);
    }
    Content content =
        writer -> {
          writer.beginWindow(WINDOW);
          for (int series = 0; series < buffers.size(); series++) {
            writer.floats(series, buffers.get(series));
          }
          writer.endWindow();
        };
    Path small = write("small", true, content);
    assertThat(Files.size(small)).isLessThan(Files.size(write("fast", false, content)));
    for (int i = 0; i < 400; i++) {
      int series = i < 300 ? i : random.nextInt(300);
      SeriesData data = read(small, series);
      SampleBuffer expected = buffers.get(series);
      assertThat(data.size()).isEqualTo(expected.size());
      for (int k = 0; k < data.size(); k++) {
        assertThat(Double.doubleToRawLongBits(data.values()[k]))
            .isEqualTo(Double.doubleToRawLongBits(expected.value(k)));
      }
    }
  }

  @Test
  void extremeTimesComeBack() throws IOException {
    long last = SegmentWriter.windowStart(WINDOW + 1) - 1;
    SampleBuffer buffer = new SampleBuffer();
    buffer.add(START, 1, 1);
    buffer.add(START + 1, Long.MAX_VALUE, 2);
    buffer.add(last, Long.MIN_VALUE, 3);
    Path file =
        write(
            "extreme",
            true,
            writer -> {
              writer.beginWindow(WINDOW);
              writer.floats(Integer.MAX_VALUE - 1, buffer);
              writer.endWindow();
            });
    SeriesData data = read(file, Integer.MAX_VALUE - 1);
    assertThat(data.timesMillis()).startsWith(START, START + 1, last);
    assertThat(data.startsMillis()).startsWith(1, Long.MAX_VALUE, Long.MIN_VALUE);
  }
}
