package dev.clew.benchmarks.peers;

import dev.clew.benchmarks.CommandLine;
import dev.clew.benchmarks.Directories;
import dev.clew.benchmarks.Percentiles;
import dev.clew.benchmarks.ProcessUsage;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Starts the candidates, sends the same samples to one after the other, asks all of them the same
 * questions in turn, kills and restarts them, and prints what each needed as a table.
 *
 * <p>Processor time is that of the server's process from the first request until it is idle again
 * after the last. Bytes on disk are what {@code du} counts below the directories of samples and
 * index; Prometheus' include its write-ahead log, as it keeps one. The samples lie in the day
 * before today, so that each may merge them for good.
 */
public final class Peers {
  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;

  private final Load load;
  private final int rounds;
  private final Duration settle;
  private final Map<String, Map<String, String>> table = new LinkedHashMap<>();

  private Peers(Load load, int rounds, Duration settle) {
    this.load = load;
    this.rounds = rounds;
    this.settle = settle;
  }

  public static void main(String... arguments) throws IOException, InterruptedException {
    CommandLine line = CommandLine.parse(arguments);
    if (line.has("--help")) {
      System.err.println(
          "usage: peers [--instances 84] [--minutes 360] [--interval SECONDS] [--batch 8]"
              + " [--rounds 7] [--settle SECONDS] [--candidates clew,prometheus,…]"
              + " [--clew SERVER] [--dir DIR]");
      System.exit(2);
    }
    long interval = line.number("--interval", 15) * 1000;
    long start = Math.floorDiv(System.currentTimeMillis(), DAY) * DAY - DAY + 6 * HOUR;
    Load load =
        new Load(
            (int) line.number("--instances", 84),
            start,
            interval,
            (int) (line.number("--minutes", 360) * 60_000 / interval),
            (int) line.number("--batch", 8));
    Peers peers =
        new Peers(
            load,
            (int) line.number("--rounds", 7),
            Duration.ofSeconds(line.number("--settle", 120)));
    String server = line.text("--clew", "packaging/target/clew/bin/clew-server");
    List<String> names =
        List.of(line.text("--candidates", "prometheus,victoria-metrics,clew,clew-otlp").split(","));
    Path given = Path.of(line.text("--dir", System.getProperty("java.io.tmpdir")));
    line.refuseUnknown();
    Path scratch = Files.createTempDirectory(Files.createDirectories(given), "peers");
    List<Running> running = new ArrayList<>();
    try {
      for (String name : names) {
        running.add(Running.start(Candidate.of(name, server), scratch.resolve(name)));
      }
      peers.run(running);
    } finally {
      running.forEach(Running::close);
      Directories.delete(scratch);
    }
    peers.print(names);
  }

  private void run(List<Running> servers) throws IOException, InterruptedException {
    System.out.printf(
        Locale.ROOT,
        "%,d series, %,d samples from %s%n",
        load.series(),
        load.samples(),
        Instant.ofEpochMilli(load.startMillis()));
    for (Running server : servers) {
      server.settle(Duration.ofSeconds(20));
      ingest(server);
    }
    long last = load.startMillis() + (load.exports() - 1) * load.intervalMillis();
    for (Question question : Question.all(load.startMillis(), last)) {
      ask(question, servers);
    }
    for (Running server : servers) {
      ready(server, last);
    }
  }

  private void ingest(Running server) throws IOException, InterruptedException {
    ProcessUsage before = server.usage();
    Percentiles answers = new Percentiles();
    long started = System.nanoTime();
    long bytes = load.send(server, answers);
    double seconds = (System.nanoTime() - started) / 1e9;
    ProcessUsage loaded = server.usage();
    server.settle(settle);
    ProcessUsage after = server.usage();
    double cpu = after.cpuSeconds() - before.cpuSeconds();
    put(server, "samples per CPU-second", "%,.0f", load.samples() / cpu);
    put(server, "samples a second while sending", "%,.0f", load.samples() / seconds);
    put(server, "answer p50, ms", "%.1f", answers.millis(0.5));
    put(server, "answer p99, ms", "%.1f", answers.millis(0.99));
    put(server, "sent, B per sample", "%.1f", (double) bytes / load.samples());
    put(server, "on disk, B per sample", "%.3f", (double) server.storedBytes() / load.samples());
    put(server, "resident when started, MiB", "%.0f", before.residentBytes() / 1048576.0);
    put(server, "resident after the load, MiB", "%.0f", loaded.residentBytes() / 1048576.0);
    put(server, "most resident, MiB", "%.0f", after.peakBytes() / 1048576.0);
    put(
        server,
        "resident per series above the start, B",
        "%,.0f",
        (double) (loaded.residentBytes() - before.residentBytes()) / load.series());
    System.out.println(server.candidate.name() + " has it all");
  }

  private void ask(Question question, List<Running> servers)
      throws IOException, InterruptedException {
    Map<Running, double[]> millis = new LinkedHashMap<>();
    Map<Running, String> shapes = new LinkedHashMap<>();
    for (int round = -2; round < rounds; round++) {
      for (Running server : servers) {
        long started = System.nanoTime();
        HttpResponse<byte[]> answer = server.get(server.candidate.prefix() + question.path());
        double took = (System.nanoTime() - started) / 1e6;
        if (round >= 0) {
          millis.computeIfAbsent(server, key -> new double[rounds])[round] = took;
        }
        shapes.put(
            server,
            answer.statusCode() == 200
                ? shape(answer.body())
                : "refused with " + answer.statusCode());
      }
    }
    millis.forEach((server, times) -> {
      Arrays.sort(times);
      String cell =
          String.format(
              Locale.ROOT,
              "%.1f (%.1f–%.1f) %s",
              times[times.length / 2],
              times[0],
              times[times.length - 1],
              shapes.get(server));
      cells(question.name() + ", ms").put(server.candidate.name(), cell);
    });
  }

  /** How many series an answer has, to see that all answered alike. */
  private static String shape(byte[] body) {
    String text = new String(body, java.nio.charset.StandardCharsets.ISO_8859_1);
    int series = text.split("\"metric\":", -1).length - 1;
    return series == 0 ? "" : "[" + series + "]";
  }

  private void ready(Running server, long endMillis) throws IOException, InterruptedException {
    double seconds = server.restart();
    put(server, "ready after a kill, s", "%.1f", seconds);
    Question count = Question.all(load.startMillis(), endMillis).get(9);
    long started = System.nanoTime();
    server.get(server.candidate.prefix() + count.path());
    put(server, "first count of all series then, s", "%.2f", (System.nanoTime() - started) / 1e9);
    server.settle(Duration.ofSeconds(20));
    put(server, "resident then, MiB", "%.0f", server.usage().residentBytes() / 1048576.0);
  }

  private Map<String, String> cells(String row) {
    return table.computeIfAbsent(row, key -> new LinkedHashMap<>());
  }

  private void put(Running server, String row, String format, double value) {
    cells(row).put(server.candidate.name(), String.format(Locale.ROOT, format, value));
  }

  private void print(List<String> names) {
    System.out.println("| | " + String.join(" | ", names) + " |");
    System.out.println("|---".repeat(names.size() + 1) + "|");
    table.forEach((row, cells) -> {
      StringBuilder text = new StringBuilder("| ").append(row);
      for (String name : names) {
        text.append(" | ").append(cells.getOrDefault(name, "–"));
      }
      System.out.println(text.append(" |"));
    });
  }
}
