package dev.clew.metricsstore.promql.differential;

import dev.clew.metricsstore.promql.notation.Numbers;
import dev.clew.metricsstore.series.HeapSeries;
import dev.clew.model.Labels;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Two hours of counters, gauges and classic histograms, as OpenMetrics text and in the heap. Times
 * lie half a second beside whole ones, so that no sample is at the edge of a range: ranges are open
 * on the left since Prometheus 3.
 */
final class SampleData {
  static final long START = 1_700_006_400_000L;
  static final int COUNT = 480;
  static final long STEP = 15_000;
  private static final long BESIDE = 3_500;

  private final Random random;
  private final HeapSeries series = new HeapSeries();
  private final StringBuilder text = new StringBuilder();

  SampleData(long seed) {
    random = new Random(seed);
    for (String job : List.of("api", "web")) {
      for (int instance = 0; instance < 3; instance++) {
        for (String code : List.of("200", "500")) {
          counter(
              "requests_total",
              Map.of("job", job, "instance", "i" + instance, "code", code),
              1 + instance);
        }
        gauge("temperature", Map.of("job", job, "instance", "i" + instance), instance == 2);
      }
      labelled("build", Map.of("job", job, "version", "v" + job.length()), 1);
      histogram(job);
    }
    odd();
    text.append("# EOF\n");
  }

  HeapSeries series() {
    return series;
  }

  String openMetrics() {
    return text.toString();
  }

  private void add(String name, Map<String, String> labels, int index, double value) {
    long time = START + BESIDE + index * STEP;
    TreeMap<String, String> all = new TreeMap<>(labels);
    all.put(Labels.METRIC_NAME, name);
    series.add(Labels.of(all), time, value);
    text.append(name).append('{');
    new TreeMap<>(labels)
        .forEach((key, label) -> text.append(key).append("=\"").append(label).append("\","));
    text.setLength(text.length() - 1);
    text.append("} ").append(Numbers.json(value)).append(' ').append(time / 1000.0).append('\n');
  }

  /** Begins high: near zero, extrapolation has changed since Prometheus 2. */
  private void counter(String name, Map<String, String> labels, double speed) {
    double value = 100_000 + random.nextInt(1000);
    for (int i = 0; i < COUNT; i++) {
      value = random.nextInt(90) == 0 ? 50_000 : value + random.nextInt(10) * speed;
      add(name, labels, i, value);
    }
  }

  private void gauge(String name, Map<String, String> labels, boolean gaps) {
    double value = 20;
    for (int i = 0; i < COUNT; i++) {
      value += random.nextGaussian();
      if (!gaps || i % 100 < 60) {
        add(name, labels, i, value);
      }
    }
  }

  private void labelled(String name, Map<String, String> labels, double value) {
    for (int i = 0; i < COUNT; i++) {
      add(name, labels, i, value);
    }
  }

  private void histogram(String job) {
    double[] counts = {1000, 2000, 3000, 4000};
    List<String> bounds = List.of("0.1", "0.5", "2.5", "+Inf");
    for (int i = 0; i < COUNT; i++) {
      double more = 0;
      for (int b = 0; b < counts.length; b++) {
        more += random.nextInt(8);
        counts[b] += more;
        add("latency_bucket", Map.of("job", job, "le", bounds.get(b)), i, counts[b]);
      }
    }
  }

  /** NaN, zero and negative values. */
  private void odd() {
    double[] values = {Double.NaN, 0, -1.5, 1e-9, 3e12, 7, 7};
    for (int i = 0; i < COUNT; i++) {
      add("odd", Map.of("kind", "cycle"), i, values[i % values.length]);
      add("odd", Map.of("kind", "steps"), i, i / 50);
    }
  }
}
