package dev.clew.metricsstore.otlp;

import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.NativeHistogram.CounterReset;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.otlp.MalformedProtobufException;
import dev.clew.model.otlp.ProtoCursor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads Prometheus' {@code Histogram} message (prompb/types.proto and io/prometheus/write/v2, which
 * agree in its fields): counts as integers that are told as differences, or as floats; spans say
 * which buckets they are of. Used again for the next one.
 */
final class HistogramMessage {
  private static final int FINEST_SCHEMA = 8;
  private static final int COARSEST_SCHEMA = -4;

  private final ProtoCursor cursor = new ProtoCursor();
  private final Side negative = new Side();
  private final Side positive = new Side();
  private double[] bounds = new double[0];
  private int boundCount;
  private int schema;
  private double count;
  private double sum;
  private double zeroThreshold;
  private double zeroCount;
  private CounterReset reset = CounterReset.UNKNOWN;

  /** Null when it is not one that can be stored. */
  @Nullable NativeHistogram read(byte[] array, int offset, int length) {
    clear();
    cursor.reset(array, offset, length);
    try {
      parse();
    } catch (MalformedProtobufException e) {
      return null;
    }
    // Observations that are no numbers are in no bucket: then the last bucket, if empty, counts
    // too.
    boolean keepsEmpty = Double.isNaN(sum) && !SeriesData.isStale(sum);
    boolean custom = schema == NativeHistogram.CUSTOM_BOUNDS_SCHEMA;
    if ((!custom && (schema < COARSEST_SCHEMA || schema > FINEST_SCHEMA))
        || !negative.finish(keepsEmpty)
        || !positive.finish(keepsEmpty)
        || (custom && !(negative.size == 0 && positive.within(boundCount)))) {
      return null;
    }
    return new NativeHistogram(
        schema,
        count,
        sum,
        zeroThreshold,
        zeroCount,
        reset,
        positive.indexes(),
        positive.counts(),
        negative.indexes(),
        negative.counts(),
        custom ? Arrays.copyOf(bounds, boundCount) : new double[0]);
  }

  private void clear() {
    negative.clear();
    positive.clear();
    boundCount = 0;
    schema = 0;
    count = 0;
    sum = 0;
    zeroThreshold = 0;
    zeroCount = 0;
    reset = CounterReset.UNKNOWN;
  }

  private void parse() {
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> count = unsigned(cursor.varintField());
        case 2 -> count = cursor.float64();
        case 3 -> sum = cursor.float64();
        case 4 -> schema = (int) cursor.zigzag();
        case 5 -> zeroThreshold = cursor.float64();
        case 6 -> zeroCount = unsigned(cursor.varintField());
        case 7 -> zeroCount = cursor.float64();
        case 8 -> negative.span(cursor);
        case 9 -> negative.deltas(cursor);
        case 10 -> negative.floats(cursor);
        case 11 -> positive.span(cursor);
        case 12 -> positive.deltas(cursor);
        case 13 -> positive.floats(cursor);
        case 14 -> reset = reset(cursor.varintField());
        case 16 -> bounds();
        default -> cursor.skip();
      }
    }
  }

  private static double unsigned(long value) {
    return value >= 0 ? (double) value : (double) (value >>> 1) * 2;
  }

  private static CounterReset reset(long hint) {
    return switch ((int) hint) {
      case 1 -> CounterReset.RESET;
      case 2 -> CounterReset.NOT_RESET;
      case 3 -> CounterReset.GAUGE;
      default -> CounterReset.UNKNOWN;
    };
  }

  private void bounds() {
    if (cursor.wireType() == ProtoCursor.FIXED64) {
      bound(cursor.float64());
      return;
    }
    int outer = cursor.enter();
    while (cursor.position() < cursor.limit()) {
      bound(Double.longBitsToDouble(cursor.packedFixed64()));
    }
    cursor.leave(outer);
  }

  private void bound(double bound) {
    if (boundCount == bounds.length) {
      bounds = Arrays.copyOf(bounds, Math.max(16, 2 * boundCount));
    }
    bounds[boundCount++] = bound;
  }

  /** The buckets on one side of zero. */
  private static final class Side {
    private int[] spanOffsets = new int[8];
    private int[] spanLengths = new int[8];
    private int spans;
    private double[] sent = new double[32];
    private int sentCount;
    private int[] indexes = new int[32];
    private int size;
    private long lastDelta;

    void clear() {
      spans = 0;
      sentCount = 0;
      size = 0;
      lastDelta = 0;
    }

    void span(ProtoCursor cursor) {
      if (spans == spanOffsets.length) {
        spanOffsets = Arrays.copyOf(spanOffsets, 2 * spans);
        spanLengths = Arrays.copyOf(spanLengths, 2 * spans);
      }
      spanOffsets[spans] = 0;
      spanLengths[spans] = 0;
      int outer = cursor.enter();
      while (cursor.next()) {
        switch (cursor.field()) {
          case 1 -> spanOffsets[spans] = (int) cursor.zigzag();
          case 2 -> spanLengths[spans] = (int) cursor.varintField();
          default -> cursor.skip();
        }
      }
      cursor.leave(outer);
      spans++;
    }

    void deltas(ProtoCursor cursor) {
      if (cursor.wireType() == ProtoCursor.VARINT) {
        delta(cursor.varintField());
        return;
      }
      int outer = cursor.enter();
      while (cursor.position() < cursor.limit()) {
        delta(cursor.varint());
      }
      cursor.leave(outer);
    }

    private void delta(long zigzag) {
      lastDelta += (zigzag >>> 1) ^ -(zigzag & 1);
      add((double) lastDelta);
    }

    void floats(ProtoCursor cursor) {
      if (cursor.wireType() == ProtoCursor.FIXED64) {
        add(cursor.float64());
        return;
      }
      int outer = cursor.enter();
      while (cursor.position() < cursor.limit()) {
        add(Double.longBitsToDouble(cursor.packedFixed64()));
      }
      cursor.leave(outer);
    }

    private void add(double count) {
      if (sentCount == sent.length) {
        sent = Arrays.copyOf(sent, 2 * sentCount);
      }
      sent[sentCount++] = count;
    }

    /** Gives the counts their indexes and leaves out empty buckets; false when they do not fit. */
    boolean finish(boolean keepsEmpty) {
      if (indexes.length < sentCount) {
        indexes = new int[sent.length];
      }
      long index = 0;
      int next = 0;
      for (int span = 0; span < spans; span++) {
        index += spanOffsets[span];
        int length = spanLengths[span];
        if (length < 0 || length > sentCount - next || (span > 0 && spanOffsets[span] < 0)) {
          return false;
        }
        for (int i = 0; i < length; i++, index++, next++) {
          if (index != (int) index) {
            return false;
          }
          if (sent[next] != 0 || keepsEmpty) {
            indexes[size] = (int) index;
            sent[size++] = sent[next];
          }
        }
      }
      return next == sentCount;
    }

    /** Whether all indexes are from 0 to {@code last}. */
    boolean within(int last) {
      return size == 0 || (indexes[0] >= 0 && indexes[size - 1] <= last);
    }

    int[] indexes() {
      return Arrays.copyOf(indexes, size);
    }

    double[] counts() {
      return Arrays.copyOf(sent, size);
    }
  }
}
