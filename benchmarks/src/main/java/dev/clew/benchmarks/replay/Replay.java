package dev.clew.benchmarks.replay;

import dev.clew.benchmarks.CommandLine;
import dev.clew.benchmarks.ProcessUsage;
import dev.clew.benchmarks.corpus.CorpusFacts;
import dev.clew.benchmarks.corpus.CorpusFile;
import dev.clew.model.TimeRange;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;

/** Sends a corpus over OTLP/HTTP and says what the receiver used for it. */
public final class Replay {
  private static final String USAGE =
      """
      usage: replay --corpus DIR [--to http://127.0.0.1:4318] [--pid PID] [--data DIR]
        [--limit RECORDS] [--rate RECORDS_PER_SECOND] [--connections 2]
        [--shift-time] [--spread 20d] [--status http://127.0.0.1:8080] [--settle SECONDS]
      --to          where /v1/logs is; an address with a path is taken as it is; like --status it
                    defaults to the ports that CLEW_COLLECTOR_HTTP_PORT and CLEW_HTTP_PORT name
      --pid, --data process and directory whose use is measured
      --shift-time  moves the times of the corpus so that it ends now
      --spread      the same, and stretches it over so many days (d) or hours (h)
      --status      waits until this appliance has flushed everything; --settle waits a fixed time
      """;

  private final Options options;
  private final LogTimes times = new LogTimes();
  private final LongUnaryOperator change;
  private long records;
  private long bytes;

  /** What is asked for on the command line. */
  private record Options(
      Path corpus,
      URI target,
      long pid,
      String data,
      long limit,
      long rate,
      int connections,
      boolean shift,
      String spread,
      URI status,
      long settleSeconds) {
    static Options of(CommandLine line) {
      URI to = URI.create(line.text("--to", local("CLEW_COLLECTOR_HTTP_PORT", "4318")));
      Options options =
          new Options(
              Path.of(line.required("--corpus")),
              to.getPath().length() > 1 ? to : to.resolve("/v1/logs"),
              line.number("--pid", 0),
              line.text("--data", ""),
              line.number("--limit", Long.MAX_VALUE),
              line.number("--rate", 0),
              (int) line.number("--connections", 2),
              line.has("--shift-time"),
              line.text("--spread", ""),
              URI.create(line.text("--status", local("CLEW_HTTP_PORT", "8080"))),
              line.number("--settle", -1));
      line.refuseUnknown();
      return options;
    }
  }

  /** An appliance on this machine listens there, also when the variable says another port. */
  private static String local(String variable, String port) {
    return "http://127.0.0.1:" + System.getenv().getOrDefault(variable, port);
  }

  private Replay(Options options, LongUnaryOperator change) {
    this.options = options;
    this.change = change;
  }

  public static void main(String... arguments) throws IOException, InterruptedException {
    CommandLine line = CommandLine.parse(arguments);
    if (!line.has("--corpus")) {
      System.err.print(USAGE);
      System.exit(2);
    }
    Options options = Options.of(line);
    new Replay(options, change(options)).run();
  }

  private static LongUnaryOperator change(Options options) throws IOException {
    if (!options.shift() && options.spread().isEmpty()) {
      return LongUnaryOperator.identity();
    }
    CorpusFacts facts = CorpusFacts.read(options.corpus());
    long end = TimeRange.nanosOf(Instant.now());
    TimeShift shift =
        options.spread().isEmpty()
            ? TimeShift.endingAt(facts.firstNanos(), facts.lastNanos(), end)
            : TimeShift.spread(
                facts.firstNanos(), facts.lastNanos(), end, duration(options.spread()));
    return shift::shifted;
  }

  /** A duration such as 20d or 36h. */
  public static Duration duration(String text) {
    return Duration.parse(
        text.endsWith("d")
            ? "P" + text.toUpperCase(Locale.ROOT)
            : "PT" + text.toUpperCase(Locale.ROOT));
  }

  private void run() throws IOException, InterruptedException {
    boolean measured = options.pid() != 0;
    long diskBefore = disk();
    double cpuBefore = measured ? ProcessUsage.of(options.pid()).cpuSeconds() : 0;
    try (Sender sender = new Sender(options.target(), options.connections());
        CorpusFile.Reader corpus = CorpusFile.open(options.corpus())) {
      Watch watch = measured ? new Watch(options.pid()) : null;
      long started = System.nanoTime();
      sendAll(corpus, sender, started);
      double seconds = (System.nanoTime() - started) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "sent         %,d records, %,d OTLP bytes in %.1f s: %,.0f records/s, %.1f MB/s%n",
          records,
          bytes,
          seconds,
          records / seconds,
          bytes / 1e6 / seconds);
      System.out.println("acknowledged " + sender.acknowledgements());
      System.out.println("busy answers " + sender.busyAnswers());
      if (watch != null) {
        watch.close();
        System.out.printf(
            Locale.ROOT,
            "resident     mean %d MiB, peak %d MiB while sending%n",
            watch.meanBytes() >> 20,
            watch.peakBytes() >> 20);
      }
    }
    settle();
    if (measured) {
      double cpu = ProcessUsage.of(options.pid()).cpuSeconds() - cpuBefore;
      System.out.printf(
          Locale.ROOT,
          "processor    %.2f s until flushed: %,.0f records and %.1f MB of OTLP per CPU-second%n",
          cpu,
          records / cpu,
          bytes / 1e6 / cpu);
    }
    if (!options.data().isEmpty()) {
      long disk = disk() - diskBefore;
      System.out.printf(
          Locale.ROOT,
          "disk         %,d bytes more: %.2f a record, 1/%.1f of the OTLP bytes%n",
          disk,
          (double) disk / records,
          (double) bytes / disk);
    }
  }

  private void sendAll(CorpusFile.Reader corpus, Sender sender, long started)
      throws IOException, InterruptedException {
    for (byte[] body = corpus.next();
        body != null && records < options.limit();
        body = corpus.next()) {
      if (options.rate() > 0) {
        long due = started + (long) (records * 1e9 / options.rate());
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
      }
      records += times.rewrite(body, change);
      bytes += body.length;
      sender.send(body);
    }
    sender.finish();
  }

  private void settle() throws IOException, InterruptedException {
    if (options.settleSeconds() >= 0) {
      Thread.sleep(Duration.ofSeconds(options.settleSeconds()));
    } else {
      Settling.awaitFlush(options.status(), options.pid());
    }
  }

  private long disk() throws IOException {
    return options.data().isEmpty() ? 0 : ProcessUsage.diskBytes(Path.of(options.data()));
  }
}
