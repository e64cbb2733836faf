package dev.clew.metricsstore.segment;

import dev.clew.metricsstore.files.RealFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Prints what samples of a fleet of web services cost on disk, fresh and sealed, by kind of series,
 * and how fast they are written and read. Run with {@code main}; no test.
 */
public final class SegmentSizes {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long WINDOW = 123_092;
  private static final int PER_WINDOW = 960;
  private static final double[] BOUNDS = {
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10
  };

  /** Values of one series over a window, with the times of its instance. */
  private record Column(String kind, double[] values, long[] times, long start) {}

  private final List<Column> columns = new ArrayList<>();

  private SegmentSizes() {}

  public static void main(String... arguments) throws IOException {
    int instances = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 40;
    SegmentSizes sizes = new SegmentSizes();
    for (int i = 0; i < instances; i++) {
      sizes.addInstance(i);
    }
    Path directory = Files.createTempDirectory("segment-sizes");
    try {
      for (int samples : new int[] {2, 16, 128, PER_WINDOW}) {
        for (boolean cold : new boolean[] {false, true}) {
          sizes.measure(directory, samples, cold, null);
        }
      }
      TreeMap<String, Integer> kinds = new TreeMap<>();
      sizes.columns.forEach(column -> kinds.merge(column.kind, 1, Integer::sum));
      for (String kind : kinds.keySet()) {
        sizes.measure(directory, PER_WINDOW, true, kind);
      }
    } finally {
      Files.delete(directory);
    }
  }

  private void addInstance(int instance) {
    SplittableRandom random = new SplittableRandom(instance);
    double load = 0.2 + random.nextDouble();
    long[] times = new long[PER_WINDOW];
    for (int i = 0; i < PER_WINDOW; i++) {
      times[i] = SegmentWriter.windowStart(WINDOW) + i * 15_000L + random.nextInt(12);
    }
    for (int i = 0; i < 8; i++) {
      addHistogram(random, load, i, times);
    }
    for (int i = 0; i < 52; i++) {
      int point = i;
      add(
          "counter",
          times,
          random,
          value -> value + (point % 4 == 3 ? 0 : Math.floor(random.nextInt(600) * load)));
    }
    for (int i = 0; i < 16; i++) {
      add(
          "seconds",
          times,
          random,
          value -> Math.round((value + random.nextDouble() * load) * 1000) / 1000.0);
    }
    for (int i = 0; i < 22; i++) {
      add("level", times, random, value -> Math.max(0, value + random.nextInt(65) - 32));
    }
    for (int i = 0; i < 8; i++) {
      add("share", times, random, value -> random.nextInt((int) (800 * load) + 1) / 1000.0);
    }
    for (int i = 0; i < 16; i++) {
      add("constant", times, random, value -> value);
    }
  }

  private void add(
      String kind,
      long[] times,
      SplittableRandom random,
      java.util.function.DoubleUnaryOperator next) {
    double[] values = new double[PER_WINDOW];
    double value = random.nextInt(1 << (4 + random.nextInt(12)));
    for (int i = 0; i < PER_WINDOW; i++) {
      value = next.applyAsDouble(value);
      values[i] = value;
    }
    columns.add(new Column(kind, values, times, times[0] - 1_000_000));
  }

  private void addHistogram(SplittableRandom random, double load, int point, long[] times) {
    double[][] series = new double[BOUNDS.length + 3][PER_WINDOW];
    double[] buckets = new double[BOUNDS.length + 1];
    double sum = 0;
    double count = 0;
    for (int i = 0; i < PER_WINDOW; i++) {
      int requests = random.nextInt((int) (40 * load) + 2);
      for (int r = 0; r < requests; r++) {
        double seconds = Math.exp(random.nextDouble() * 4 - 5 + point * 0.1);
        int bucket = 0;
        while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
          bucket++;
        }
        buckets[bucket]++;
        sum += seconds;
        count++;
      }
      series[0][i] = sum;
      series[1][i] = count;
      double cumulative = 0;
      for (int b = 0; b < buckets.length; b++) {
        cumulative += buckets[b];
        series[2 + b][i] = cumulative;
      }
    }
    for (int s = 0; s < series.length; s++) {
      String kind = s == 0 ? "sum" : "bucket";
      columns.add(new Column(kind, series[s], times, times[0] - 1_000_000));
    }
  }

  private void measure(
      Path directory, int samples, boolean cold, @org.jspecify.annotations.Nullable String kind)
      throws IOException {
    Path file = directory.resolve("segment");
    List<Column> some =
        columns.stream().filter(column -> kind == null || column.kind.equals(kind)).toList();
    long count = 0;
    double write = Double.MAX_VALUE;
    double read = Double.MAX_VALUE;
    long size = 0;
    int rounds = kind == null ? 7 : 1;
    for (int round = 0; round < rounds; round++) {
      long started = THREADS.getCurrentThreadCpuTime();
      write(file, some, samples, cold);
      write = Math.min(write, THREADS.getCurrentThreadCpuTime() - started);
      size = Files.size(file);
      Segment segment = Segment.open(file);
      count = 0;
      read(segment);
      started = THREADS.getCurrentThreadCpuTime();
      count = read(segment);
      read = Math.min(read, THREADS.getCurrentThreadCpuTime() - started);
      segment.file().release();
      Files.delete(file);
    }
    System.out.printf(
        Locale.ROOT,
        "%-9s %4d samples a block, %s: %.3f B per sample, written %.1f M/s, read %.1f M/s of CPU time%n",
        kind == null ? "all" : kind,
        samples,
        cold ? "cold" : "hot ",
        (double) size / count,
        count / write * 1e3,
        count / read * 1e3);
  }

  private static void write(Path file, List<Column> some, int samples, boolean cold)
      throws IOException {
    SampleBuffer buffer = new SampleBuffer();
    try (SegmentWriter writer = SegmentWriter.create(new RealFiles(), file, cold)) {
      writer.beginWindow(WINDOW);
      for (int series = 0; series < some.size(); series++) {
        Column column = some.get(series);
        buffer.clear();
        for (int i = PER_WINDOW - samples; i < PER_WINDOW; i++) {
          buffer.add(column.times[i], column.start, column.values[i]);
        }
        writer.floats(series, buffer);
      }
      writer.endWindow();
      writer.finish(WINDOW / 6, 0, 0);
    }
  }

  private static long read(Segment segment) {
    SampleBuffer target = new SampleBuffer();
    long count = 0;
    for (BlockCursor cursor : BlockCursor.over(segment, Long.MIN_VALUE, Long.MAX_VALUE)) {
      while (cursor.next()) {
        target.clear();
        cursor.collect(Long.MIN_VALUE, Long.MAX_VALUE, target);
        count += target.size();
      }
    }
    return count;
  }
}
