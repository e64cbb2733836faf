package dev.clew.benchmarks;

import dev.clew.logstore.LogStore;
import dev.clew.logstore.LogStoreConfig;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.TimeRange;
import dev.clew.storage.rows.StoreStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * What becomes of a day of log records: bytes and segments after flushes, after the merges within
 * the day, and after the last merge when the day is over; how often each byte was written.
 *
 * <pre>
 * DayOfLogs [records] [records per flush] [seconds that senders are late, at most]
 * </pre>
 */
public final class DayOfLogs {
  private static final Instant DAY = Instant.parse("2026-11-20T00:00:00Z");
  private static final int RECORDS_PER_REQUEST = 100;

  private DayOfLogs() {}

  private static final class SetClock extends Clock {
    private Instant now = DAY;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  public static void main(String[] arguments) throws IOException {
    long records = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1_000_000;
    long perFlush = arguments.length > 1 ? Long.parseLong(arguments[1]) : 5_000;
    long late = arguments.length > 2 ? Long.parseLong(arguments[2]) : 60;
    Path directory = Files.createTempDirectory("day-of-logs");
    try {
      run(directory, records, perFlush, Duration.ofSeconds(late));
    } finally {
      delete(directory);
    }
  }

  private static void run(Path directory, long records, long perFlush, Duration late)
      throws IOException {
    SetClock clock = new SetClock();
    // An interval this long leaves flushing to this class; so does the size.
    LogStoreConfig defaults = LogStoreConfig.defaults();
    LogStoreConfig config =
        new LogStoreConfig(
            defaults.retention(),
            List.of(),
            0,
            defaults.maxFuture(),
            Duration.ofDays(1),
            1L << 40,
            defaults.cacheBytes(),
            defaults.maxConcurrency(),
            defaults.detectSeverity());
    try (LogStore store = LogStore.open(config, directory, CorrelationKeys.defaults(), clock)) {
      ingest(store, clock, records, perFlush, late);
      store.blocks().merge();
      print("merged", store.status());
      clock.now = DAY.plus(Duration.ofHours(25)).plusSeconds(1);
      long began = cpu();
      store.blocks().merge();
      print("sealed", store.status());
      System.out.printf(
          Locale.ROOT,
          "sealing: %.2f CPU-s, %.0f records per CPU-s%n",
          (cpu() - began) / 1e9,
          records * 1e9 / Math.max(1, cpu() - began));
    }
  }

  private static void ingest(
      LogStore store, SetClock clock, long records, long perFlush, Duration late)
      throws IOException {
    Corpus corpus = Corpus.of("logs");
    SplittableRandom random = new SplittableRandom(7);
    long requests = records / RECORDS_PER_REQUEST;
    long stepNanos = Duration.ofHours(23).toNanos() / requests;
    long sinceFlush = 0;
    long merging = 0;
    long began = cpu();
    for (long i = 0; i < requests; i++) {
      clock.now = DAY.plusNanos(i * stepNanos);
      long time = TimeRange.nanosOf(clock.now) - random.nextLong(Math.max(1, late.toNanos()));
      byte[] request = corpus.request(i, RECORDS_PER_REQUEST, time);
      store.ingest(i, time, request, 0, request.length);
      sinceFlush += RECORDS_PER_REQUEST;
      if (sinceFlush >= perFlush) {
        sinceFlush = 0;
        store.flush();
        long before = cpu();
        store.blocks().merge();
        merging += cpu() - before;
      }
    }
    store.flush();
    print("flushed", store.status());
    System.out.printf(
        Locale.ROOT,
        "ingest %.2f CPU-s (making the requests included), of them merging %.2f%n",
        (cpu() - began) / 1e9,
        merging / 1e9);
  }

  private static void print(String when, StoreStatus status) {
    StoreStatus.Work work = status.work();
    System.out.printf(
        Locale.ROOT,
        "%-8s %d records, %d segments, %.1f bytes per record on disk;"
            + " flushed %.1f MB, written again %.1f MB: each byte %.2f times%n",
        when,
        status.rows(),
        status.segments(),
        (double) status.bytes() / Math.max(1, status.rows() - status.memoryRows()),
        work.flushedBytes() / 1e6,
        work.writtenAgainBytes() / 1e6,
        1 + (double) work.writtenAgainBytes() / Math.max(1, work.flushedBytes()));
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      all.sorted(Comparator.reverseOrder())
          .forEach(path -> {
            try {
              Files.delete(path);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }
}
