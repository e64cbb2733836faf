package dev.clew.benchmarks.samples;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.clew.benchmarks.CommandLine;
import dev.clew.benchmarks.Directories;
import dev.clew.benchmarks.ProcessUsage;
import dev.clew.metricsstore.MetricsStore;
import dev.clew.metricsstore.MetricsStoreConfig;
import dev.clew.model.Signal;
import dev.clew.model.otlp.OtlpCheck;
import dev.clew.model.otlp.OtlpLimits;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;

/**
 * Feeds exports of many instances to a fresh metrics store and prints what each step costs: the
 * first export, which makes all series; the exports after it, flushes included; memory and disk;
 * and a restart up to the moment when all series are known again.
 */
public final class SampleLoop {
  private static final long INTERVAL_MILLIS = 15_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final SdkExport corpus;
  private final SdkExport.Shape shape;
  private final int instances;
  private final MetricsStoreConfig config;
  private long nowMillis;
  private long position;
  private long export;

  /** Processor time and allocation of this thread while it did nothing but make requests. */
  private long idleNanos;

  private SampleLoop(SdkExport.Shape shape, int instances, Path directory, long startMillis) {
    this.shape = shape;
    this.instances = instances;
    corpus = new SdkExport(shape);
    config = MetricsStoreConfig.defaults(directory);
    nowMillis = startMillis;
  }

  public static void main(String... arguments) throws IOException {
    CommandLine line = CommandLine.parse(arguments);
    long series = line.number("--series", 100_000);
    int exports = (int) line.number("--exports", 20);
    SdkExport.Shape shape =
        new SdkExport.Shape(
            (int) line.number("--histograms", 14),
            (int) line.number("--counters", 160),
            (int) line.number("--gauges", 101),
            line.has("--delta"));
    Path given = Path.of(line.text("--dir", System.getProperty("java.io.tmpdir")));
    boolean keep = line.has("--keep");
    boolean checkOnly = line.has("--check");
    boolean midnight = line.has("--midnight");
    line.refuseUnknown();
    int instances = (int) Math.max(1, series / shape.series());
    Path directory = Files.createTempDirectory(Files.createDirectories(given), "samples");
    // Noon, so that no run crosses midnight unless it is asked to.
    long day = Instant.parse("2026-01-10T12:00:00Z").toEpochMilli();
    SampleLoop loop = new SampleLoop(shape, instances, directory, day);
    System.out.printf(
        Locale.ROOT,
        "%,d instances of %,d series = %,d; requests of %,d bytes%n",
        instances,
        shape.series(),
        (long) instances * shape.series(),
        loop.corpus.bytes().length);
    try {
      if (checkOnly) {
        loop.check(exports);
      } else {
        loop.run(exports, midnight);
      }
    } finally {
      if (!keep) {
        Directories.delete(directory);
      }
    }
  }

  private void check(int exports) {
    for (int i = 0; i < exports; i++) {
      long before = threads.getCurrentThreadCpuTime();
      idleNanos = 0;
      for (int instance = 0; instance < instances; instance++) {
        make(instance);
        OtlpCheck.check(Signal.METRICS, OtlpLimits.NONE, corpus.bytes(), 0, corpus.bytes().length);
      }
      rate("check", threads.getCurrentThreadCpuTime() - before - idleNanos);
      export++;
    }
  }

  private void rate(String what, long nanos) {
    System.out.printf(
        Locale.ROOT,
        "%-14s %,12.0f samples per CPU-second%n",
        what,
        (double) instances * shape.series() / (nanos / 1e9));
  }

  private void run(int exports, boolean midnight) throws IOException {
    long heapBefore = heap();
    MetricsStore store = MetricsStore.open(config, () -> Instant.ofEpochMilli(nowMillis));
    phase("first export", store, 1);
    phase("flush of it", store, 0);
    for (int left = exports; left > 0; left -= 20) {
      phase("steady", store, Math.min(left, 20));
    }
    long heapBuffered = heap();
    flush(store);
    long heapAfter = heap();
    double active = (double) instances * shape.series();
    System.out.printf(
        Locale.ROOT,
        "heap           %.0f B per active series (%.0f with unflushed samples)%n",
        (heapAfter - heapBefore) / active,
        (heapBuffered - heapBefore) / active);
    store.maintain();
    System.out.printf(
        Locale.ROOT,
        "disk           %.3f B per sample, labels included; %,d samples, %s%n",
        (double) ProcessUsage.diskBytes(config.directory()) / store.status().storedSamples(),
        store.status().storedSamples(),
        store.status().droppedPoints());
    if (midnight) {
      nowMillis = (nowMillis / 86_400_000 + 1) * 86_400_000 + 2 * INTERVAL_MILLIS;
      phase("midnight", store, 1);
      phase("flush of it", store, 0);
      System.out.printf(
          Locale.ROOT, "heap           %.0f B per series%n", (heap() - heapBefore) / active);
    }
    store.close();
    restart();
  }

  private void restart() throws IOException {
    long start = System.nanoTime();
    MetricsStore store = MetricsStore.open(config, () -> Instant.ofEpochMilli(nowMillis));
    double opened = (System.nanoTime() - start) / 1e9;
    long cpu = threads.getCurrentThreadCpuTime();
    idleNanos = 0;
    // What a minute of buffer holds.
    for (int i = 0; i < 4; i++) {
      exportAll(store);
      System.out.printf(
          Locale.ROOT,
          "restart        %.2f s to open, %.2f s until export %d is in (%.2f s of CPU)%n",
          opened,
          (System.nanoTime() - start - idleNanos) / 1e9,
          i + 1,
          (threads.getCurrentThreadCpuTime() - cpu - idleNanos) / 1e9);
    }
    store.close();
  }

  private void phase(String what, MetricsStore store, int exports) throws IOException {
    long cpu = threads.getCurrentThreadCpuTime();
    long process = system.getProcessCpuTime();
    long allocated = threads.getCurrentThreadAllocatedBytes();
    long samples = store.status().ingestedSamples();
    long wall = System.nanoTime();
    idleNanos = 0;
    for (int i = 0; i < exports; i++) {
      exportAll(store);
    }
    if (exports == 0) {
      flush(store);
    }
    double thread = (threads.getCurrentThreadCpuTime() - cpu - idleNanos) / 1e9;
    double whole = (system.getProcessCpuTime() - process - idleNanos) / 1e9;
    long bytes = threads.getCurrentThreadAllocatedBytes() - allocated;
    double count = Math.max(1, store.status().ingestedSamples() - samples);
    System.out.printf(
        Locale.ROOT,
        "%-14s %,12.0f samples; %,10.0f /s of the thread's CPU, %,10.0f /s of the process's;"
            + " %.1f B allocated each; %.2f s of CPU, %.2f s wall%n",
        what,
        count,
        count / thread,
        count / whole,
        bytes / count,
        whole,
        (System.nanoTime() - wall) / 1e9);
  }

  private void exportAll(MetricsStore store) throws IOException {
    for (int instance = 0; instance < instances; instance++) {
      make(instance);
      store.ingest(++position, nowMillis * 1_000_000, corpus.bytes(), 0, corpus.bytes().length);
      if (store.flushDue()) {
        flush(store);
      }
    }
    export++;
    nowMillis += INTERVAL_MILLIS;
  }

  private void make(int instance) {
    long before = threads.getCurrentThreadCpuTime();
    long phase = (instance * 7919L) % INTERVAL_MILLIS;
    long jitter = (instance * 31L + export * 17) % 13 - 6;
    long time = nowMillis - INTERVAL_MILLIS + phase + jitter;
    corpus.export(instance, export, time * 1_000_000 + 123_456, 1_767_000_000_000_000_000L);
    idleNanos += threads.getCurrentThreadCpuTime() - before;
  }

  private static void flush(MetricsStore store) throws IOException {
    store.flush();
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
