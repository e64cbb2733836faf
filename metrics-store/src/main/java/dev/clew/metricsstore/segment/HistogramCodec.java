package dev.clew.metricsstore.segment;

import dev.clew.metricsstore.files.ByteReader;
import dev.clew.metricsstore.files.ByteWriter;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.NativeHistogram.CounterReset;
import java.util.Arrays;

/**
 * Native histograms as columns: runs of samples with the same layout, in which every bucket is a
 * sequence of numbers of its own, coded as {@link DoubleCodec} does. Per run:
 *
 * <pre>
 * varint samples in the run
 * zigzag schema, u8 counter reset, u64 zero threshold
 * positive indexes, negative indexes: varint count, zigzag first, zigzag differences
 * custom bounds: varint count, u64 each
 * doubles: counts, sums, zero counts, then of each positive and each negative bucket
 * </pre>
 *
 * Not thread-safe.
 */
final class HistogramCodec {
  private static final CounterReset[] RESETS = {
    CounterReset.UNKNOWN, CounterReset.RESET, CounterReset.NOT_RESET, CounterReset.GAUGE
  };

  /** Buckets times samples in one run: six times as many as OpenTelemetry's SDKs have at most. */
  private static final long MAX_NUMBERS = 1L << 24;

  private final DoubleCodec doubles = new DoubleCodec();
  private double[] column = new double[0];

  void encode(NativeHistogram[] histograms, int n, ByteWriter out) {
    int start = 0;
    while (start < n) {
      int end = start + 1;
      while (end < n && sameLayout(histograms[start], histograms[end])) {
        end++;
      }
      encodeRun(histograms, start, end, out);
      start = end;
    }
  }

  private static boolean sameLayout(NativeHistogram a, NativeHistogram b) {
    return a.schema() == b.schema()
        && a.counterReset() == b.counterReset()
        && Double.doubleToRawLongBits(a.zeroThreshold())
            == Double.doubleToRawLongBits(b.zeroThreshold())
        && Arrays.equals(a.positiveIndexes(), b.positiveIndexes())
        && Arrays.equals(a.negativeIndexes(), b.negativeIndexes())
        && Arrays.equals(a.customBounds(), b.customBounds());
  }

  private void encodeRun(NativeHistogram[] histograms, int from, int to, ByteWriter out) {
    NativeHistogram layout = histograms[from];
    out.varint(to - from);
    out.zigzag(layout.schema());
    out.u8(Arrays.asList(RESETS).indexOf(layout.counterReset()));
    out.u64(Double.doubleToRawLongBits(layout.zeroThreshold()));
    indexes(layout.positiveIndexes(), out);
    indexes(layout.negativeIndexes(), out);
    out.varint(layout.customBounds().length);
    for (double bound : layout.customBounds()) {
      out.u64(Double.doubleToRawLongBits(bound));
    }
    int n = to - from;
    if (column.length < n) {
      column = new double[n];
    }
    for (int number = 0; number < numbers(layout); number++) {
      for (int i = 0; i < n; i++) {
        column[i] = number(histograms[from + i], number);
      }
      doubles.encode(column, 0, n, out);
    }
  }

  private static int numbers(NativeHistogram layout) {
    return 3 + layout.positiveIndexes().length + layout.negativeIndexes().length;
  }

  private static double number(NativeHistogram histogram, int number) {
    int positive = histogram.positiveIndexes().length;
    return switch (number) {
      case 0 -> histogram.count();
      case 1 -> histogram.sum();
      case 2 -> histogram.zeroCount();
      default ->
          number - 3 < positive
              ? histogram.positiveCounts()[number - 3]
              : histogram.negativeCounts()[number - 3 - positive];
    };
  }

  private static void indexes(int[] indexes, ByteWriter out) {
    out.varint(indexes.length);
    int previous = 0;
    for (int index : indexes) {
      out.zigzag((long) index - previous);
      previous = index;
    }
  }

  void decode(ByteReader in, NativeHistogram[] target, int n) {
    int done = 0;
    while (done < n) {
      done += decodeRun(in, target, done);
    }
  }

  private int decodeRun(ByteReader in, NativeHistogram[] target, int from) {
    int n = in.varint32();
    if (n < 1 || n > target.length - from) {
      throw new IndexOutOfBoundsException("run of " + n + " histograms at " + from);
    }
    int schema = (int) in.zigzag();
    CounterReset reset = RESETS[in.u8()];
    double zeroThreshold = Double.longBitsToDouble(in.u64());
    int[] positive = indexes(in);
    int[] negative = indexes(in);
    double[] bounds = new double[in.count()];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = Double.longBitsToDouble(in.u64());
    }
    if ((3L + positive.length + negative.length) * n > MAX_NUMBERS) {
      throw new IndexOutOfBoundsException(n + " histograms of " + positive.length + " buckets");
    }
    double[][] columns = new double[3 + positive.length + negative.length][n];
    for (double[] numbers : columns) {
      doubles.decode(in, numbers, n);
    }
    for (int i = 0; i < n; i++) {
      target[from + i] =
          new NativeHistogram(
              schema,
              columns[0][i],
              columns[1][i],
              zeroThreshold,
              columns[2][i],
              reset,
              positive,
              row(columns, 3, positive.length, i),
              negative,
              row(columns, 3 + positive.length, negative.length, i),
              bounds);
    }
    return n;
  }

  private static double[] row(double[][] columns, int first, int count, int i) {
    double[] row = new double[count];
    for (int c = 0; c < count; c++) {
      row[c] = columns[first + c][i];
    }
    return row;
  }

  private static int[] indexes(ByteReader in) {
    int[] indexes = new int[in.count()];
    int previous = 0;
    for (int i = 0; i < indexes.length; i++) {
      previous += (int) in.zigzag();
      indexes[i] = previous;
    }
    return indexes;
  }
}
