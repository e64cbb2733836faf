package dev.clew.metricsstore.promql.script;

import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.histogram.HistogramArithmetic;
import dev.clew.metricsstore.promql.parse.Literals;
import dev.clew.metricsstore.promql.parse.Parser;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.NativeHistogram.CounterReset;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code metric{label="x"} 1 2+3x4 _ stale {{sum:1}}}. */
final class SeriesNotation {
  private static final String NUMBER =
      "[+-]?(?:(?i:inf|nan)|(?:\\d[\\d_]*\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)";
  private static final Pattern FLOATS =
      Pattern.compile("(" + NUMBER + ")(?:([+-])(" + NUMBER + "))?(?:x(\\d+))?");
  private static final Pattern HISTOGRAMS =
      Pattern.compile("\\{\\{(.*?)\\}\\}(?:([+-])\\{\\{(.*?)\\}\\})?(?:x(\\d+))?");
  private static final Pattern TOKENS = Pattern.compile("(?:\\{\\{.*?\\}\\}|[^\\s{])+");
  private static final Pattern FIELD = Pattern.compile("([a-z_]+):(\\[[^\\]]*\\]|\\S+)");

  private static final Set<String> KEYS =
      Set.of(
          "schema",
          "sum",
          "count",
          "z_bucket",
          "z_bucket_w",
          "custom_values",
          "buckets",
          "offset",
          "n_buckets",
          "n_offset",
          "counter_reset_hint");

  private SeriesNotation() {}

  record Line(Labels labels, List<Point> points) {}

  static Line parse(String line) {
    int end = metricEnd(line);
    return new Line(labels(line.substring(0, end).strip()), points(line.substring(end)));
  }

  private static int metricEnd(String line) {
    int i = 0;
    while (i < line.length()
        && line.charAt(i) != '{'
        && line.charAt(i) != ' '
        && line.charAt(i) != '\t') {
      i++;
    }
    int brace = i;
    while (brace < line.length() && Character.isWhitespace(line.charAt(brace))) {
      brace++;
    }
    boolean histogram = line.startsWith("{{", brace);
    if (brace >= line.length() || line.charAt(brace) != '{' || histogram) {
      return i;
    }
    boolean quoted = false;
    char quote = 0;
    for (int j = brace; j < line.length(); j++) {
      char c = line.charAt(j);
      if (quoted) {
        if (c == '\\') {
          j++;
        } else if (c == quote) {
          quoted = false;
        }
      } else if (c == '"' || c == '\'') {
        quoted = true;
        quote = c;
      } else if (c == '}') {
        return j + 1;
      }
    }
    throw new IllegalArgumentException("no end of labels: " + line);
  }

  static Labels labels(String metric) {
    if (metric.replaceAll("\\s", "").equals("{}") || metric.isEmpty()) {
      return Labels.EMPTY;
    }
    Map<String, String> pairs = new HashMap<>();
    Expression.VectorSelector selector = (Expression.VectorSelector) Parser.parse(metric);
    for (LabelMatcher matcher : selector.matchers()) {
      pairs.put(matcher.name(), matcher.value());
    }
    return Labels.of(pairs);
  }

  static List<Point> points(String text) {
    List<Point> points = new ArrayList<>();
    Matcher tokens = TOKENS.matcher(text);
    while (tokens.find()) {
      addPoints(tokens.group(), points);
    }
    return points;
  }

  private static void addPoints(String token, List<Point> points) {
    if (token.startsWith("{{")) {
      addHistograms(token, points);
      return;
    }
    if (token.startsWith("_") || token.startsWith("stale")) {
      int times = token.indexOf('x');
      int count = times < 0 ? 1 : Integer.parseInt(token.substring(times + 1));
      for (int i = 0; i < count; i++) {
        points.add(token.startsWith("_") ? null : Point.of(SeriesData.STALE_NAN));
      }
      return;
    }
    Matcher matcher = FLOATS.matcher(token);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a point: " + token);
    }
    double value = Literals.number(matcher.group(1));
    double increment = matcher.group(3) == null ? 0 : Literals.number(matcher.group(3));
    increment = "-".equals(matcher.group(2)) ? -increment : increment;
    int times = matcher.group(4) == null ? 0 : Integer.parseInt(matcher.group(4));
    for (int i = 0; i <= times; i++) {
      points.add(Point.of(value));
      value += increment;
    }
  }

  private static void addHistograms(String token, List<Point> points) {
    Matcher matcher = HISTOGRAMS.matcher(token);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a histogram: " + token);
    }
    NativeHistogram current = histogram(matcher.group(1));
    boolean hinted = matcher.group(1).contains("counter_reset_hint");
    int times = matcher.group(4) == null ? 0 : Integer.parseInt(matcher.group(4));
    for (int i = 0; i <= times; i++) {
      points.add(new Point(0, current, hinted));
      if (matcher.group(3) != null) {
        NativeHistogram increment = histogram(matcher.group(3));
        current =
            "-".equals(matcher.group(2))
                ? HistogramArithmetic.subtract(current, increment).result()
                : HistogramArithmetic.add(current, increment).result();
      }
    }
  }

  private static NativeHistogram histogram(String text) {
    Map<String, String> fields = new HashMap<>();
    Matcher matcher = FIELD.matcher(text);
    while (matcher.find()) {
      boolean known = KEYS.contains(matcher.group(1));
      if (!known || fields.put(matcher.group(1), matcher.group(2)) != null) {
        throw new IllegalArgumentException("bad histogram description: " + text);
      }
    }
    if (!matcher.replaceAll("").isBlank()) {
      throw new IllegalArgumentException("bad histogram description: " + text);
    }
    double[] positive = array(fields.getOrDefault("buckets", "[]"));
    double[] negative = array(fields.getOrDefault("n_buckets", "[]"));
    CounterReset reset =
        switch (fields.getOrDefault("counter_reset_hint", "unknown")) {
          case "reset" -> CounterReset.RESET;
          case "not_reset" -> CounterReset.NOT_RESET;
          case "gauge" -> CounterReset.GAUGE;
          default -> CounterReset.UNKNOWN;
        };
    return new NativeHistogram(
        Integer.parseInt(fields.getOrDefault("schema", "0")),
        number(fields, "count"),
        number(fields, "sum"),
        number(fields, "z_bucket_w"),
        number(fields, "z_bucket"),
        reset,
        indexes(fields.get("offset"), positive.length),
        positive,
        indexes(fields.get("n_offset"), negative.length),
        negative,
        array(fields.getOrDefault("custom_values", "[]")));
  }

  private static double number(Map<String, String> fields, String name) {
    return Literals.number(fields.getOrDefault(name, "0"));
  }

  private static int[] indexes(String offset, int length) {
    int[] indexes = new int[length];
    int first = offset == null ? 0 : Integer.parseInt(offset);
    Arrays.setAll(indexes, i -> first + i);
    return indexes;
  }

  private static double[] array(String text) {
    String body = text.substring(1, text.length() - 1).strip();
    return body.isEmpty()
        ? new double[0]
        : Arrays.stream(body.split("\\s+")).mapToDouble(Literals::number).toArray();
  }
}
