package dev.clew.alerting;

import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import dev.clew.model.seam.MetricQueries;
import dev.clew.model.seam.MetricSample;
import dev.clew.model.seam.MetricSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Answers expressions with what the test put there; {@code syntax error} is one anywhere. */
public final class FakeMetrics implements MetricQueries {
  private final Map<String, List<MetricSample>> answers = new ConcurrentHashMap<>();
  private final Map<String, RuntimeException> failures = new ConcurrentHashMap<>();

  /** Values by label set, which is written {@code name=value,name=value}. */
  public void answer(String expression, Map<String, Double> series) {
    List<MetricSample> samples = new ArrayList<>();
    series.forEach((labels, value) -> samples.add(new MetricSample(labels(labels), 0, value)));
    failures.remove(expression);
    answers.put(expression, samples);
  }

  public void fail(String expression, String message) {
    failures.put(expression, new QueryException(QueryException.Kind.EXECUTION, message, -1));
  }

  public static Labels labels(String text) {
    return text.isEmpty() ? Labels.EMPTY : Labels.of(text.split("[=,]"));
  }

  @Override
  public List<MetricSample> instant(String expression, long timeMillis) {
    RuntimeException failure = failures.get(expression);
    if (failure != null) {
      throw failure;
    }
    return answers.getOrDefault(expression, List.of());
  }

  @Override
  public List<MetricSeries> range(
      String expression, long startMillis, long endMillis, long stepMillis) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void check(String expression) {
    int position = expression.indexOf("syntax error");
    if (position >= 0) {
      throw new QueryException(QueryException.Kind.SYNTAX, "unexpected identifier", position);
    }
  }
}
