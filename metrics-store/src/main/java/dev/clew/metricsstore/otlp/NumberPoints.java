package dev.clew.metricsstore.otlp;

import dev.clew.metricsstore.otlp.PointSink.DropReason;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.otlp.ProtoCursor;

/** Reads {@code NumberDataPoint}: gauges and sums. */
final class NumberPoints {
  private final PointSink sink;
  private final ExemplarReader exemplarReader;
  private final PointFields fields = new PointFields();
  private double value;
  private boolean hasValue;

  NumberPoints(PointSink sink, ExemplarReader exemplarReader) {
    this.sink = sink;
    this.exemplarReader = exemplarReader;
  }

  void read(ProtoCursor cursor, MetricContext metric) {
    parse(cursor);
    long time = fields.timeMillis(metric);
    if (!sink.seek(time)) {
      return;
    }
    metric.sawTime(time);
    int series = fields.series(sink, metric, cursor.array());
    if (series == PointSink.NONE) {
      return;
    }
    if (fields.stale) {
      sink.value(series, time, 0, SeriesData.STALE_NAN);
    } else if (!hasValue) {
      sink.drop(DropReason.NO_VALUE);
    } else if (metric.delta) {
      sink.delta(series, time, fields.startMillis(), value);
    } else {
      // What is no counter does not count since anything.
      long start = metric.kind == MetricKind.COUNTER ? fields.startMillis() : 0;
      sink.value(series, time, start, value);
    }
    for (int i = 0; i < fields.exemplars.size(); i++) {
      sink.exemplar(series, exemplarReader.read(metric, cursor.array(), fields.exemplars, i));
    }
  }

  private void parse(ProtoCursor cursor) {
    fields.clear();
    hasValue = false;
    while (cursor.next()) {
      switch (cursor.field()) {
        case 2 -> fields.start(cursor);
        case 3 -> fields.time(cursor);
        case 4 -> number(cursor.float64());
        case 5 -> fields.exemplars.add(cursor);
        case 6 -> number((double) cursor.fixed64());
        case 7 -> fields.attributes.add(cursor);
        case 8 -> fields.flags(cursor);
        default -> cursor.skip();
      }
    }
  }

  private void number(double number) {
    value = number;
    hasValue = true;
  }
}
