package dev.clew.benchmarks.queries;

import dev.clew.benchmarks.CommandLine;
import dev.clew.benchmarks.Percentiles;
import dev.clew.benchmarks.corpus.CorpusFacts;
import dev.clew.benchmarks.replay.Replay;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks an appliance what people ask of logs, each question several times, and prints a table: the
 * first time, median and 99th percentile of the others (time at the client, over loopback), and
 * what the last answer says of blocks and rows.
 */
public final class Queries {
  private static final Duration MOST_PER_QUESTION = Duration.ofSeconds(20);

  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final URI target;
  private final HttpClient client = HttpClient.newHttpClient();
  private final long repetitions;

  private Queries(URI target, long repetitions) {
    this.target = target;
    this.repetitions = repetitions;
  }

  public static void main(String... arguments) throws IOException, InterruptedException {
    CommandLine line = CommandLine.parse(arguments);
    if (line.has("--help")) {
      System.err.println(
          "usage: queries [--to http://127.0.0.1:8080] [--corpus DIR] [--over 20d] [--repeat 50]\n"
              + "  --corpus  the one that was replayed: IDs are taken from it");
      System.exit(2);
    }
    URI target = URI.create(line.text("--to", "http://127.0.0.1:8080"));
    long repetitions = line.number("--repeat", 50);
    Duration over = Replay.duration(line.text("--over", "20d"));
    String corpus = line.text("--corpus", "");
    line.refuseUnknown();
    long now = System.currentTimeMillis();
    Question.Range range = new Question.Range(now - over.toMillis(), now + 60_000);
    List<String> traceIds = List.of();
    List<String> orderIds = List.of();
    if (!corpus.isEmpty()) {
      CorpusFacts facts = CorpusFacts.read(Path.of(corpus));
      traceIds = facts.traceIds();
      orderIds = facts.orderIds();
    }
    System.out.println(
        "| question | first, ms | p50, ms | p99, ms | times | blocks read | blocks skipped |"
            + " rows read | answer |");
    System.out.println("|---|---|---|---|---|---|---|---|---|");
    Queries queries = new Queries(target, repetitions);
    for (Question question : Question.all(range, traceIds, orderIds)) {
      queries.ask(question);
    }
  }

  private void ask(Question question) throws IOException, InterruptedException {
    double first = 0;
    Percentiles warm = new Percentiles();
    String answer = "";
    int status = 0;
    long deadline = System.nanoTime() + MOST_PER_QUESTION.toNanos();
    int done = 0;
    while (done < repetitions && (done < 2 || System.nanoTime() < deadline)) {
      String path = question.paths().get(done % question.paths().size());
      HttpRequest request = HttpRequest.newBuilder(target.resolve(path)).timeout(LONGEST).build();
      long started = System.nanoTime();
      try {
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        status = response.statusCode();
        answer = response.body();
      } catch (HttpTimeoutException e) {
        status = 0;
      }
      long nanos = System.nanoTime() - started;
      if (done++ == 0) {
        first = nanos / 1e6;
      } else {
        warm.add(nanos);
      }
      if (status != 200) {
        break;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %.2f | %.2f | %.2f | %d | %s | %s | %s | %s |%n",
        question.name(),
        first,
        warm.millis(0.5),
        warm.millis(0.99),
        done,
        field("scannedBlocks", answer),
        field("skippedBlocks", answer),
        field("scannedRows", answer),
        status == 200
            ? summary(answer)
            : status == 0 ? "none within a minute" : "status " + status);
  }

  private static String field(String name, String json) {
    Matcher matcher = Pattern.compile("\"" + name + "\":\\s*(\\d+)").matcher(json);
    return matcher.find() ? matcher.group(1) : "";
  }

  private static String summary(String answer) {
    String rows = field("rows", answer);
    String total = field("total", answer);
    String found = !rows.isEmpty() ? rows + " rows" : total.isEmpty() ? "" : total + " in total";
    return answer.contains("\"partial\":{") ? found + ", ended early" : found;
  }
}
