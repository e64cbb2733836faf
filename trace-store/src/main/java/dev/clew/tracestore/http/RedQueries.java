package dev.clew.tracestore.http;

import dev.clew.model.Labels;
import dev.clew.model.memory.QueryMemory;
import dev.clew.model.seam.MetricQueries;
import dev.clew.model.seam.MetricSample;
import dev.clew.model.seam.MetricSeries;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks the span metrics, in PromQL, for rate, errors and durations per service or per operation.
 * Durations in milliseconds; NaN where there is no value.
 */
final class RedQueries {
  private static final String SERVED = "span_kind=~\"SPAN_KIND_SERVER|SPAN_KIND_CONSUMER\"";
  private static final String FAILED = "STATUS_CODE_ERROR";

  /** Shorter windows would hold fewer than two of the counters' writes. */
  private static final long SHORTEST_WINDOW_MILLIS = 60_000;

  /** With its name and its place in a map; that of a service in other maps, too. */
  private static final long RED_BYTES = 300;

  private static final long SPARK_BYTES = 200;

  private final MetricQueries metrics;
  private final String selector;
  private final String by;
  private final Function<Labels, String> key;

  private RedQueries(
      MetricQueries metrics, String selector, String by, Function<Labels, String> key) {
    this.metrics = metrics;
    this.selector = selector;
    this.by = by;
    this.key = key;
  }

  /** Per service, by its name. */
  static RedQueries ofServices(MetricQueries metrics) {
    return new RedQueries(metrics, SERVED, "service", labels -> labels.get("service"));
  }

  /** Per service, of some alone. */
  static RedQueries ofServices(MetricQueries metrics, Collection<String> only) {
    String names = only.stream().map(RedQueries::literally).collect(Collectors.joining("|"));
    return new RedQueries(
        metrics, SERVED + ",service=~" + quoted(names), "service", labels -> labels.get("service"));
  }

  /** Of one service alone, by its name. */
  static RedQueries ofService(MetricQueries metrics, String service) {
    return new RedQueries(
        metrics, SERVED + named(service), "service", labels -> labels.get("service"));
  }

  /** Per operation of a service, by kind and name: {@code server GET /}. */
  static RedQueries ofOperations(MetricQueries metrics, String service) {
    return new RedQueries(
        metrics,
        SERVED + named(service),
        "span_name, span_kind",
        labels ->
            labels.get("span_kind").replace("SPAN_KIND_", "").toLowerCase(Locale.ROOT)
                + " "
                + labels.get("span_name"));
  }

  private static String named(String service) {
    return ",service=" + quoted(service);
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }

  /** As an expression that finds this text alone. */
  private static String literally(String text) {
    StringBuilder expression = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      expression.append("\\.+*?()|[]{}^$".indexOf(c) < 0 ? "" : "\\").append(c);
    }
    return expression.toString();
  }

  /** What a row of the answer says of one period. */
  static final class Red {
    double calls;
    double failed;
    double p50 = Double.NaN;
    double p95 = Double.NaN;
    double p99 = Double.NaN;

    /** Of all calls, 0 to 1; NaN without calls. */
    double errorRatio() {
      return calls > 0 ? failed / calls : Double.NaN;
    }
  }

  /** Rate, failures per second and 95th percentile over time. */
  static final class Spark {
    final double[] rate;
    final double[] errors;
    final double[] p95;

    Spark(int points) {
      rate = new double[points];
      errors = new double[points];
      p95 = new double[points];
      Arrays.fill(rate, Double.NaN);
      Arrays.fill(errors, Double.NaN);
      Arrays.fill(p95, Double.NaN);
    }
  }

  /** Calls per second alone, over the period that ends at an instant. */
  Map<String, Red> rates(long endMillis, long lengthMillis) {
    Map<String, Red> all = new HashMap<>();
    long window = Math.max(lengthMillis, SHORTEST_WINDOW_MILLIS);
    QueryMemory memory = QueryMemory.current();
    long held = memory.heldBytes();
    for (MetricSample sample : metrics.instant(rate(window), endMillis)) {
      if (sample.value() > 0) {
        Red red = all.computeIfAbsent(key.apply(sample.labels()), name -> new Red());
        red.calls += sample.value();
        red.failed += isFailed(sample.labels()) ? sample.value() : 0;
      }
    }
    memory.settle(held + all.size() * RED_BYTES);
    return all;
  }

  /** Of a period and of the one before it, of the same length. */
  record Periods(Map<String, Red> now, Map<String, Red> before) {
    private Map<String, Red> at(int instant) {
      return instant == NOW ? now : before;
    }
  }

  /** Instants of a {@link Periods}; each query answers for both. */
  private static final int BEFORE = 0;

  private static final int NOW = 1;

  /** Calls per second and durations; the second period ends where the first one starts. */
  Periods periods(long startMillis, long endMillis) {
    Periods periods = new Periods(new HashMap<>(), new HashMap<>());
    long length = Math.max(1, endMillis - startMillis);
    long window = Math.max(length, SHORTEST_WINDOW_MILLIS);
    ask(
        rate(window),
        startMillis,
        endMillis,
        length,
        series -> {
          for (int i = 0; i < series.values().length; i++) {
            if (series.values()[i] > 0) {
              int instant = series.timesMillis()[i] < endMillis ? BEFORE : NOW;
              Map<String, Red> all = periods.at(instant);
              Red red = all.computeIfAbsent(key.apply(series.labels()), name -> new Red());
              red.calls += series.values()[i];
              red.failed += isFailed(series.labels()) ? series.values()[i] : 0;
            }
          }
        });
    if (periods.now().isEmpty() && periods.before().isEmpty()) {
      return periods;
    }
    Map<String, BucketRates> durations = new HashMap<>();
    ask(
        buckets(window),
        startMillis,
        endMillis,
        length,
        series -> {
          String bound = series.labels().get("le");
          BucketRates rates =
              durations.computeIfAbsent(key.apply(series.labels()), name -> new BucketRates(2));
          for (int i = 0; i < series.values().length; i++) {
            int instant = series.timesMillis()[i] < endMillis ? BEFORE : NOW;
            rates.add(bound, instant, series.values()[i]);
          }
        });
    durations.forEach((name, rates) -> {
      durations(periods.now().get(name), rates, NOW);
      durations(periods.before().get(name), rates, BEFORE);
    });
    return periods;
  }

  private static void durations(@Nullable Red red, BucketRates rates, int instant) {
    if (red != null) {
      red.p50 = rates.quantile(0.5, instant) * 1000;
      red.p95 = rates.quantile(0.95, instant) * 1000;
      red.p99 = rates.quantile(0.99, instant) * 1000;
    }
  }

  /**
   * Takes what a query answers, one series after the other. What came of it is small beside the
   * answer, whose memory is let go.
   */
  private void ask(String query, long first, long last, long step, Consumer<MetricSeries> taker) {
    QueryMemory memory = QueryMemory.current();
    long held = memory.heldBytes();
    metrics.range(query, first, last, step).forEach(taker);
    memory.settle(held);
  }

  /** One point per step; the first covers the step that begins at the start. */
  Map<String, Spark> sparks(long startMillis, long stepMillis, int points) {
    Map<String, Spark> all = new HashMap<>();
    long window = Math.max(stepMillis, SHORTEST_WINDOW_MILLIS);
    long first = startMillis + stepMillis;
    long last = startMillis + stepMillis * points;
    ask(
        rate(window),
        first,
        last,
        stepMillis,
        series -> {
          Spark spark = all.computeIfAbsent(key.apply(series.labels()), name -> new Spark(points));
          add(series, first, stepMillis, spark.rate);
          if (isFailed(series.labels())) {
            add(series, first, stepMillis, spark.errors);
          }
        });
    QueryMemory.current().take(all.size() * (SPARK_BYTES + 24L * points));
    if (!all.isEmpty()) {
      ask(
          "histogram_quantile(0.95, " + buckets(window) + ")",
          first,
          last,
          stepMillis,
          series -> {
            Spark spark = all.get(key.apply(series.labels()));
            if (spark != null) {
              add(series, first, stepMillis, spark.p95);
            }
          });
    }
    for (Spark spark : all.values()) {
      for (int i = 0; i < points; i++) {
        spark.p95[i] *= 1000;
        spark.errors[i] =
            Double.isNaN(spark.errors[i]) && !Double.isNaN(spark.rate[i]) ? 0 : spark.errors[i];
      }
    }
    return all;
  }

  private static void add(MetricSeries series, long first, long step, double[] into) {
    for (int i = 0; i < series.timesMillis().length; i++) {
      int point = (int) ((series.timesMillis()[i] - first) / step);
      double value = series.values()[i];
      if (point >= 0 && point < into.length && !Double.isNaN(value)) {
        into[point] = Double.isNaN(into[point]) ? value : into[point] + value;
      }
    }
  }

  private static boolean isFailed(Labels labels) {
    return labels.get("status_code").equals(FAILED);
  }

  private String rate(long windowMillis) {
    return "sum by ("
        + by
        + ", status_code) (rate(traces_spanmetrics_calls_total{"
        + selector
        + "}["
        + windowMillis
        + "ms]))";
  }

  private String buckets(long windowMillis) {
    return "sum by ("
        + by
        + ", le) (rate(traces_spanmetrics_duration_seconds_bucket{"
        + selector
        + "}["
        + windowMillis
        + "ms]))";
  }
}
