package dev.clew.benchmarks.ingest;

import com.sun.management.ThreadMXBean;
import dev.clew.benchmarks.CommandLine;
import dev.clew.benchmarks.Directories;
import dev.clew.benchmarks.ProcessUsage;
import dev.clew.benchmarks.corpus.CorpusFacts;
import dev.clew.benchmarks.corpus.CorpusFile;
import dev.clew.benchmarks.replay.LogTimes;
import dev.clew.benchmarks.replay.TimeShift;
import dev.clew.logstore.LogStore;
import dev.clew.logstore.LogStoreConfig;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.Signal;
import dev.clew.model.TimeRange;
import dev.clew.model.otlp.OtlpCheck;
import dev.clew.model.otlp.OtlpLimits;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Checks the requests of a corpus, then writes them to a fresh log store, again and again in one
 * process; every round prints the processor time of each step on the thread that does it, so that
 * two builds can be compared although the machine is busy.
 */
public final class IngestLoop {
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final List<byte[]> requests = new ArrayList<>();
  private long records;

  private IngestLoop() {}

  public static void main(String... arguments) throws IOException {
    CommandLine line = CommandLine.parse(arguments);
    if (!line.has("--corpus")) {
      System.err.println(
          "usage: ingest --corpus DIR [--records 500k] [--rounds 5] [--dir DIR] [--keep]");
      System.exit(2);
    }
    Path corpus = Path.of(line.required("--corpus"));
    long limit = line.number("--records", 500_000);
    long rounds = line.number("--rounds", 5);
    Path given = Path.of(line.text("--dir", System.getProperty("java.io.tmpdir")));
    boolean keep = line.has("--keep");
    line.refuseUnknown();
    IngestLoop loop = new IngestLoop();
    loop.load(corpus, limit);
    Path directory = Files.createTempDirectory(Files.createDirectories(given), "ingest");
    for (long round = 0; round < rounds; round++) {
      loop.round(directory.resolve("round-" + round));
      if (!keep) {
        Directories.delete(directory.resolve("round-" + round));
      }
    }
    if (!keep) {
      Directories.delete(directory);
    }
  }

  private void load(Path corpus, long limit) throws IOException {
    CorpusFacts facts = CorpusFacts.read(corpus);
    TimeShift shift =
        TimeShift.endingAt(facts.firstNanos(), facts.lastNanos(), TimeRange.nanosOf(Instant.now()));
    LogTimes times = new LogTimes();
    try (CorpusFile.Reader reader = CorpusFile.open(corpus)) {
      for (byte[] request = reader.next();
          request != null && records < limit;
          request = reader.next()) {
        records += times.rewrite(request, shift::shifted);
        requests.add(request);
      }
    }
  }

  private void round(Path directory) throws IOException {
    long pid = ProcessHandle.current().pid();
    double processBefore = ProcessUsage.of(pid).cpuSeconds();
    Step check = new Step();
    check.resume();
    long checked = 0;
    for (byte[] request : requests) {
      checked +=
          OtlpCheck.check(Signal.LOGS, OtlpLimits.NONE, request, 0, request.length).records();
    }
    check.end("check", checked);
    Step ingest = new Step();
    Step flush = new Step();
    Step merge = new Step();
    long disk;
    try (LogStore store =
        LogStore.open(
            LogStoreConfig.defaults(), directory, CorrelationKeys.defaults(), Clock.systemUTC())) {
      ingest.resume();
      for (int i = 0; i < requests.size(); i++) {
        byte[] request = requests.get(i);
        store.ingest(i, 0, request, 0, request.length);
        if (store.flushDue()) {
          ingest.pause();
          flush.resume();
          store.flush();
          flush.pause();
          ingest.resume();
        }
      }
      ingest.end("rows and blocks", records);
      flush.resume();
      store.flush();
      flush.end("flush", records);
      merge.resume();
      store.blocks().merge();
      merge.end("merge", records);
      disk = ProcessUsage.diskBytes(directory);
    }
    double process = ProcessUsage.of(pid).cpuSeconds() - processBefore;
    System.out.printf(
        Locale.ROOT,
        "| process %.2f s, %,.0f records per CPU-second; %.2f bytes a record%n",
        process,
        records / process,
        (double) disk / records);
  }

  /** Processor time and allocation of this thread. */
  private final class Step {
    private long nanos;
    private long bytes;

    void pause() {
      nanos += threads.getCurrentThreadCpuTime();
      bytes += threads.getCurrentThreadAllocatedBytes();
    }

    void resume() {
      nanos -= threads.getCurrentThreadCpuTime();
      bytes -= threads.getCurrentThreadAllocatedBytes();
    }

    void end(String name, long count) {
      pause();
      System.out.printf(
          Locale.ROOT, "%s %.2f us, %d B | ", name, nanos / 1e3 / count, bytes / count);
    }
  }
}
