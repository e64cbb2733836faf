package dev.clew.metricsstore.promql.differential;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.clew.metricsstore.promql.EngineConfig;
import dev.clew.metricsstore.promql.PromqlEngine;
import dev.clew.metricsstore.promql.result.QueryValue;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same data and queries through Debian's Prometheus 2.42 and through ours, which must answer
 * the same within 1e-6 or refuse the same queries.
 *
 * <p>Deliberate differences, which the data and the grammar keep out of the way:
 *
 * <ul>
 *   <li>ranges and the lookback are open on the left since 3.0: no sample is at the edge of a
 *       range, and there is no subquery in a subquery;
 *   <li>extrapolation towards zero looks at the gap first since 2.50: {@code rate}, {@code
 *       increase} and {@code delta} are asked of series far from zero;
 *   <li>{@code atan2} drops the name since 3.0;
 *   <li>a comparison between vectors registers a match before it filters since 3.x: they are asked
 *       with {@code bool};
 *   <li>the deviation of a single NaN or infinity is NaN, no longer zero: they are asked of finite
 *       series only.
 * </ul>
 */
class PrometheusDifferentialIT {
  private static final long SEED = Long.getLong("clew.seed", 4242);
  private static final int QUERIES = Integer.getInteger("clew.queries", 400);
  private static final double TOLERANCE = 1e-6;

  private static final List<String> FIXED =
      List.of(
          "1 + 2 * 3 ^ 2 % 5",
          "\"text\"",
          "requests_total[5m]",
          "temperature[10m:1m]",
          "sum by (job) (rate(requests_total[5m])) / ignoring () group_left sum(temperature)",
          "topk(2, temperature)",
          "bottomk by (job) (1, requests_total)",
          "count_values(\"value\", build)",
          "absent(missing{job=\"a\",x=~\"b\"})",
          "label_join(build, \"both\", \"/\", \"job\", \"version\")",
          "requests_total * on (job) group_left (version) build",
          "build + on (job) requests_total",
          "max_over_time(rate(requests_total[5m])[30m:2m])",
          "histogram_quantile(0.99, rate(latency_bucket[10m]))",
          "histogram_quantile(-1, latency_bucket) or histogram_quantile(2, latency_bucket)",
          "avg_over_time(odd[20m]) or min_over_time(odd[20m]) or max_over_time(odd[20m])",
          "quantile_over_time(0.5, odd[20m])",
          "vector(scalar(temperature{job=\"api\",instance=\"i0\"}))",
          "time() - timestamp(temperature)",
          "sum(requests_total) without (job) by (job)",
          "rate(requests_total)",
          "1 > 2",
          "requests_total{",
          "sum(temperature @ start()) + sum(temperature @ end())",
          "count(temperature) by (instance) unless on (instance) temperature{job=\"web\"}",
          "day_of_month(vector(1700000000)) + days_in_month() + hour() + minute()",
          "stddev(temperature) + stdvar(requests_total)",
          "clamp_max(clamp_min(temperature, 19), 21)",
          "-temperature ^ 2 + 1e3 % temperature",
          "requests_total % on (job, instance) group_left () temperature",
          "holt_missing(temperature[5m])");

  @TempDir Path directory;

  private final List<String> differences = new ArrayList<>();

  static boolean isNotInstalled() {
    return !PrometheusProcess.isInstalled();
  }

  @Test
  @DisabledIf(
      value = "isNotInstalled",
      disabledReason = "needs /usr/bin/prometheus and /usr/bin/promtool")
  void answersAsPrometheusDoes() throws Exception {
    SampleData data = new SampleData(SEED);
    PromqlEngine engine = new PromqlEngine(data.series(), EngineConfig.defaults());
    QueryGrammar grammar = new QueryGrammar(new Random(SEED));
    List<String> queries = new ArrayList<>(FIXED);
    while (queries.size() < QUERIES) {
      queries.add(grammar.next());
    }
    Random random = new Random(SEED);
    try (PrometheusProcess prometheus = PrometheusProcess.start(directory, data.openMetrics())) {
      for (String query : queries) {
        long time = SampleData.START + random.nextInt(7_800) * 1000L + 321;
        compare(
            query + " at " + time,
            prometheus.instant(query, time),
            () -> engine.instant(query, time).value());
        long end = time + 40 * 60_000;
        compare(
            query + " from " + time,
            prometheus.range(query, time, end, 97_000),
            () -> engine.range(query, time, end, 97_000).value());
      }
    }
    assertThat(differences).as("seed %d, %d queries", SEED, queries.size()).isEmpty();
  }

  private void compare(String what, JsonNode theirs, Supplier<QueryValue> ours) {
    boolean refused = theirs.path("status").asText().equals("error");
    try {
      QueryValue value = ours.get();
      if (refused) {
        differences.add(what + ": refused: " + theirs.path("error").asText());
        return;
      }
      String difference = difference(points(theirs.path("data")), points(value));
      if (!difference.isEmpty()) {
        differences.add(what + ": " + difference);
      }
    } catch (QueryException e) {
      if (!refused) {
        differences.add(what + ": we refuse: " + e.getMessage());
      }
    }
  }

  private static String difference(
      Map<String, TreeMap<Long, String>> theirs, Map<String, TreeMap<Long, String>> ours) {
    if (!theirs.keySet().equals(ours.keySet())) {
      return "series " + theirs.keySet() + " but ours " + ours.keySet();
    }
    for (Map.Entry<String, TreeMap<Long, String>> entry : theirs.entrySet()) {
      TreeMap<Long, String> mine = ours.get(entry.getKey());
      if (!entry.getValue().keySet().equals(mine.keySet())) {
        return entry.getKey() + ": times " + entry.getValue() + " but ours " + mine;
      }
      for (Map.Entry<Long, String> point : entry.getValue().entrySet()) {
        String value = mine.get(point.getKey());
        if (!same(point.getValue(), value)) {
          return entry.getKey()
              + " at "
              + point.getKey()
              + ": "
              + point.getValue()
              + " but ours "
              + value;
        }
      }
    }
    return "";
  }

  private static boolean same(String theirs, String ours) {
    if (theirs.equals(ours)) {
      return true;
    }
    double a = number(theirs);
    double b = number(ours);
    double difference = Math.abs(a - b);
    return a == b
        || difference <= TOLERANCE
        || difference <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b))
        || (Double.isNaN(a) && Double.isNaN(b));
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf", "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Inf", "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static Map<String, TreeMap<Long, String>> points(JsonNode data) {
    Map<String, TreeMap<Long, String>> points = new HashMap<>();
    JsonNode result = data.path("result");
    String type = data.path("resultType").asText();
    if (type.equals("scalar") || type.equals("string")) {
      point(points, "", result);
      return points;
    }
    for (JsonNode series : result) {
      TreeMap<String, String> labels = new TreeMap<>();
      series
          .path("metric")
          .properties()
          .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
      if (series.has("value")) {
        point(points, labels.toString(), series.path("value"));
      }
      series.path("values").forEach(value -> point(points, labels.toString(), value));
    }
    return points;
  }

  private static void point(
      Map<String, TreeMap<Long, String>> points, String labels, JsonNode timeAndValue) {
    points
        .computeIfAbsent(labels, key -> new TreeMap<>())
        .put(Math.round(timeAndValue.get(0).asDouble() * 1000), timeAndValue.get(1).asText());
  }

  private static Map<String, TreeMap<Long, String>> points(QueryValue value) {
    Map<String, TreeMap<Long, String>> points = new HashMap<>();
    switch (value) {
      case QueryValue.Scalar scalar ->
          put(points, "", scalar.timeMillis(), String.valueOf(scalar.value()));
      case QueryValue.Text text -> put(points, "", text.timeMillis(), text.value());
      case QueryValue.Vector(List<QueryValue.Sample> samples) -> {
        for (QueryValue.Sample sample : samples) {
          put(points, name(sample.labels()), sample.timeMillis(), String.valueOf(sample.value()));
        }
      }
      case QueryValue.Matrix(List<SeriesData> all) -> {
        for (SeriesData series : all) {
          for (int i = 0; i < series.size(); i++) {
            put(
                points,
                name(series.labels()),
                series.timesMillis()[i],
                String.valueOf(series.values()[i]));
          }
        }
      }
    }
    return points;
  }

  private static String name(Labels labels) {
    return new TreeMap<>(labels.asMap()).toString();
  }

  private static void put(
      Map<String, TreeMap<Long, String>> points, String labels, long time, String value) {
    points.computeIfAbsent(labels, key -> new TreeMap<>()).put(time, value);
  }
}
