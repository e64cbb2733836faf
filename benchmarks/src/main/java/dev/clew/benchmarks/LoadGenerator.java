package dev.clew.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends a corpus to an OTLP/HTTP address on this machine, bounded in count, and reports what the
 * receiving process spent on it: CPU-seconds from the first request until {@code --settle} seconds
 * after the last one (when everything is flushed), resident memory, and bytes on disk.
 *
 * <pre>./benchmarks/load logs --records 1000000 --pid PID --data DIR</pre>
 */
public final class LoadGenerator {
  private static final int ATTEMPTS = 50;

  private final Options options;
  private final Corpus corpus;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong bytesSent = new AtomicLong();
  private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();

  private LoadGenerator(Options options) {
    this.options = options;
    this.corpus = Corpus.of(options.signal());
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    new LoadGenerator(Options.parse(arguments)).run();
  }

  private void run() throws IOException, InterruptedException {
    ProcessUsage before = ProcessUsage.of(options.pid());
    long diskBefore = ProcessUsage.diskBytes(options.data());
    long started = System.nanoTime();
    try (ExecutorService senders = Executors.newFixedThreadPool(options.concurrency())) {
      for (int i = 0; i < options.concurrency(); i++) {
        senders.submit(this::send);
      }
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    ProcessUsage atEnd = ProcessUsage.of(options.pid());
    Thread.sleep(Duration.ofSeconds(options.settleSeconds()));
    ProcessUsage settled = ProcessUsage.of(options.pid());
    long disk = ProcessUsage.diskBytes(options.data()) - diskBefore;
    report(seconds, settled.cpuSeconds() - before.cpuSeconds(), atEnd, disk);
  }

  private void report(double seconds, double cpuSeconds, ProcessUsage atEnd, long disk) {
    long records = options.requests() * options.recordsPerRequest();
    long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "%s: %,d records in %.1f s, %,.0f records/s; %.2f CPU-s per million records;"
            + " sent %.1f B/record; disk %.2f B/record; resident %d MiB;"
            + " latency ms p50 %.2f p99 %.2f max %.2f%n",
        options.signal(),
        records,
        seconds,
        records / seconds,
        cpuSeconds * 1e6 / records,
        (double) bytesSent.get() / records,
        (double) disk / records,
        atEnd.residentBytes() >> 20,
        percentile(sorted, 0.5),
        percentile(sorted, 0.99),
        percentile(sorted, 1));
  }

  private static double percentile(long[] sortedNanos, double share) {
    return sortedNanos[(int) Math.min(sortedNanos.length - 1L, (long) (sortedNanos.length * share))]
        / 1e6;
  }

  private void send() {
    long index = next.getAndIncrement();
    while (index < options.requests()) {
      byte[] body =
          corpus.request(
              options.firstRequest() + index,
              options.recordsPerRequest(),
              System.currentTimeMillis() * 1_000_000L);
      post(body);
      bytesSent.addAndGet(body.length);
      index = next.getAndIncrement();
    }
  }

  /** Sends one request, again after a pause while the receiver says that it is busy. */
  private void post(byte[] body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(options.address() + corpus.path()))
            .header("Content-Type", "application/x-protobuf")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long started = System.nanoTime();
      int status = exchange(request);
      if (status == 200) {
        latencies.add(System.nanoTime() - started);
        return;
      }
      if (status != 429 && status != 503) {
        throw new IllegalStateException("the receiver answered " + status);
      }
    }
    throw new IllegalStateException("the receiver stayed busy");
  }

  private int exchange(HttpRequest request) {
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status != 200) {
        Thread.sleep(200);
      }
      return status;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** The command line. */
  record Options(
      String signal,
      String address,
      long requests,
      int recordsPerRequest,
      int concurrency,
      long pid,
      Path data,
      int settleSeconds,
      long firstRequest) {
    static Options parse(String... arguments) {
      java.util.Map<String, String> given = new java.util.HashMap<>();
      for (int i = 1; i + 1 < arguments.length; i += 2) {
        given.put(arguments[i], arguments[i + 1]);
      }
      if (arguments.length == 0 || !given.containsKey("--pid") || !given.containsKey("--data")) {
        throw new IllegalArgumentException(
            "usage: logs|traces|metrics --pid PID --data DIR [--to http://127.0.0.1:4318]"
                + " [--records N] [--batch N] [--concurrency N] [--settle SECONDS] [--first N]");
      }
      int batch =
          arguments[0].equals("metrics")
              ? 250
              : Integer.parseInt(given.getOrDefault("--batch", "500"));
      long records = Long.parseLong(given.getOrDefault("--records", "1000000"));
      return new Options(
          arguments[0],
          given.getOrDefault("--to", "http://127.0.0.1:4318"),
          Math.max(1, records / batch),
          batch,
          Integer.parseInt(given.getOrDefault("--concurrency", "2")),
          Long.parseLong(given.getOrDefault("--pid", "0")),
          Path.of(given.getOrDefault("--data", "data")),
          Integer.parseInt(given.getOrDefault("--settle", "40")),
          Long.parseLong(given.getOrDefault("--first", "0")));
    }
  }
}
