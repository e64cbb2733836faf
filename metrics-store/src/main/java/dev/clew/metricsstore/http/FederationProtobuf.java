package dev.clew.metricsstore.http;

import dev.clew.metricsstore.files.ByteWriter;
import dev.clew.metricsstore.http.FederationApi.Latest;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.model.Labels;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Prometheus' protobuf format: messages {@code MetricFamily} of io/prometheus/client/metrics.proto,
 * each after its length. The numbers of the fields are from there.
 */
record FederationProtobuf(boolean utf8Names) implements FederationFormat {
  private static final int UNTYPED = 3;
  private static final int HISTOGRAM = 4;
  private static final int GAUGE_HISTOGRAM = 5;

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;

  @Override
  public void write(List<Latest> samples, OutputStream target) throws IOException {
    int start = 0;
    for (int i = 1; i <= samples.size(); i++) {
      if (i == samples.size() || !sameFamily(samples.get(start), samples.get(i))) {
        ByteWriter family = family(samples.subList(start, i));
        ByteWriter length = new ByteWriter();
        length.varint(family.size());
        target.write(length.array(), 0, length.size());
        target.write(family.array(), 0, family.size());
        start = i;
      }
    }
  }

  private static boolean sameFamily(Latest a, Latest b) {
    return a.labels().metricName().equals(b.labels().metricName()) && type(a) == type(b);
  }

  private static int type(Latest sample) {
    if (sample.histogram() == null) {
      return UNTYPED;
    }
    return sample.isGauge() ? GAUGE_HISTOGRAM : HISTOGRAM;
  }

  private ByteWriter family(List<Latest> samples) {
    ByteWriter out = new ByteWriter();
    text(out, 1, name(samples.getFirst().labels().metricName(), true));
    tag(out, 3, VARINT);
    out.varint(type(samples.getFirst()));
    for (Latest sample : samples) {
      message(out, 4, metric(sample));
    }
    return out;
  }

  private String name(String name, boolean metric) {
    return utf8Names ? name : FederationFormat.underscored(name, metric);
  }

  private ByteWriter metric(Latest sample) {
    ByteWriter out = new ByteWriter();
    for (Map.Entry<String, String> label : sample.labels().asMap().entrySet()) {
      if (!label.getKey().equals(Labels.METRIC_NAME)) {
        label(out, name(label.getKey(), false), label.getValue());
      }
    }
    if (sample.labels().get("instance").isEmpty()) {
      label(out, "instance", "");
    }
    NativeHistogram histogram = sample.histogram();
    if (histogram == null) {
      ByteWriter untyped = new ByteWriter();
      number(untyped, 1, sample.value());
      message(out, 5, untyped);
    }
    tag(out, 6, VARINT);
    out.varint(sample.timeMillis());
    if (histogram != null) {
      message(out, 7, histogram(histogram));
    }
    return out;
  }

  private static void label(ByteWriter out, String name, String value) {
    ByteWriter label = new ByteWriter();
    text(label, 1, name);
    text(label, 2, value);
    message(out, 1, label);
  }

  private static ByteWriter histogram(NativeHistogram histogram) {
    ByteWriter out = new ByteWriter();
    number(out, 2, histogram.sum());
    number(out, 4, histogram.count());
    if (histogram.schema() == NativeHistogram.CUSTOM_BOUNDS_SCHEMA) {
      classicBuckets(out, histogram); // the format has no place for custom bounds
      return out;
    }
    tag(out, 5, VARINT);
    out.zigzag(histogram.schema());
    number(out, 6, histogram.zeroThreshold());
    number(out, 8, histogram.zeroCount());
    side(out, 9, 11, histogram.negativeIndexes(), histogram.negativeCounts());
    side(out, 12, 14, histogram.positiveIndexes(), histogram.positiveCounts());
    return out;
  }

  private static void classicBuckets(ByteWriter out, NativeHistogram histogram) {
    double cumulative = 0;
    int next = 0;
    for (int i = 0; i < histogram.customBounds().length; i++) {
      while (next < histogram.positiveIndexes().length && histogram.positiveIndexes()[next] <= i) {
        cumulative += histogram.positiveCounts()[next++];
      }
      ByteWriter bucket = new ByteWriter();
      number(bucket, 2, histogram.customBounds()[i]);
      number(bucket, 4, cumulative);
      message(out, 3, bucket);
    }
  }

  /** Runs of neighbouring buckets as spans, then all counts. */
  private static void side(
      ByteWriter out, int spanField, int countField, int[] indexes, double[] counts) {
    int start = 0;
    int end = 0;
    for (int i = 1; i <= indexes.length; i++) {
      if (i == indexes.length || indexes[i] != indexes[i - 1] + 1) {
        ByteWriter span = new ByteWriter();
        tag(span, 1, VARINT);
        span.zigzag(indexes[start] - end);
        tag(span, 2, VARINT);
        span.varint(i - start);
        message(out, spanField, span);
        end = indexes[i - 1] + 1;
        start = i;
      }
    }
    for (double count : counts) {
      number(out, countField, count);
    }
  }

  private static void tag(ByteWriter out, int field, int type) {
    out.varint(((long) field << 3) | type);
  }

  private static void text(ByteWriter out, int field, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    tag(out, field, BYTES);
    out.varint(utf8.length);
    out.bytes(utf8, 0, utf8.length);
  }

  private static void message(ByteWriter out, int field, ByteWriter message) {
    tag(out, field, BYTES);
    out.varint(message.size());
    out.append(message);
  }

  private static void number(ByteWriter out, int field, double value) {
    tag(out, field, FIXED64);
    out.u64(Double.doubleToRawLongBits(value));
  }
}
