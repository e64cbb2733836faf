package dev.clew.benchmarks.index;

import dev.clew.metricsstore.files.RealFiles;
import dev.clew.metricsstore.index.IndexSegment;
import dev.clew.metricsstore.index.IndexWriter;
import dev.clew.metricsstore.index.LabelSet;
import dev.clew.metricsstore.index.MatchCache;
import dev.clew.metricsstore.index.term.TermCursor;
import dev.clew.metricsstore.regex.ValueMatcher;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.LabelMatcher.Operator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/**
 * Times of the index over series of which each tenth has a pod of its own: matching regular
 * expressions (nothing cached), listing values, counting. Arguments: number of series (default
 * 1,000,000), repetitions (default 30). Prints the median and the range of the second half, in
 * milliseconds of processor time.
 */
public final class SeriesIndexTimes {
  private static final List<String> EXPRESSIONS =
      List.of(
          "api-.*",
          ".*-7f.*",
          "api-(server|gateway)-[0-9a-f]+-.*z.*",
          "(api-server-1|web-gateway-2|db-worker-3).*",
          "(?i)API-SERVER-.*",
          ".+",
          ".*-server-.*[0-4]",
          "(.*a){3}.*");

  private final int repetitions;

  private SeriesIndexTimes(int repetitions) {
    this.repetitions = repetitions;
  }

  public static void main(String[] args) throws IOException {
    int series = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    int repetitions = args.length > 1 ? Integer.parseInt(args[1]) : 30;
    Path directory = Files.createTempDirectory("series-index");
    Path file = directory.resolve("0.idx");
    try {
      new SeriesIndexTimes(repetitions).run(series, file);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(directory);
    }
  }

  private void run(int count, Path file) throws IOException {
    List<LabelSet> series = series(count);
    long start = cpuNanos();
    long bytes = IndexWriter.write(new RealFiles(), file, 0, 0, series);
    print("write", (cpuNanos() - start) / 1e6, "ms");
    print("size", (double) bytes / count, "bytes per series");
    series.clear();
    start = cpuNanos();
    IndexSegment index = IndexSegment.open(file);
    index.match(List.of(), new MatchCache());
    print("open and verify", (cpuNanos() - start) / 1e6, "ms");
    for (String expression : EXPRESSIONS) {
      time("pod=~\"" + expression + "\"", () -> match(index, Operator.MATCH, expression));
    }
    time("pod!~\"api-.*\"", () -> match(index, Operator.NOT_MATCH, "api-.*"));
    time("pod=\"" + "web-server-7\"", () -> match(index, Operator.EQUAL, "web-server-7"));
    time("all values of pod", () -> values(index.cursor("pod")));
    MutableRoaringBitmap some =
        index.match(List.of(matcher("__name__", Operator.EQUAL, "metric_7")), new MatchCache());
    time("values of pod of one metric", () -> values(index.cursor("pod", some)));
    time("all terms with their series", () -> all(index));
    time(
        "labels of each metric, first time",
        () -> {
          Map<String, Set<String>> schemas = new TreeMap<>();
          try (Opened fresh = Opened.of(file)) {
            fresh.index().addSchemas(schemas);
          }
          return schemas.size();
        });
    index.file().release();
  }

  private record Opened(IndexSegment index) implements AutoCloseable {
    static Opened of(Path file) {
      try {
        return new Opened(IndexSegment.open(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      index.file().release();
    }
  }

  private static List<LabelSet> series(int count) {
    Random random = new Random(1);
    String[] teams = {"api", "web", "db", "cache"};
    String[] kinds = {"server", "gateway", "worker"};
    List<LabelSet> series = new ArrayList<>(count);
    int pods = Math.max(1, count / 10);
    for (int i = 0; i < count; i++) {
      int pod = i % pods;
      random.setSeed(pod);
      String team = teams[random.nextInt(teams.length)];
      String kind = kinds[random.nextInt(kinds.length)];
      String name =
          team + "-" + kind + "-" + Integer.toHexString(random.nextInt()) + "-" + suffix(random);
      TreeMap<String, String> labels = new TreeMap<>();
      labels.put("__name__", "metric_" + i / pods);
      labels.put("cluster", "eu-1");
      labels.put("container", kind);
      labels.put("instance", "10.0." + pod % 250 + "." + pod / 250 % 250 + ":9090");
      labels.put("job", team + "/" + kind);
      labels.put("namespace", team);
      labels.put("node", "node-" + pod % 97);
      labels.put("pod", name);
      labels.put("region", "eu");
      labels.put("service_name", team + "-" + kind);
      labels.put("service_version", "1." + pod % 7);
      labels.put("zone", "eu-1" + (char) ('a' + pod % 3));
      series.add(LabelSet.of(labels));
    }
    return series;
  }

  private static String suffix(Random random) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      out.append((char) ('a' + random.nextInt(26)));
    }
    return out.toString();
  }

  private static ValueMatcher matcher(String name, Operator operator, String value) {
    return ValueMatcher.of(new LabelMatcher(name, operator, value));
  }

  private static long match(IndexSegment index, Operator operator, String expression) {
    ValueMatcher matcher = matcher("pod", operator, expression);
    return index.match(List.of(matcher), new MatchCache()).getLongCardinality();
  }

  private static long values(TermCursor cursor) {
    long bytes = 0;
    while (cursor.next()) {
      bytes += cursor.value().length;
    }
    return bytes;
  }

  private static long all(IndexSegment index) {
    long series = 0;
    for (String name : index.names()) {
      TermCursor cursor = index.cursor(name);
      while (cursor.next()) {
        series += cursor.series();
      }
    }
    return series;
  }

  private void time(String what, LongSupplier work) {
    double[] millis = new double[repetitions];
    long result = 0;
    for (int i = 0; i < repetitions; i++) {
      long start = cpuNanos();
      result = work.getAsLong();
      millis[i] = (cpuNanos() - start) / 1e6;
    }
    double[] warm = Arrays.copyOfRange(millis, repetitions / 2, repetitions);
    Arrays.sort(warm);
    System.out.printf(
        Locale.ROOT,
        "%-50s %8.2f ms (%.2f to %.2f) -> %d%n",
        what,
        warm[warm.length / 2],
        warm[0],
        warm[warm.length - 1],
        result);
  }

  /** Processor time of this thread, which other work on the machine does not change much. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void print(String what, double value, String unit) {
    System.out.printf(Locale.ROOT, "%-50s %8.1f %s%n", what, value, unit);
  }
}
