package dev.clew.metricsstore.remote;

import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.model.otlp.ProtoWriter;

/** Writes native histograms as Prometheus' {@code Histogram} message with float counts. */
final class HistogramWriter {
  private HistogramWriter() {}

  /** Writes it as a field of a message. */
  static void write(ProtoWriter out, int field, long timeMillis, NativeHistogram histogram) {
    int message = out.open(field);
    float64(out, 2, histogram.count());
    float64(out, 3, histogram.sum());
    out.tag(4, ProtoWriter.VARINT);
    out.varint(zigzag(histogram.schema()) & 0xffff_ffffL);
    float64(out, 5, histogram.zeroThreshold());
    float64(out, 7, histogram.zeroCount());
    spans(out, 8, histogram.negativeIndexes());
    floats(out, 10, histogram.negativeCounts());
    spans(out, 11, histogram.positiveIndexes());
    floats(out, 13, histogram.positiveCounts());
    out.tag(14, ProtoWriter.VARINT);
    out.varint(
        switch (histogram.counterReset()) {
          case UNKNOWN -> 0;
          case RESET -> 1;
          case NOT_RESET -> 2;
          case GAUGE -> 3;
        });
    out.tag(15, ProtoWriter.VARINT);
    out.varint(timeMillis);
    floats(out, 16, histogram.customBounds());
    out.close(message);
  }

  private static void float64(ProtoWriter out, int field, double value) {
    out.fixed64(field, Double.doubleToRawLongBits(value));
  }

  private static int zigzag(int number) {
    return (number << 1) ^ (number >> 31);
  }

  /** Buckets without gaps between them form a span; its offset counts from the end of the last. */
  private static void spans(ProtoWriter out, int field, int[] indexes) {
    int next = 0;
    for (int i = 0; i < indexes.length; ) {
      int length = 1;
      while (i + length < indexes.length && indexes[i + length] == indexes[i] + length) {
        length++;
      }
      int span = out.open(field);
      out.tag(1, ProtoWriter.VARINT);
      out.varint(zigzag(indexes[i] - next) & 0xffff_ffffL);
      out.tag(2, ProtoWriter.VARINT);
      out.varint(length);
      out.close(span);
      next = indexes[i] + length;
      i += length;
    }
  }

  private static void floats(ProtoWriter out, int field, double[] values) {
    if (values.length == 0) {
      return;
    }
    int packed = out.open(field);
    for (double value : values) {
      out.rawFixed64(Double.doubleToRawLongBits(value));
    }
    out.close(packed);
  }
}
