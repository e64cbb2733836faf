package dev.clew.benchmarks.baseline;

import dev.clew.benchmarks.CommandLine;
import dev.clew.benchmarks.ProcessUsage;
import dev.clew.benchmarks.corpus.CorpusFacts;
import dev.clew.benchmarks.corpus.CorpusFile;
import dev.clew.benchmarks.replay.LogTimes;
import dev.clew.benchmarks.replay.TimeShift;
import dev.clew.model.TimeRange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** Feeds one candidate in this process and prints its figures; {@link Baseline} starts it. */
final class OneRun {
  private static final long MOST_REPEATED_NANOS = Duration.ofSeconds(3).toNanos();
  private static final int REPETITIONS = 40;

  private final Path corpus;
  private final CorpusFacts facts;
  private final TimeShift shift;
  private final TimeRange range;

  private OneRun(Path corpus) throws IOException {
    this.corpus = corpus;
    this.facts = CorpusFacts.read(corpus);
    long end = TimeRange.nanosOf(Instant.now());
    this.shift = TimeShift.endingAt(facts.firstNanos(), facts.lastNanos(), end);
    this.range = new TimeRange(shift.shifted(facts.firstNanos()), end + 1);
  }

  public static void main(String... arguments) throws IOException {
    CommandLine line = CommandLine.parse(arguments);
    OneRun run = new OneRun(Path.of(line.required("--corpus")));
    Path directory = Path.of(line.required("--dir"));
    String name = line.required("--candidate");
    long records = line.number("--records", Long.MAX_VALUE);
    long warmUp = line.number("--warm-up", 100_000);
    if (warmUp > 0) {
      try (Candidate candidate = run.open(name, directory.resolve("warm-up"))) {
        run.feed(candidate, warmUp);
        candidate.finish();
        run.queries(candidate, 3, false);
      }
    }
    Path data = directory.resolve("data");
    try (Candidate candidate = run.open(name, data)) {
      run.ingest(candidate, records);
      Measured.print("bytes on disk", (double) ProcessUsage.diskBytes(data));
      run.queries(candidate, REPETITIONS, true);
    }
  }

  private Candidate open(String name, Path directory) throws IOException {
    return switch (name) {
      case "clew" -> new ClewRecords(directory, range);
      case "lucene" -> new LuceneRecords(directory);
      default ->
          throw new IllegalArgumentException(
              "candidate: \"" + name + "\" (expected: clew or lucene)");
    };
  }

  private long feed(Candidate candidate, long records) throws IOException {
    LogTimes times = new LogTimes();
    long fed = 0;
    try (CorpusFile.Reader reader = CorpusFile.open(corpus)) {
      for (byte[] request = reader.next();
          request != null && fed < records;
          request = reader.next()) {
        fed += times.rewrite(request, shift::shifted);
        candidate.ingest(request);
      }
    }
    return fed;
  }

  private void ingest(Candidate candidate, long records) throws IOException {
    long pid = ProcessHandle.current().pid();
    double before = ProcessUsage.of(pid).cpuSeconds();
    long started = System.nanoTime();
    long fed = feed(candidate, records);
    candidate.finish();
    ProcessUsage after = ProcessUsage.of(pid);
    double cpu = after.cpuSeconds() - before;
    Measured.print("records", (double) fed);
    Measured.print("ingest CPU-s", cpu);
    Measured.print("records per CPU-s", fed / cpu);
    Measured.print("ingest wall s", (System.nanoTime() - started) / 1e9);
    Measured.print("peak resident MiB", after.peakBytes() / 1048576.0);
  }

  /** A query of a candidate; answers with the number of records found. */
  @FunctionalInterface
  private interface Search {
    long run(int repetition) throws IOException;
  }

  private void queries(Candidate candidate, int repetitions, boolean printed) throws IOException {
    time("lookup of a trace ID", repetitions, printed, i -> candidate.ofTrace(traceId(i)));
    time("newest 100 with a rare word", repetitions, printed, i -> candidate.newest("quorum", 100));
    time(
        "newest 100 with a common word",
        repetitions,
        printed,
        i -> candidate.newest("committed", 100));
    time(
        "newest 100 with a part of a word",
        repetitions,
        printed,
        i -> candidate.newestWithPart("ertifica", 100));
    time(
        "count of a part across words",
        Math.min(3, repetitions),
        printed,
        i -> candidate.countWithPart("ed on re"));
    time(
        "severity histogram, 60 buckets",
        repetitions,
        printed,
        i -> candidate.severities(range, 60));
  }

  private String traceId(int number) {
    return facts.traceIds().get(number % facts.traceIds().size());
  }

  private static void time(String name, int repetitions, boolean printed, Search search)
      throws IOException {
    long[] nanos = new long[repetitions];
    long found = 0;
    long begun = System.nanoTime();
    int done = 0;
    while (done < repetitions && (done < 3 || System.nanoTime() - begun < MOST_REPEATED_NANOS)) {
      long started = System.nanoTime();
      found += search.run(done);
      nanos[done++] = System.nanoTime() - started;
    }
    if (printed) {
      Measured.print(name + ": first, ms", nanos[0] / 1e6);
      Arrays.sort(nanos, 0, done);
      Measured.print(name + ": median, ms", nanos[done / 2] / 1e6);
      Measured.print(name + ": found", (double) found / done);
    }
  }
}
