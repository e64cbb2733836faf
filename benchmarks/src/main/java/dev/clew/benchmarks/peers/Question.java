package dev.clew.benchmarks.peers;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** A query and how it is asked. */
record Question(String name, String path) {
  /**
   * @param startMillis first instant of the data
   * @param endMillis last instant of the data
   */
  static List<Question> all(long startMillis, long endMillis) {
    String duration = "http_server_request_duration_seconds_bucket";
    Range range = new Range(startMillis, endMillis);
    return List.of(
        range.question("rate by service", "sum by (service_name) (rate(" + duration + "[5m]))", 15),
        range.question(
            "rate by service, 1 min steps",
            "sum by (service_name) (rate(" + duration + "[5m]))",
            60),
        range.question(
            "99th percentile by route",
            "histogram_quantile(0.99, sum by (le, http_route) (rate(" + duration + "[5m])))",
            60),
        range.question(
            "hit ratio by instance",
            "sum by (instance) (rate(cache_hits_total[5m])) / (sum by (instance)"
                + " (rate(cache_hits_total[5m])) + sum by (instance) (rate(cache_misses_total[5m])))",
            60),
        range.question(
            "longest queue of an hour", "max by (queue) (max_over_time(queue_depth[1h]))", 60),
        range.question("most memory", "topk(5, sum by (instance) (process_memory_used_bytes))", 60),
        range.question("plain average", "avg by (service_name) (cpu_utilization_ratio)", 60),
        range.question(
            "instances by regular expression",
            "sum(rate(http_server_requests_total{instance=~\"(cart|orders)-[0-9]*[1-5]\"}[5m]))",
            60),
        range.instant("rate by service, now", "sum by (service_name) (rate(" + duration + "[5m]))"),
        range.instant("how many series", "count by (__name__) ({job=~\"shop/.*\"})"),
        new Question(
            "values of instance",
            "/api/v1/label/instance/values?start="
                + seconds(startMillis)
                + "&end="
                + seconds(endMillis)));
  }

  private record Range(long start, long end) {
    Question question(String name, String query, int stepSeconds) {
      return new Question(
          name,
          "/api/v1/query_range?query="
              + URLEncoder.encode(query, StandardCharsets.UTF_8)
              + "&start="
              + seconds(start)
              + "&end="
              + seconds(end)
              + "&step="
              + stepSeconds);
    }

    Question instant(String name, String query) {
      return new Question(
          name,
          "/api/v1/query?query="
              + URLEncoder.encode(query, StandardCharsets.UTF_8)
              + "&time="
              + seconds(end));
    }
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
  }
}
