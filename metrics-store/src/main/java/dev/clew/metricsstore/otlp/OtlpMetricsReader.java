package dev.clew.metricsstore.otlp;

import dev.clew.metricsstore.index.LabelSet;
import dev.clew.metricsstore.series.MetricMetadata;
import dev.clew.model.otlp.ProtoCursor;

/**
 * Reads an {@code ExportMetricsServiceRequest} straight from its bytes (opentelemetry-proto,
 * metrics/v1/metrics.proto) and hands samples to a {@link PointSink}.
 *
 * <p>A series is found by a hash over the raw bytes of its resource attributes, metric and point
 * attributes; only when the hash is new are labels decoded and translated. The same attributes in
 * another order are another hash, but the same labels, so they end in the same series. The scope is
 * no part of a series unless the configuration says so, as in Prometheus.
 *
 * <p>Not thread-safe.
 */
public final class OtlpMetricsReader {
  private static final MetricMetadata TARGET_INFO =
      new MetricMetadata("gauge", "", "Target metadata");

  /** Sets the hash of {@code target_info} apart from that of the resource's metrics. */
  private static final long TARGET_INFO_MARK = 0x696e666f;

  private static final int DELTA = 1;

  private final PointSink sink;
  private final ProtoCursor cursor = new ProtoCursor();
  private final MetricContext metric;
  private final NumberPoints numbers;
  private final HistogramPoints histograms;
  private final ExponentialPoints exponentials;
  private final SummaryPoints summaries;
  private final VerbatimPoints verbatim;

  public OtlpMetricsReader(PointSink sink, OtlpTranslation translation) {
    this.sink = sink;
    ExemplarReader exemplars = new ExemplarReader();
    metric = new MetricContext(translation);
    numbers = new NumberPoints(sink, exemplars);
    histograms = new HistogramPoints(sink, exemplars);
    exponentials = new ExponentialPoints(sink, exemplars);
    summaries = new SummaryPoints(sink);
    verbatim = new VerbatimPoints(sink);
  }

  /**
   * @param receivedMillis the time of points that have none
   * @throws dev.clew.model.otlp.MalformedProtobufException when the bytes are not such a request;
   *     points before the fault have been handed over by then
   */
  public void read(byte[] otlp, int offset, int length, long receivedMillis) {
    metric.receivedMillis = receivedMillis;
    verbatim.start(receivedMillis);
    cursor.reset(otlp, offset, length);
    while (cursor.next()) {
      if (cursor.field() == 1) {
        int outer = cursor.enter();
        resourceMetrics();
        cursor.leave(outer);
      } else {
        cursor.skip();
      }
    }
  }

  /** Fields may come in any order, so the resource is looked for before the metrics are read. */
  private void resourceMetrics() {
    int start = cursor.position();
    metric.startResource(cursor.array());
    while (cursor.next()) {
      if (cursor.field() == 1) {
        int outer = cursor.enter();
        resource();
        cursor.leave(outer);
      } else {
        cursor.skip();
      }
    }
    metric.endResource();
    cursor.rewind(start);
    while (cursor.next()) {
      if (cursor.field() == 2) {
        int outer = cursor.enter();
        scopeMetrics();
        cursor.leave(outer);
      } else {
        cursor.skip();
      }
    }
    targetInfo();
  }

  private void resource() {
    while (cursor.next()) {
      if (cursor.field() == 1) {
        metric.addResourceAttribute(cursor);
      } else {
        cursor.skip();
      }
    }
  }

  private void scopeMetrics() {
    boolean asSent = VerbatimPoints.isScope(cursor);
    metric.scope.start(cursor);
    while (cursor.next()) {
      if (cursor.field() == 2) {
        int outer = cursor.enter();
        if (asSent) {
          verbatim.read(cursor);
        } else {
          metric();
        }
        cursor.leave(outer);
      } else {
        cursor.skip();
      }
    }
  }

  private void metric() {
    int start = cursor.position();
    metric.startMetric();
    while (cursor.next()) {
      int field = cursor.field();
      if (field >= 1 && field <= 3) {
        int outer = cursor.enter();
        int length = cursor.limit() - cursor.position();
        switch (field) {
          case 1 -> metric.name(cursor.position(), length);
          case 2 -> metric.description(cursor.position(), length);
          default -> metric.unit(cursor.position(), length);
        }
        cursor.leave(outer);
      } else {
        cursor.skip();
      }
    }
    cursor.rewind(start);
    while (cursor.next()) {
      switch (cursor.field()) {
        case 5 -> data(MetricKind.GAUGE);
        case 7 -> data(MetricKind.UP_DOWN_COUNTER);
        case 9 -> data(MetricKind.HISTOGRAM);
        case 10 -> data(MetricKind.EXPONENTIAL_HISTOGRAM);
        case 11 -> data(MetricKind.SUMMARY);
        default -> cursor.skip();
      }
    }
  }

  /** Temporality and monotonicity stand behind the points, so they are looked for first. */
  private void data(MetricKind kind) {
    int outer = cursor.enter();
    int start = cursor.position();
    metric.kind = kind;
    while (cursor.next()) {
      if (cursor.field() == 2 && cursor.wireType() == ProtoCursor.VARINT) {
        metric.delta = cursor.varintField() == DELTA;
      } else if (cursor.field() == 3 && kind == MetricKind.UP_DOWN_COUNTER) {
        metric.kind = cursor.bool() ? MetricKind.COUNTER : MetricKind.UP_DOWN_COUNTER;
      } else {
        cursor.skip();
      }
    }
    metric.startPoints();
    cursor.rewind(start);
    while (cursor.next()) {
      if (cursor.field() == 1) {
        int inner = cursor.enter();
        point();
        cursor.leave(inner);
      } else {
        cursor.skip();
      }
    }
    cursor.leave(outer);
  }

  private void point() {
    switch (metric.kind) {
      case GAUGE, COUNTER, UP_DOWN_COUNTER -> numbers.read(cursor, metric);
      case HISTOGRAM -> histograms.read(cursor, metric);
      case EXPONENTIAL_HISTOGRAM -> exponentials.read(cursor, metric);
      case SUMMARY -> summaries.read(cursor, metric);
    }
  }

  private void targetInfo() {
    long time = metric.latestMillis();
    if (time == Long.MIN_VALUE || !sink.seek(time)) {
      return;
    }
    RawHash hash = new RawHash().startFrom(metric.resourceHash).add(TARGET_INFO_MARK);
    int series = sink.find(hash.high(), hash.low());
    if (series == PointSink.NONE) {
      LabelSet labels = metric.resource().targetInfo();
      if (labels == null) {
        return;
      }
      series = sink.create(labels);
      if (series == PointSink.NONE) {
        return;
      }
      sink.bind(hash.high(), hash.low(), series);
      sink.metadata("target_info", TARGET_INFO);
    }
    sink.value(series, time, 0, 1);
  }
}
