package dev.clew.benchmarks.labels;

import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.sun.management.OperatingSystemMXBean;
import dev.clew.benchmarks.CommandLine;
import dev.clew.metricsstore.MetricsStore;
import dev.clew.metricsstore.http.PrometheusApi;
import dev.clew.metricsstore.promql.EngineConfig;
import dev.clew.metricsstore.promql.PromqlEngine;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.memory.QueryMemory;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Asks a server in this process for labels, values and series, each several times, and prints for
 * each the first time, the median of the others with the fastest and slowest, the processor time of
 * the process (its client included), the most memory that was claimed at a time, and the size of
 * the answer. The directory is filled when it does not exist.
 */
public final class LabelCalls {
  /** A call; the range ends with the data. */
  private record Call(String name, String path, String match, int hours, int limit) {}

  private static final int ALL = 100_000;
  private static final String EVERY = "{__name__=~\".+\"}";
  private static final String HALF = "{cluster=~\"eu-[12]\"}";
  private static final String ONE = "metric_7_3";

  private static final List<Call> CALLS =
      List.of(
          new Call("labels", "labels", "", ALL, 0),
          new Call("labels, 1 h", "labels", "", 1, 0),
          new Call("labels, match, 6 h", "labels", HALF, 6, 0),
          new Call("values of id", "label/id/values", "", ALL, 0),
          new Call("values of id, 1 h", "label/id/values", "", 1, 0),
          new Call("values of id, match, 6 h", "label/id/values", HALF, 6, 0),
          new Call("values of id, 6 h, limit", "label/id/values", "", 6, 1000),
          new Call("values of pod, 6 h", "label/pod/values", "", 6, 0),
          new Call("values of __name__, match", "label/__name__/values", HALF, ALL, 0),
          new Call("series", "series", EVERY, ALL, 0),
          new Call("series, 1 h", "series", EVERY, 1, 0),
          new Call("series, 6 h", "series", EVERY, 6, 0),
          new Call("series, two days", "series", EVERY, 48, 0),
          new Call("series, 6 h, limit", "series", EVERY, 6, 1000),
          new Call("series of one metric, 6 h", "series", ONE, 6, 0));

  private final HttpClient client = HttpClient.newHttpClient();
  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final int port;
  private final int rounds;

  /** The most that the claim of a call has held. */
  private volatile long claimed;

  private LabelCalls(MetricsStore store, int rounds) {
    this.rounds = rounds;
    ServerBuilder builder = Server.builder().localPort(0, SessionProtocol.HTTP);
    builder.decorator((delegate, context, request) -> {
      MemoryBudget budget = MemoryBudget.of("queries", 4L << 30);
      QueryMemory memory = QueryMemory.of(budget, "this query");
      context.hook(memory::enter);
      context
          .log()
          .whenComplete()
          .thenAccept(log -> {
            claimed = budget.greatestHeldBytes();
            memory.close();
          });
      return delegate.serve(context, request);
    });
    PromqlEngine engine = new PromqlEngine(store, EngineConfig.defaults());
    new PrometheusApi(engine, store, InstantSource.fixed(Instant.ofEpochMilli(LabelData.END)))
        .register(builder);
    Server server = builder.build();
    server.start().join();
    server.closeOnJvmShutdown();
    port = server.activeLocalPort();
  }

  public static void main(String... arguments) throws IOException, InterruptedException {
    CommandLine line = CommandLine.parse(arguments);
    if (!line.has("--dir")) {
      System.err.println("usage: labels --dir DIR [--series 100k] [--rounds 9] [--only NAME]");
      System.exit(2);
    }
    Path directory = Path.of(line.required("--dir"));
    int series = (int) line.number("--series", 100_000);
    int rounds = (int) line.number("--rounds", 9);
    String only = line.text("--only", "");
    line.refuseUnknown();
    try (MetricsStore store = LabelData.open(directory, series)) {
      LabelCalls calls = new LabelCalls(store, rounds);
      System.out.println(store.status());
      System.out.printf(
          Locale.ROOT,
          "| %-26s | first ms | median ms | least | greatest | CPU ms | claimed MB | MB |%n"
              + "|---|--:|--:|--:|--:|--:|--:|--:|%n",
          "call");
      for (Call call : CALLS) {
        if (call.name().startsWith(only)) {
          calls.run(call);
        }
      }
    }
    System.exit(0);
  }

  private URI address(Call call) {
    StringBuilder query = new StringBuilder("?end=" + LabelData.END / 1000);
    query.append("&start=").append(LabelData.END / 1000 - 3600L * call.hours());
    if (!call.match().isEmpty()) {
      query.append("&match%5B%5D=").append(URLEncoder.encode(call.match(), StandardCharsets.UTF_8));
    }
    if (call.limit() > 0) {
      query.append("&limit=").append(call.limit());
    }
    return URI.create("http://127.0.0.1:" + port + "/prometheus/api/v1/" + call.path() + query);
  }

  private void run(Call call) throws IOException, InterruptedException {
    URI address = address(call);
    double[] millis = new double[rounds];
    long started = System.nanoTime();
    long bytes = ask(address);
    double first = (System.nanoTime() - started) / 1e6;
    long cpu = system.getProcessCpuTime();
    for (int round = 0; round < rounds; round++) {
      started = System.nanoTime();
      bytes = ask(address);
      millis[round] = (System.nanoTime() - started) / 1e6;
    }
    cpu = system.getProcessCpuTime() - cpu;
    Arrays.sort(millis);
    System.out.printf(
        Locale.ROOT,
        "| %-26s | %.0f | %.1f | %.1f | %.1f | %.0f | %.1f | %.2f |%n",
        call.name(),
        first,
        millis[rounds / 2],
        millis[0],
        millis[rounds - 1],
        cpu / 1e6 / rounds,
        claimed / 1e6,
        bytes / 1e6);
  }

  private long ask(URI address) throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        client.send(
            HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      byte[] buffer = new byte[1 << 16];
      long bytes = 0;
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        bytes += read;
      }
      if (response.statusCode() != 200) {
        throw new IOException(address + ": " + response.statusCode());
      }
      return bytes;
    }
  }
}
