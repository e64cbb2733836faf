package dev.clew.metricsstore.promql.script;

import dev.clew.metricsstore.promql.PromqlEngine;
import dev.clew.metricsstore.promql.histogram.HistogramArithmetic;
import dev.clew.metricsstore.promql.result.QueryResult;
import dev.clew.metricsstore.promql.result.QueryValue;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compares what a query answers with what a script expects. */
final class Judge {
  private static final double EPSILON = 1e-6;

  /** What a range query answers otherwise than an instant one. */
  private static final Pattern CONTEXT = Pattern.compile("(start|end|range|step)\\(\\)");

  private final PromqlEngine engine;
  private final Evaluation expected;

  Judge(PromqlEngine engine, Evaluation expected) {
    this.engine = engine;
    this.expected = expected;
  }

  /** What is wrong, or an empty text. */
  String judge() {
    if (!expected.instant) {
      try {
        QueryResult result =
            engine.range(expected.expression, expected.start, expected.end, expected.step);
        return judged(result, true);
      } catch (QueryException e) {
        return failure(String.valueOf(e.getMessage()));
      }
    }
    String problem = at(expected.expression, instant());
    String pinned = problem.isEmpty() && parses() ? pinned() : null;
    if (pinned == null) {
      return problem;
    }
    for (long time : otherTimes(instant())) {
      problem = at(pinned, time);
      if (!problem.isEmpty()) {
        return "pinned, at " + time + ": " + pinned + ": " + problem;
      }
    }
    return "";
  }

  /** Prometheus' runner refuses scripts with wrong expressions; ours may expect the error. */
  private boolean parses() {
    try {
      engine.parse(expected.expression);
      return true;
    } catch (QueryException e) {
      return false;
    }
  }

  private @Nullable String pinned() {
    return PinnedTime.pin(expected.expression, instant());
  }

  private long instant() {
    return expected.rangeVector ? expected.end : expected.start;
  }

  private static long[] otherTimes(long at) {
    return at == 0 ? new long[] {-1000, 0, 1000} : new long[] {-10 * at, 0, at / 5, at, 10 * at};
  }

  /** The instant query itself, and whether the middle of a range query gives the same. */
  private String at(String query, long time) {
    boolean asWritten = query.equals(expected.expression);
    try {
      String problem = judged(engine.instant(query, time), asWritten);
      boolean comparable = !expected.rangeVector && !expected.ordered && expected.text == null;
      return problem.isEmpty() && comparable && !CONTEXT.matcher(query).find()
          ? inRange(query, time)
          : problem;
    } catch (QueryException e) {
      return failure(String.valueOf(e.getMessage()));
    }
  }

  private String judged(QueryResult result, boolean asWritten) {
    if (expected.fails) {
      return "expected a failure";
    }
    String problem = annotations("warn", result.warnings(), asWritten);
    problem = problem.isEmpty() ? annotations("info", result.infos(), asWritten) : problem;
    return problem.isEmpty() ? value(result.value()) : problem;
  }

  private String failure(String message) {
    if (!expected.fails) {
      return "failed: " + message;
    }
    boolean accepted =
        expected.expectations.stream()
            .filter(e -> e.kind().equals("fail"))
            .allMatch(e -> e.accepts(message));
    return accepted ? "" : "other failure: " + message;
  }

  /** Pinning moves positions, so that of a pinned query only the presence counts. */
  private String annotations(String kind, List<String> messages, boolean asWritten) {
    List<Evaluation.Expectation> wanted =
        expected.expectations.stream().filter(e -> e.kind().equals(kind)).toList();
    boolean none = expected.expectations.stream().anyMatch(e -> e.kind().equals("no_" + kind));
    if (none && !messages.isEmpty()) {
      return "unexpected annotations: " + messages;
    }
    if (wanted.isEmpty()) {
      return "";
    }
    if (messages.isEmpty()) {
      return "missing " + wanted;
    }
    for (Evaluation.Expectation expectation : wanted) {
      if (asWritten && messages.stream().noneMatch(expectation::accepts)) {
        return "missing " + expectation + " in " + messages;
      }
    }
    for (String message : messages) {
      if (asWritten && wanted.stream().noneMatch(e -> e.accepts(message))) {
        return "unexpected " + kind + ": " + message;
      }
    }
    return "";
  }

  private String value(QueryValue value) {
    return switch (value) {
      case QueryValue.Scalar scalar ->
          expected.scalar != null && almostEqual(expected.scalar, scalar.value())
              ? ""
              : "got scalar " + scalar.value();
      case QueryValue.Text text ->
          text.value().equals(expected.text) ? "" : "got string " + text.value();
      case QueryValue.Vector(List<QueryValue.Sample> samples) -> vector(samples);
      case QueryValue.Matrix(List<SeriesData> series) -> matrix(series);
    };
  }

  private String vector(List<QueryValue.Sample> samples) {
    Map<Labels, Integer> positions = new HashMap<>();
    for (int i = 0; i < expected.series.size(); i++) {
      positions.put(expected.series.get(i).labels(), i);
    }
    if (samples.size() != expected.series.size()) {
      return "got " + samples;
    }
    for (int i = 0; i < samples.size(); i++) {
      QueryValue.Sample sample = samples.get(i);
      Integer at = positions.get(sample.labels());
      if (at == null || (expected.ordered && at != i)) {
        return "unexpected " + sample.labels() + " at " + i + " in " + samples;
      }
      Point point = expected.series.get(at).points().getFirst();
      if (!same(point, sample.value(), sample.histogram())) {
        return sample.labels() + ": got " + shown(sample.value(), sample.histogram());
      }
    }
    return "";
  }

  private String matrix(List<SeriesData> all) {
    Map<Labels, List<Point>> points = new HashMap<>();
    expected.series.forEach(line -> points.put(line.labels(), line.points()));
    if (expected.scalar != null) {
      return "expected a scalar";
    }
    for (SeriesData series : all) {
      List<Point> wanted = points.remove(series.labels());
      if (wanted == null) {
        return "unexpected " + series.labels();
      }
      String problem = series(series, wanted);
      if (!problem.isEmpty()) {
        return problem;
      }
    }
    return points.isEmpty() ? "" : "missing " + points.keySet();
  }

  private String series(SeriesData series, List<Point> wanted) {
    int at = 0;
    for (int i = 0; i < wanted.size(); i++) {
      Point point = wanted.get(i);
      long time = expected.start + i * expected.step;
      if (point == null) {
        continue;
      }
      if (at >= series.size() || series.timesMillis()[at] != time) {
        return series.labels() + ": nothing at " + time;
      }
      NativeHistogram histogram = series.histograms() == null ? null : series.histograms()[at];
      if (!same(point, series.values()[at], histogram)) {
        return series.labels() + " at " + time + ": got " + shown(series.values()[at], histogram);
      }
      at++;
    }
    return at == series.size() ? "" : series.labels() + ": too many samples";
  }

  private String inRange(String query, long time) {
    QueryResult result = engine.range(query, time - 60_000, time + 60_000, 60_000);
    List<QueryValue.Sample> middle = new ArrayList<>();
    for (SeriesData series : ((QueryValue.Matrix) result.value()).series()) {
      int at = Arrays.binarySearch(series.timesMillis(), 0, series.size(), time);
      if (at >= 0) {
        NativeHistogram histogram = series.histograms() == null ? null : series.histograms()[at];
        middle.add(new QueryValue.Sample(series.labels(), time, series.values()[at], histogram));
      }
    }
    if (expected.scalar != null) {
      boolean same = middle.size() == 1 && almostEqual(expected.scalar, middle.get(0).value());
      return same ? "" : "as range query: got " + middle;
    }
    String problem = vector(middle);
    return problem.isEmpty() ? "" : "as range query: " + problem;
  }

  private static String shown(double value, NativeHistogram histogram) {
    if (histogram == null) {
      return String.valueOf(value);
    }
    return histogram
        + Arrays.toString(histogram.positiveIndexes())
        + Arrays.toString(histogram.positiveCounts())
        + Arrays.toString(histogram.negativeIndexes())
        + Arrays.toString(histogram.negativeCounts())
        + Arrays.toString(histogram.customBounds());
  }

  private static boolean same(Point wanted, double value, NativeHistogram histogram) {
    if (wanted.histogram() == null || histogram == null) {
      return wanted.histogram() == null && histogram == null && almostEqual(wanted.value(), value);
    }
    NativeHistogram a = HistogramArithmetic.compacted(wanted.histogram());
    NativeHistogram b = HistogramArithmetic.compacted(histogram);
    return a.schema() == b.schema()
        && almostEqual(a.count(), b.count())
        && almostEqual(a.sum(), b.sum())
        && a.zeroThreshold() == b.zeroThreshold()
        && almostEqual(a.zeroCount(), b.zeroCount())
        && Arrays.equals(a.customBounds(), b.customBounds())
        && Arrays.equals(a.positiveIndexes(), b.positiveIndexes())
        && Arrays.equals(a.negativeIndexes(), b.negativeIndexes())
        && almostEqual(a.positiveCounts(), b.positiveCounts())
        && almostEqual(a.negativeCounts(), b.negativeCounts())
        && (!wanted.hinted() || a.counterReset() == b.counterReset());
  }

  private static boolean almostEqual(double[] a, double[] b) {
    for (int i = 0; i < a.length; i++) {
      if (!almostEqual(a[i], b[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean almostEqual(double a, double b) {
    if (a == b || (Double.isNaN(a) && Double.isNaN(b))) {
      return true;
    }
    double difference = Math.abs(a - b);
    double sum = Math.abs(a) + Math.abs(b);
    return a == 0 || b == 0 || sum < Double.MIN_NORMAL
        ? difference < EPSILON * Double.MIN_NORMAL
        : difference / Math.min(sum, Double.MAX_VALUE) < EPSILON;
  }
}
