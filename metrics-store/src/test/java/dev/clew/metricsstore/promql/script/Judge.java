package dev.clew.metricsstore.promql.script;

import dev.clew.metricsstore.promql.PromqlEngine;
import dev.clew.metricsstore.promql.QueryResult;
import dev.clew.metricsstore.promql.QueryValue;
import dev.clew.metricsstore.promql.histogram.HistogramArithmetic;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares what a query answers with what a script expects. */
final class Judge {
  private static final double EPSILON = 1e-6;

  private final PromqlEngine engine;
  private final Evaluation expected;

  Judge(PromqlEngine engine, Evaluation expected) {
    this.engine = engine;
    this.expected = expected;
  }

  /** What is wrong, or an empty text. */
  String judge() {
    QueryResult result;
    try {
      result =
          expected.instant
              ? engine.instant(expected.expression, instant())
              : engine.range(expected.expression, expected.start, expected.end, expected.step);
    } catch (QueryException e) {
      return failure(String.valueOf(e.getMessage()));
    }
    if (expected.fails) {
      return "expected a failure";
    }
    String problem = annotations(result);
    if (problem.isEmpty()) {
      problem = value(result.value());
    }
    if (problem.isEmpty()) {
      problem = sameWhenPinned();
    }
    return problem.isEmpty() ? sameInRange() : problem;
  }

  private long instant() {
    return expected.rangeVector ? expected.end : expected.start;
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

  private String annotations(QueryResult result) {
    for (Evaluation.Expectation expectation : expected.expectations) {
      List<String> messages =
          expectation.kind().endsWith("warn") ? result.warnings() : result.infos();
      switch (expectation.kind()) {
        case "warn", "info" -> {
          if (messages.stream().noneMatch(expectation::accepts)) {
            return "missing " + expectation + " in " + messages;
          }
        }
        case "no_warn", "no_info" -> {
          if (!messages.isEmpty()) {
            return "unexpected annotations: " + messages;
          }
        }
        default -> {}
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
      List<Point> constant = new ArrayList<>();
      for (long t = expected.start; t <= expected.end; t += expected.step) {
        constant.add(Point.of(expected.scalar));
      }
      points.put(Labels.EMPTY, constant);
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

  /** With every selector pinned to the time, an instant query gives the same at other times. */
  private String sameWhenPinned() {
    String pinned = expected.instant ? PinnedTime.pin(expected.expression, instant()) : null;
    if (pinned == null) {
      return "";
    }
    long at = instant();
    long[] others =
        at == 0 ? new long[] {-1000, 0, 1000} : new long[] {-10 * at, 0, at / 5, at, 10 * at};
    for (long other : others) {
      String problem;
      try {
        problem = value(engine.instant(pinned, other).value());
      } catch (QueryException e) {
        problem = "failed: " + e.getMessage();
      }
      if (!problem.isEmpty()) {
        return "pinned, at " + other + ": " + pinned + ": " + problem;
      }
    }
    return "";
  }

  /** An instant query must give the same as the middle of a range query. */
  private String sameInRange() {
    if (!expected.instant || expected.rangeVector || expected.ordered || expected.text != null) {
      return "";
    }
    long time = expected.start;
    QueryResult result = engine.range(expected.expression, time - 60_000, time + 60_000, 60_000);
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
