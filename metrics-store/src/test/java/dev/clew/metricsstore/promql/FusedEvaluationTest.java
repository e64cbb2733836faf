package dev.clew.metricsstore.promql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.metricsstore.promql.eval.QueryPool;
import dev.clew.metricsstore.promql.result.QueryResult;
import dev.clew.metricsstore.promql.result.QueryValue;
import dev.clew.metricsstore.series.HeapSeries;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.NativeHistogram.CounterReset;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Compares what is calculated a series at a time, on several threads and with running windows, with
 * what is calculated a window at a time on one.
 */
class FusedEvaluationTest {
  private static final long END = 7_200_000;
  private static final List<String> FUNCTIONS =
      List.of(
          "rate(%s)",
          "increase(%s)",
          "delta(%s)",
          "irate(%s)",
          "idelta(%s)",
          "sum_over_time(%s)",
          "avg_over_time(%s)",
          "min_over_time(%s)",
          "max_over_time(%s)",
          "count_over_time(%s)",
          "present_over_time(%s)",
          "last_over_time(%s)",
          "first_over_time(%s)",
          "stddev_over_time(%s)",
          "stdvar_over_time(%s)",
          "quantile_over_time(0.7, %s)",
          "quantile_over_time(0, %s)",
          "quantile_over_time(1.5, %s)",
          "mad_over_time(%s)",
          "changes(%s)",
          "resets(%s)",
          "deriv(%s)",
          "predict_linear(%s, 60)",
          "ts_of_max_over_time(%s)");
  private static final List<String> AGGREGATIONS =
      List.of(
          "%s",
          "sum(%s)",
          "sum by (a) (%s)",
          "sum without (b) (%s)",
          "avg by (a, b) (%s)",
          "avg(%s)",
          "min by (b) (%s)",
          "max by (a) (%s)",
          "count by (missing, a) (%s)",
          "group by (b) (%s)",
          "stddev by (a) (%s)",
          "stdvar(%s)",
          "topk(3, %s)",
          "bottomk by (a) (2, %s)",
          "topk(1000, %s)",
          "quantile by (a) (0.3, %s)",
          "count_values by (a) (\"v\", %s)");

  @Test
  void bothWaysAgree() {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 8; round++) {
      HeapSeries source = series(random);
      EngineConfig config = EngineConfig.defaults();
      PromqlEngine fused = new PromqlEngine(source, config, QueryPool.ofThreads(3), true);
      PromqlEngine plain = new PromqlEngine(source, config, null, false);
      for (int i = 0; i < 50; i++) {
        String query = query(random);
        String what = "seed " + seed + ", round " + round + ": " + query;
        long step = 1000L * (1 + random.nextInt(random.nextBoolean() ? 30 : 900));
        long start = random.nextInt((int) END);
        compare(
            answer(() -> plain.range(query, start, END + 600_000, step)),
            answer(() -> fused.range(query, start, END + 600_000, step)),
            what + " from " + start + " step " + step);
        compare(
            answer(() -> plain.instant(query, start)),
            answer(() -> fused.instant(query, start)),
            what + " at " + start);
      }
    }
  }

  private static String query(Random random) {
    String metric =
        switch (random.nextInt(6)) {
          case 0 -> "c_total";
          case 1 -> "g";
          case 2 -> "h";
          case 3 -> "mixed";
          case 4 -> "large";
          default -> "{__name__=~\"g|h|c_total\"}";
        };
    String inner = metric;
    String aggregation = AGGREGATIONS.get(random.nextInt(AGGREGATIONS.size()));
    // Values that become text must not differ by rounding.
    if (random.nextInt(6) > 0 && !aggregation.startsWith("count_values")) {
      if (metric.equals("large") && aggregation.matches("(std|topk|bottomk).*")) {
        metric = "g"; // would show the last digit of the function, enlarged or as another series
      }
      String range = List.of("30s", "5m", "1h").get(random.nextInt(3));
      String offset = random.nextInt(4) == 0 ? " offset 3m" : "";
      inner =
          FUNCTIONS
              .get(random.nextInt(FUNCTIONS.size()))
              .formatted(metric + "[" + range + "]" + offset);
    }
    return aggregation.formatted(inner);
  }

  private interface Asking {
    QueryResult ask();
  }

  private static Object answer(Asking asking) {
    try {
      return asking.ask();
    } catch (QueryException e) {
      return e.getMessage();
    }
  }

  private static void compare(Object expected, Object actual, String what) {
    if (!(expected instanceof QueryResult a) || !(actual instanceof QueryResult b)) {
      assertThat(actual).as(what).isEqualTo(expected);
      return;
    }
    assertThat(b.warnings()).as(what).containsExactlyInAnyOrderElementsOf(a.warnings());
    assertThat(b.infos()).as(what).containsExactlyInAnyOrderElementsOf(a.infos());
    Map<String, SeriesData> left = byLabels(a.value());
    Map<String, SeriesData> right = byLabels(b.value());
    assertThat(right.keySet()).as(what).isEqualTo(left.keySet());
    left.forEach((labels, series) -> compare(series, right.get(labels), what + " " + labels));
  }

  private static Map<String, SeriesData> byLabels(QueryValue value) {
    Map<String, SeriesData> all = new TreeMap<>();
    if (value instanceof QueryValue.Matrix(List<SeriesData> series)) {
      series.forEach(one -> all.put(one.labels().toString(), one));
    }
    if (value instanceof QueryValue.Vector(List<QueryValue.Sample> samples)) {
      for (QueryValue.Sample sample : samples) {
        all.put(
            sample.labels().toString(),
            new SeriesData(
                sample.labels(),
                new long[] {sample.timeMillis()},
                new double[] {sample.value()},
                new NativeHistogram[] {sample.histogram()},
                1));
      }
    }
    return all;
  }

  private static void compare(SeriesData a, SeriesData b, String what) {
    assertThat(b.size()).as(what).isEqualTo(a.size());
    for (int i = 0; i < a.size(); i++) {
      assertThat(b.timesMillis()[i]).as(what).isEqualTo(a.timesMillis()[i]);
      NativeHistogram left = histogram(a, i);
      NativeHistogram right = histogram(b, i);
      assertThat(right == null).as(what).isEqualTo(left == null);
      if (left == null || right == null) {
        close(a.values()[i], b.values()[i], what + " at " + a.timesMillis()[i]);
      } else {
        close(left.count(), right.count(), what);
        close(left.sum(), right.sum(), what);
        assertThat(right.positiveIndexes()).as(what).isEqualTo(left.positiveIndexes());
      }
    }
  }

  private static @Nullable NativeHistogram histogram(SeriesData series, int i) {
    NativeHistogram[] all = series.histograms();
    return all == null ? null : all[i];
  }

  private static void close(double a, double b, String what) {
    double scale = Math.max(Math.abs(a), Math.abs(b));
    boolean same =
        Double.compare(a, b) == 0
            || a == b
            || Math.abs(a - b) <= 1e-8 * scale
            || Math.abs(a - b) < 1e-12;
    assertThat(same).as("%s: %s and %s", what, a, b).isTrue();
  }

  private static HeapSeries series(Random random) {
    HeapSeries source = new HeapSeries();
    int count = 5 + random.nextInt(120);
    List<long[]> exports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // Some series have their times in common, as those of one process do.
      long[] times =
          exports.isEmpty() || random.nextInt(3) == 0
              ? times(random)
              : exports.get(random.nextInt(exports.size()));
      exports.add(times);
      String name = List.of("c_total", "g", "h", "mixed", "large").get(random.nextInt(5));
      Labels labels =
          Labels.of(
              "__name__",
              name,
              "a",
              "" + random.nextInt(3),
              "b",
              "" + random.nextInt(4),
              "n",
              "" + i);
      fill(source, labels, name, times, random);
    }
    return source;
  }

  private static long[] times(Random random) {
    long time = random.nextInt(600_000);
    List<Long> times = new ArrayList<>();
    while (time < END) {
      times.add(time);
      time += 14_000 + random.nextInt(2_000);
      time += random.nextInt(40) == 0 ? random.nextInt(900_000) : 0;
    }
    return times.stream().mapToLong(Long::longValue).toArray();
  }

  private static void fill(
      HeapSeries source, Labels labels, String name, long[] times, Random random) {
    double value = random.nextInt(1000);
    for (long time : times) {
      value = next(name, value, random);
      boolean histogram = name.equals("h") || (name.equals("mixed") && random.nextInt(50) == 0);
      if (random.nextInt(30) == 0) {
        source.add(labels, time, SeriesData.STALE_NAN);
      } else if (histogram) {
        source.add(labels, time, histogram(value));
      } else {
        boolean odd = name.equals("g") && random.nextInt(200) == 0;
        source.add(labels, time, odd ? odd(random) : value);
      }
    }
  }

  private static double next(String name, double value, Random random) {
    return switch (name) {
      case "g" -> random.nextInt(20) == 0 ? value : random.nextGaussian() * 100 + 3;
      case "large" -> 1e15 + random.nextInt(1000) / 8.0;
      default -> random.nextInt(60) == 0 ? random.nextInt(3) : value + random.nextInt(50);
    };
  }

  private static double odd(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> Double.NaN;
      case 1 -> Double.POSITIVE_INFINITY;
      case 2 -> Double.NEGATIVE_INFINITY;
      default -> Double.MAX_VALUE;
    };
  }

  private static NativeHistogram histogram(double count) {
    double first = Math.floor(count / 3);
    return new NativeHistogram(
        0,
        count,
        count * 2,
        0.001,
        0,
        CounterReset.UNKNOWN,
        new int[] {1, 2},
        new double[] {first, count - first},
        new int[0],
        new double[0],
        new double[0]);
  }
}
