package dev.clew.benchmarks.queries;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A kind of question.
 *
 * @param paths to be asked in turn, so that no answer is only remembered
 */
record Question(String name, List<String> paths) {
  /** The range that questions are asked over. */
  record Range(long startMillis, long endMillis) {
    /** The last part of the range, so many times shorter. */
    Range last(int times) {
      return new Range(endMillis - (endMillis - startMillis) / times, endMillis);
    }
  }

  /**
   * @param traceIds some that are stored; may be empty
   * @param orderIds likewise
   */
  static List<Question> all(Range range, List<String> traceIds, List<String> orderIds) {
    List<Question> all = new ArrayList<>();
    if (!traceIds.isEmpty()) {
      all.add(search("one trace ID", range, traceIds.stream().map(i -> "trace_id:" + i).toList()));
      all.add(search("the same, typed without its field", range, traceIds));
    }
    if (!orderIds.isEmpty()) {
      all.add(search("one order ID", range, orderIds.stream().map(i -> "order.id:" + i).toList()));
    }
    all.add(search("newest 100, no filter", range, List.of("*")));
    all.add(search("newest 100 with a rare word", range, List.of("quorum", "certificate")));
    all.add(search("newest 100 with a common word", range, List.of("committed", "returned")));
    all.add(search("newest 100 with two words", range, List.of("service:payment deadlock")));
    all.add(
        search(
            "newest 100 with a phrase",
            range,
            List.of("\"electing a new leader\"", "\"deadlock detected\"")));
    all.add(search("newest 100 with a part of a word", range, List.of("*uoru*", "*ertifica*")));
    all.add(
        search(
            "newest 100 that match an expression",
            range,
            List.of("/expires in [0-9]+ days/", "/shard 1[0-2]:/")));
    all.add(logs("count of a part of a word", "histogram", range, "*ransacti*", Map.of()));
    all.add(logs("count of an expression", "histogram", range, "/ed on re[a-z]+/", Map.of()));
    all.add(logs("histogram by severity, no filter", "histogram", range, "", Map.of()));
    all.add(logs("histogram of errors", "histogram", range, "severity>=error", Map.of()));
    all.add(logs("facets, no filter", "facets", range, "", Map.of()));
    all.add(logs("facets of errors", "facets", range, "severity>=error", Map.of()));
    all.add(logs("patterns of the last 1/480", "patterns", range.last(480), "", Map.of()));
    all.add(
        logs(
            "stats count() by (service)",
            "analyze",
            range,
            "severity>=error | stats count() by (service)",
            Map.of()));
    all.add(rate(range));
    return all;
  }

  private static Question search(String name, Range range, List<String> queries) {
    return new Question(
        name,
        queries.stream()
            .map(query -> path("/api/clew/v1/logs/search", range, query, Map.of("limit", "100")))
            .toList());
  }

  private static Question logs(
      String name, String action, Range range, String query, Map<String, String> more) {
    return new Question(name, List.of(path("/api/clew/v1/logs/" + action, range, query, more)));
  }

  /** As Grafana asks Loki. */
  private static Question rate(Range range) {
    String query = "sum by (service_name) (rate({service_name=~\".+\"} |= \"deadlock\" [1h]))";
    long step = Math.max(60, (range.endMillis() - range.startMillis()) / 1000 / 200);
    return new Question(
        "LogQL rate by service with a line filter",
        List.of(
            "/loki/api/v1/query_range?query="
                + encoded(query)
                + "&start="
                + range.startMillis() * 1_000_000
                + "&end="
                + range.endMillis() * 1_000_000
                + "&step="
                + step));
  }

  private static String path(String action, Range range, String query, Map<String, String> more) {
    StringBuilder path = new StringBuilder(action);
    path.append("?start=").append(range.startMillis()).append("&end=").append(range.endMillis());
    path.append("&query=").append(encoded(query));
    new TreeMap<>(more).forEach((k, v) -> path.append('&').append(k).append('=').append(v));
    return path.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
