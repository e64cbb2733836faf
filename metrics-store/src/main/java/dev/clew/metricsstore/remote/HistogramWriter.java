package dev.clew.metricsstore.remote;

import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.model.otlp.ProtoWriter;
import java.util.Arrays;

/**
 * Writes native histograms as Prometheus' {@code Histogram} message: with integers where all counts
 * are, as nearly every sender has them, else with floats. Which it was is not kept, and a reader
 * that expects one cannot always do with the other: Prometheus 3.5 panics over floats that it has
 * to put beside integers of its own.
 */
final class HistogramWriter {
  /** Up to here every integer is a double. */
  private static final double EXACT = 1L << 53;

  private HistogramWriter() {}

  /** Writes it as a field of a message. */
  static void write(ProtoWriter out, int field, long timeMillis, NativeHistogram histogram) {
    int message = out.open(field);
    boolean integers = isInteger(histogram);
    if (integers) {
      integer(out, 1, histogram.count());
    } else {
      float64(out, 2, histogram.count());
    }
    float64(out, 3, histogram.sum());
    out.tag(4, ProtoWriter.VARINT);
    out.varint(zigzag(histogram.schema()) & 0xffff_ffffL);
    float64(out, 5, histogram.zeroThreshold());
    if (integers) {
      integer(out, 6, histogram.zeroCount());
    } else {
      float64(out, 7, histogram.zeroCount());
    }
    spans(out, 8, histogram.negativeIndexes());
    counts(out, 9, histogram.negativeCounts(), integers);
    spans(out, 11, histogram.positiveIndexes());
    counts(out, 12, histogram.positiveCounts(), integers);
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

  private static boolean isInteger(NativeHistogram histogram) {
    return isInteger(histogram.count())
        && isInteger(histogram.zeroCount())
        && Arrays.stream(histogram.positiveCounts()).allMatch(HistogramWriter::isInteger)
        && Arrays.stream(histogram.negativeCounts()).allMatch(HistogramWriter::isInteger);
  }

  private static boolean isInteger(double count) {
    return count >= 0 && count <= EXACT && count == Math.rint(count);
  }

  private static void integer(ProtoWriter out, int field, double value) {
    out.tag(field, ProtoWriter.VARINT);
    out.varint((long) value);
  }

  /**
   * Integers as differences from one bucket to the next; floats, as they are, in the next field.
   */
  private static void counts(ProtoWriter out, int field, double[] counts, boolean integers) {
    if (!integers) {
      floats(out, field + 1, counts);
      return;
    }
    if (counts.length == 0) {
      return;
    }
    int packed = out.open(field);
    long before = 0;
    for (double count : counts) {
      long delta = (long) count - before;
      out.varint((delta << 1) ^ (delta >> 63));
      before = (long) count;
    }
    out.close(packed);
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
