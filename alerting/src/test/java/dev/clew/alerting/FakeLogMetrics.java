package dev.clew.alerting;

import dev.clew.model.seam.LogMetricQueries;
import dev.clew.model.seam.MetricSample;
import dev.clew.model.seam.MetricSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Answers LogQL with what {@link FakeMetrics} has under {@code logql:} and the query. */
final class FakeLogMetrics implements LogMetricQueries {
  private final FakeMetrics answers;

  FakeLogMetrics(FakeMetrics answers) {
    this.answers = answers;
  }

  @Override
  public List<MetricSample> instant(String logql, Instant time) {
    return answers.instant("logql:" + logql, time.toEpochMilli());
  }

  @Override
  public List<MetricSeries> range(String logql, Instant start, Instant end, Duration step) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void check(String logql) {
    answers.check(logql);
  }
}
