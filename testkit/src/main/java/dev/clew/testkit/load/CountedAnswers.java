package dev.clew.testkit.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.UnaryOperator;

/** Asks an appliance for the records of a {@link CountedLoad} and compares. */
public final class CountedAnswers {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** IDs are counted in hexadecimal; a query asks for as many as differ in the last digits. */
  private static final int SERIES_PER_QUERY = 1 << 12;

  private final UnaryOperator<String> get;
  private final String range;

  /**
   * What became of the acknowledged records of a signal.
   *
   * @param lost IDs of those that are not found
   * @param doubled {@code id=times} of those found more often than sent, or in part
   */
  public record Result(
      String signal, int acknowledged, int found, List<String> lost, List<String> doubled) {
    public boolean isRight() {
      return lost.isEmpty() && doubled.isEmpty();
    }

    @Override
    public String toString() {
      return String.format(
          "%s: %d acknowledged, %d found, %d lost, %d doubled or in part",
          signal, acknowledged, found, lost.size(), doubled.size());
    }
  }

  /**
   * @param get answers the body of a path of the browser's port; fails unless the status is 200
   * @param minutes how far back the load began
   */
  public CountedAnswers(UnaryOperator<String> get, int minutes) {
    this.get = get;
    this.range = minutes + "m";
  }

  /** Whether the stores have read all that the buffer holds. */
  public boolean allRead() {
    for (JsonNode queue : json(get.apply("/api/clew/v1/status")).at("/buffer")) {
      if (queue.at("/lagEntries").asLong() > 0) {
        return false;
      }
    }
    return true;
  }

  /** Looks for everything that was acknowledged. */
  public List<Result> compare(CountedLoad load) {
    return List.of(
        compare("logs", load.logs, logs(), 1),
        compare("traces", load.traces, traces(), CountedLoad.SPANS_PER_TRACE),
        compare("metrics", load.points, points(load.lastId()), 1));
  }

  private static Result compare(
      String signal, Queue<String> acknowledged, Map<String, Integer> found, int each) {
    return new Result(
        signal,
        acknowledged.size(),
        found.size(),
        acknowledged.stream().filter(id -> !found.containsKey(id)).toList(),
        found.entrySet().stream()
            .filter(entry -> entry.getValue() != each)
            .map(Map.Entry::toString)
            .toList());
  }

  /** The bodies are the IDs. */
  private Map<String, Integer> logs() {
    Map<String, Integer> counts = new HashMap<>();
    String path = "/api/clew/v1/logs/search?limit=5000" + query();
    for (JsonNode page : pages(path)) {
      page.at("/columns/body").forEach(id -> counts.merge(id.asText(), 1, Integer::sum));
    }
    return counts;
  }

  private Map<String, Integer> traces() {
    Map<String, Integer> counts = new HashMap<>();
    String path = "/api/clew/v1/traces/search?limit=1000" + query();
    for (JsonNode page : pages(path)) {
      for (int row = 0; row < page.at("/rows").asInt(); row++) {
        counts.merge(
            page.at("/columns/traceId/" + row).asText(),
            page.at("/columns/spans/" + row).asInt(),
            Integer::sum);
      }
    }
    return counts;
  }

  private String query() {
    long minutes = Long.parseLong(range.substring(0, range.length() - 1));
    long start = System.currentTimeMillis() - minutes * 60_000;
    return "&start=" + start + "&query=" + encode("service:" + CountedLoad.SERVICE);
  }

  private List<JsonNode> pages(String path) {
    List<JsonNode> pages = new ArrayList<>();
    String cursor = "";
    do {
      String next = cursor.isEmpty() ? path : path + "&cursor=" + encode(cursor);
      JsonNode page = json(get.apply(next));
      if (!page.at("/partial").isMissingNode()) {
        throw new AssertionError("not whole: " + page.at("/partial"));
      }
      pages.add(page);
      cursor = page.at("/cursor").asText();
    } while (!cursor.isEmpty());
    return pages;
  }

  private Map<String, Integer> points(long lastId) {
    Map<String, Integer> counts = new HashMap<>();
    for (long id = 0; id <= lastId; id += SERIES_PER_QUERY) {
      String prefix = String.format("%032x", id).substring(0, 29);
      String selector = "{__name__=~\"" + CountedLoad.METRIC + ".*\",id=~\"" + prefix + "...\"}";
      String query = "max_over_time(" + selector + "[" + range + "])";
      JsonNode answer = json(get.apply("/prometheus/api/v1/query?query=" + encode(query)));
      for (JsonNode series : answer.at("/data/result")) {
        counts.merge(series.at("/metric/id").asText(), series.at("/value/1").asInt(), Integer::sum);
      }
    }
    return counts;
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new IllegalStateException(text, e);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
