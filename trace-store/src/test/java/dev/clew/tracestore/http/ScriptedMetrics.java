package dev.clew.tracestore.http;

import dev.clew.model.Labels;
import dev.clew.model.seam.MetricQueries;
import dev.clew.model.seam.MetricSample;
import dev.clew.model.seam.MetricSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Answers each expression that begins so with fixed values, from some instant on. */
final class ScriptedMetrics implements MetricQueries {
  final List<String> asked = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();

  private record Line(String part, long fromMillis, Labels labels, double value) {}

  ScriptedMetrics when(String part, long fromMillis, Labels labels, double value) {
    lines.add(new Line(part, fromMillis, labels, value));
    return this;
  }

  @Override
  public synchronized List<MetricSample> instant(String expression, long timeMillis) {
    asked.add(expression);
    return lines.stream()
        .filter(line -> expression.contains(line.part()) && timeMillis >= line.fromMillis())
        .map(line -> new MetricSample(line.labels(), timeMillis, line.value()))
        .toList();
  }

  @Override
  public synchronized List<MetricSeries> range(
      String expression, long startMillis, long endMillis, long stepMillis) {
    asked.add(expression);
    return lines.stream()
        .filter(line -> expression.contains(line.part()))
        .map(line -> {
          long[] times =
              LongStream.iterate(startMillis, time -> time <= endMillis, t -> t + stepMillis)
                  .filter(time -> time >= line.fromMillis())
                  .toArray();
          double[] values = new double[times.length];
          Arrays.fill(values, line.value());
          return new MetricSeries(line.labels(), times, values);
        })
        .toList();
  }

  @Override
  public void check(String expression) {}
}
