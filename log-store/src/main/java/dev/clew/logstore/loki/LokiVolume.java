package dev.clew.logstore.loki;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.clew.logstore.logql.LogqlEngine;
import dev.clew.logstore.logql.result.LogqlResult;
import dev.clew.logstore.logql.result.LogqlStatistics;
import dev.clew.logstore.logql.result.LogqlValue;
import dev.clew.model.Labels;
import dev.clew.model.TimeRange;
import dev.clew.model.seam.MetricSample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many bytes of text each value of some labels has: {@code index/volume}. */
final class LokiVolume {
  private static final int DEFAULT_SERIES = 100;
  private static final int MOST_SERIES = 1000;

  /**
   * A label and its operator, or a quoted text, which may look like one. A repetition that gives
   * nothing back is a loop and no recursion.
   */
  private static final Pattern MATCHER =
      Pattern.compile(
          "\"(?:[^\"\\\\]|\\\\.)*+\"|`[^`]*`|([A-Za-z_][A-Za-z0-9_]*)\\s*(?:=~|!~|!=|=)");

  private final LogqlEngine engine;

  LokiVolume(LogqlEngine engine) {
    this.engine = engine;
  }

  void volume(LokiHandler.Request request, JsonGenerator json) throws IOException {
    LokiParameters parameters = request.parameters();
    TimeRange range = parameters.range();
    String window = nanos(Math.max(1, range.endNanos() - range.startNanos()));
    List<String> labels = labels(parameters);
    if (byLabel(parameters)) {
      byLabel(request, labels, window, json);
      return;
    }
    LogqlResult result =
        engine.instant(expression(parameters, labels, window), range.endNanos(), request.limits());
    if (result.value() instanceof LogqlValue.Vector(List<MetricSample> samples)) {
      List<MetricSample> sorted = new ArrayList<>(samples);
      sorted.sort(Comparator.comparingDouble(MetricSample::value).reversed());
      result = new LogqlResult(new LogqlValue.Vector(sorted), result.statistics());
    }
    new LokiJson(json).result(result, "", parameters.order());
  }

  void volumeRange(LokiHandler.Request request, JsonGenerator json) throws IOException {
    LokiParameters parameters = request.parameters();
    TimeRange range = parameters.range();
    long step = parameters.step();
    if ((range.endNanos() - range.startNanos()) / step > 11_000) {
      throw LokiException.badRequest(
          "exceeded maximum resolution of 11,000 points per time series. Try increasing the value"
              + " of the step parameter");
    }
    LogqlResult result =
        engine.range(
            expression(parameters, labels(parameters), nanos(step)),
            Math.min(range.startNanos() + step, range.endNanos()),
            range.endNanos(),
            step,
            request.limits());
    new LokiJson(json).result(result, "", parameters.order());
  }

  private static String expression(LokiParameters parameters, List<String> labels, String window) {
    int limit = Math.min(MOST_SERIES, parameters.number("limit", DEFAULT_SERIES));
    return "topk("
        + limit
        + ", sum by ("
        + String.join(", ", labels)
        + ") (bytes_over_time("
        + parameters.query()
        + " ["
        + window
        + "])))";
  }

  private static String nanos(long nanos) {
    return nanos % 1_000_000_000L == 0 ? nanos / 1_000_000_000L + "s" : nanos + "ns";
  }

  private static boolean byLabel(LokiParameters parameters) {
    return switch (parameters.text("aggregateBy")) {
      case "", "series" -> false;
      case "labels" -> true;
      default ->
          throw LokiException.badRequest(
              "aggregateBy: \""
                  + parameters.text("aggregateBy")
                  + "\" (expected: series or labels)");
    };
  }

  /** Those asked for, else those of the selector. */
  private static List<String> labels(LokiParameters parameters) {
    String asked = parameters.text("targetLabels");
    if (!asked.isEmpty()) {
      List<String> labels =
          Arrays.stream(asked.split(",")).map(String::strip).filter(l -> !l.isEmpty()).toList();
      for (String label : labels) {
        if (!label.matches("[A-Za-z_][A-Za-z0-9_]*")) {
          throw LokiException.badRequest(
              "targetLabels: \"" + label + "\" (expected: names of labels)");
        }
      }
      return labels;
    }
    return labelsOf(parameters.query());
  }

  static List<String> labelsOf(String selector) {
    List<String> labels = new ArrayList<>();
    Matcher matcher = MATCHER.matcher(selector);
    while (matcher.find()) {
      String name = matcher.group(1);
      if (name != null && !labels.contains(name)) {
        labels.add(name);
      }
    }
    return labels;
  }

  /** Per label the bytes of all lines that have it. */
  private void byLabel(
      LokiHandler.Request request, List<String> labels, String window, JsonGenerator json)
      throws IOException {
    LokiParameters parameters = request.parameters();
    TimeRange range = parameters.range();
    List<String> names =
        labels.isEmpty() ? engine.labels(range, parameters.query(), request.limits()) : labels;
    Map<String, Double> bytes = new LinkedHashMap<>();
    LogqlStatistics statistics = new LogqlStatistics(0, 0, 0, 0, 0, 0, null);
    for (String name : names) {
      String query =
          "sum by (" + name + ") (bytes_over_time(" + parameters.query() + " [" + window + "]))";
      LogqlResult result = engine.instant(query, range.endNanos(), request.limits());
      statistics = result.statistics();
      if (result.value() instanceof LogqlValue.Vector(List<MetricSample> samples)) {
        double sum =
            samples.stream()
                .filter(sample -> !sample.labels().equals(Labels.EMPTY))
                .mapToDouble(MetricSample::value)
                .sum();
        if (sum > 0) {
          bytes.put(name, sum);
        }
      }
    }
    LokiJson loki = new LokiJson(json);
    json.writeStartObject();
    json.writeStringField("status", "success");
    json.writeObjectFieldStart("data");
    json.writeStringField("resultType", "vector");
    json.writeArrayFieldStart("result");
    List<Map.Entry<String, Double>> sorted = new ArrayList<>(bytes.entrySet());
    sorted.sort(Map.Entry.<String, Double>comparingByValue().reversed());
    for (Map.Entry<String, Double> label : sorted) {
      loki.sample(Map.of(label.getKey(), ""), range.endNanos() / 1_000_000L, label.getValue());
    }
    json.writeEndArray();
    loki.statistics(statistics);
    json.writeEndObject();
    json.writeEndObject();
  }
}
