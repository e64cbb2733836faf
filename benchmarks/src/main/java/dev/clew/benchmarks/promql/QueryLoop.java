package dev.clew.benchmarks.promql;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.clew.benchmarks.CommandLine;
import dev.clew.metricsstore.MetricsStore;
import dev.clew.metricsstore.promql.EngineConfig;
import dev.clew.metricsstore.promql.PromqlEngine;
import dev.clew.metricsstore.promql.result.QueryResult;
import dev.clew.metricsstore.promql.result.QueryValue;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Asks the engine questions in this process, each several times, and prints for each the median
 * time of the warm runs with the fastest and slowest, processor time and allocation per run, and
 * how many series came out. The directory is filled when it does not exist.
 */
public final class QueryLoop {
  /** A question; a step of 0 asks for one instant. */
  private record Question(String name, String expression, int stepSeconds) {}

  private static final String RATE = "sum by (service_name) (rate(http_requests_total[5m]))";
  private static final List<Question> QUESTIONS =
      List.of(
          new Question("sum-rate-15s", RATE, 15),
          new Question("sum-rate-60s", RATE, 60),
          new Question("sum-rate-instant", RATE, 0),
          new Question(
              "quantile-le-60s",
              "histogram_quantile(0.99, sum by (le) (rate(http_duration_seconds_bucket[5m])))",
              60),
          new Question("topk-60s", "topk(5, rate(http_requests_total[5m]))", 60),
          new Question(
              "join-60s",
              "sum by (k8s_pod_name, http_route) (rate(http_requests_total[5m]))"
                  + " / on (k8s_pod_name) group_left"
                  + " sum by (k8s_pod_name) (rate(http_requests_total[5m]))",
              60),
          new Question("max-1h-60s", "max(max_over_time(http_requests_total[1h]))", 60),
          new Question("avg-1h-60s", "avg(avg_over_time(pool_usage_ratio[1h]))", 60),
          new Question("quantile-1h-60s", "max(quantile_over_time(0.9, pool_usage_ratio[1h]))", 60),
          new Question("stddev-1h-60s", "max(stddev_over_time(pool_usage_ratio[1h]))", 60),
          new Question("count-by-pod-60s", "count by (k8s_pod_name) (http_requests_total)", 60),
          new Question("selector-10k-instant", "http_requests_total", 0),
          new Question("selector-10k-300s", "http_requests_total", 300),
          new Question("rate-10k-60s", "rate(http_requests_total[5m])", 60),
          new Question("regex-prefix-100k", "kube_pod_ready{pod=~\"app-99.-.*\"}", 0),
          new Question("regex-contains-100k", "count(kube_pod_ready{pod=~\".*ff8.*\"})", 0),
          new Question(
              "one-series-15s", "rate(http_requests_total{k8s_pod_name=~\".*1017\"}[5m])", 15));

  private final PromqlEngine engine;
  private final long rounds;
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private QueryLoop(PromqlEngine engine, long rounds) {
    this.engine = engine;
    this.rounds = rounds;
  }

  public static void main(String... arguments) throws IOException {
    CommandLine line = CommandLine.parse(arguments);
    if (!line.has("--dir")) {
      System.err.println("usage: promql --dir DIR [--rounds 7] [--only NAME]");
      System.exit(2);
    }
    Path directory = Path.of(line.required("--dir"));
    long rounds = line.number("--rounds", 7);
    String only = line.text("--only", "");
    line.refuseUnknown();
    try (MetricsStore store = QueryData.open(directory)) {
      System.out.println(store.status());
      QueryLoop loop = new QueryLoop(new PromqlEngine(store, EngineConfig.defaults()), rounds);
      System.out.printf(
          Locale.ROOT,
          "| %-22s | median ms | least | greatest | CPU ms | MB | series |%n|---|--:|--:|--:|--:|--:|--:|%n",
          "question");
      for (Question question : QUESTIONS) {
        if (question.name().startsWith(only)) {
          loop.run(question);
        }
      }
    }
  }

  private void run(Question question) {
    long[] nanos = new long[(int) rounds];
    int series = 0;
    long cpu = 0;
    long bytes = 0;
    // The first two runs warm up.
    for (int round = -2; round < rounds; round++) {
      cpu -= round >= 0 ? system.getProcessCpuTime() : 0;
      bytes -= round >= 0 ? threads.getTotalThreadAllocatedBytes() : 0;
      long start = System.nanoTime();
      try {
        series = series(ask(question));
      } catch (RuntimeException e) {
        System.out.printf(Locale.ROOT, "| %-22s | %s |%n", question.name(), e.getMessage());
        return;
      }
      if (round >= 0) {
        nanos[round] = System.nanoTime() - start;
        cpu += system.getProcessCpuTime();
        bytes += threads.getTotalThreadAllocatedBytes();
      }
    }
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "| %-22s | %.1f | %.1f | %.1f | %.1f | %.1f | %d |%n",
        question.name(),
        nanos[nanos.length / 2] / 1e6,
        nanos[0] / 1e6,
        nanos[nanos.length - 1] / 1e6,
        cpu / 1e6 / rounds,
        bytes / 1e6 / rounds,
        series);
  }

  private QueryResult ask(Question question) {
    return question.stepSeconds() == 0
        ? engine.instant(question.expression(), QueryData.END)
        : engine.range(
            question.expression(), QueryData.START, QueryData.END, question.stepSeconds() * 1000L);
  }

  private static int series(QueryResult result) {
    return switch (result.value()) {
      case QueryValue.Vector vector -> vector.samples().size();
      case QueryValue.Matrix matrix -> matrix.series().size();
      default -> 1;
    };
  }
}
