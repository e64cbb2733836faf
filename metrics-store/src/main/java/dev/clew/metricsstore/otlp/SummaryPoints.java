package dev.clew.metricsstore.otlp;

import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.otlp.ProtoCursor;
import java.util.Arrays;
import java.util.NavigableMap;

/**
 * Reads {@code SummaryDataPoint}. The group of a point is {@code [_sum, _count, each quantile...]}.
 */
final class SummaryPoints {
  private static final int SUM = 0;
  private static final int COUNT = 1;
  private static final int FIRST_QUANTILE = 2;

  private final PointSink sink;
  private final PointFields fields = new PointFields();
  private final NumberTexts quantileTexts = new NumberTexts();
  private double[] quantiles = new double[16];
  private double[] values = new double[16];
  private int quantileCount;
  private long count;
  private double sum;

  SummaryPoints(PointSink sink) {
    this.sink = sink;
  }

  void read(ProtoCursor cursor, MetricContext metric) {
    parse(cursor);
    long time = fields.timeMillis(metric);
    if (!sink.seek(time)) {
      return;
    }
    metric.sawTime(time);
    int[] group = sink.group(group(metric, cursor.array()));
    put(group[SUM], time, fields.startMillis(), sum);
    put(group[COUNT], time, fields.startMillis(), (double) count);
    for (int i = 0; i < quantileCount; i++) {
      put(group[FIRST_QUANTILE + i], time, 0, values[i]);
    }
  }

  private void put(int series, long time, long start, double value) {
    if (series != PointSink.NONE) {
      sink.value(
          series, time, fields.stale ? 0 : start, fields.stale ? SeriesData.STALE_NAN : value);
    }
  }

  private void parse(ProtoCursor cursor) {
    fields.clear();
    quantileCount = 0;
    count = 0;
    sum = 0;
    while (cursor.next()) {
      switch (cursor.field()) {
        case 2 -> fields.start(cursor);
        case 3 -> fields.time(cursor);
        case 4 -> count = cursor.fixed64();
        case 5 -> sum = cursor.float64();
        case 6 -> quantile(cursor);
        case 7 -> fields.attributes.add(cursor);
        case 8 -> fields.flags(cursor);
        default -> cursor.skip();
      }
    }
  }

  private void quantile(ProtoCursor cursor) {
    if (quantileCount == quantiles.length) {
      quantiles = Arrays.copyOf(quantiles, quantileCount * 2);
      values = Arrays.copyOf(values, quantileCount * 2);
    }
    quantiles[quantileCount] = 0;
    values[quantileCount] = 0;
    int outer = cursor.enter();
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> quantiles[quantileCount] = cursor.float64();
        case 2 -> values[quantileCount] = cursor.float64();
        default -> cursor.skip();
      }
    }
    cursor.leave(outer);
    quantileCount++;
  }

  private int group(MetricContext metric, byte[] array) {
    fields.identify(metric, array);
    for (int i = 0; i < quantileCount; i++) {
      fields.hash.add(Double.doubleToRawLongBits(quantiles[i]));
    }
    long high = fields.hash.high();
    long low = fields.hash.low();
    int reference = sink.find(high, low);
    if (reference == PointSink.NONE) {
      reference = sink.createGroup(create(metric));
      sink.bind(high, low, reference);
      sink.metadata(metric.family(), metric.metadata());
    }
    return reference;
  }

  private int[] create(MetricContext metric) {
    NavigableMap<String, String> labels = metric.labelsOf(fields.attributes);
    int[] group = new int[FIRST_QUANTILE + quantileCount];
    group[SUM] = sink.create(metric.series(labels, "_sum"));
    group[COUNT] = sink.create(metric.series(labels, "_count"));
    for (int i = 0; i < quantileCount; i++) {
      labels.put("quantile", quantileTexts.of(i, quantiles[i]));
      group[FIRST_QUANTILE + i] = sink.create(metric.series(labels, ""));
    }
    return group;
  }
}
