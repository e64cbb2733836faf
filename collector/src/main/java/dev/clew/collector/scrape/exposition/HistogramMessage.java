package dev.clew.collector.scrape.exposition;

import com.google.protobuf.CodedOutputStream;
import dev.clew.model.otlp.ProtoCursor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * A native histogram on its way from the {@code Histogram} of io.prometheus.client to the one of
 * remote write (prometheus.Histogram of prompb/types.proto): the same figures under other numbers.
 */
final class HistogramMessage {
  /** As Prometheus: finer ones do not occur in practice, coarser ones say nothing. */
  private static final int MIN_SCHEMA = -4;

  private static final int MAX_SCHEMA = 8;

  /** More buckets than this are a fault of the target: at 8 bytes each they would fill memory. */
  private static final int MAX_BUCKETS = 100_000;

  private long count;
  private double floatCount;
  private double sum;
  private int schema;
  private double zeroThreshold;
  private long zeroCount;
  private double floatZeroCount;
  private final Side positive = new Side();
  private final Side negative = new Side();

  /** Buckets above or below zero. */
  private static final class Side {
    private int[] offsets = new int[8];
    private int[] lengths = new int[8];
    private int spans;

    /** Deltas, or the bits of absolute counts when the histogram is one of floats. */
    private long[] buckets = new long[32];

    private int size;
    private boolean isFloat;

    private void clear() {
      spans = 0;
      size = 0;
      isFloat = false;
    }

    private void span(int offset, int length) {
      if (spans == offsets.length) {
        offsets = Arrays.copyOf(offsets, 2 * spans);
        lengths = Arrays.copyOf(lengths, 2 * spans);
      }
      offsets[spans] = offset;
      lengths[spans++] = length;
    }

    private void bucket(long value) {
      if (size == MAX_BUCKETS) {
        throw new ExpositionException(
            "native histogram with more than " + MAX_BUCKETS + " buckets");
      }
      if (size == buckets.length) {
        buckets = Arrays.copyOf(buckets, 2 * size);
      }
      buckets[size++] = value;
    }

    private void check() {
      long expected = 0;
      for (int i = 0; i < spans; i++) {
        if (i > 0 && offsets[i] < 0) {
          throw new ExpositionException(
              "native histogram: span "
                  + (i + 1)
                  + " with offset "
                  + offsets[i]
                  + " (expected: >= 0)");
        }
        expected += Integer.toUnsignedLong(lengths[i]);
      }
      if (expected != size) {
        throw new ExpositionException(
            "native histogram: spans need " + expected + " buckets, have " + size);
      }
    }
  }

  void clear() {
    count = 0;
    floatCount = 0;
    sum = 0;
    schema = 0;
    zeroThreshold = 0;
    zeroCount = 0;
    floatZeroCount = 0;
    positive.clear();
    negative.clear();
  }

  /** Takes a field of io.prometheus.client.Histogram, if it is one of a native histogram. */
  boolean read(ProtoCursor cursor) {
    switch (cursor.field()) {
      case 1 -> count = cursor.varintField();
      case 2 -> sum = cursor.float64();
      case 4 -> floatCount = cursor.float64();
      case 5 -> schema = (int) cursor.zigzag();
      case 6 -> zeroThreshold = cursor.float64();
      case 7 -> zeroCount = cursor.varintField();
      case 8 -> floatZeroCount = cursor.float64();
      case 9 -> span(cursor, negative);
      case 10 -> deltas(cursor, negative);
      case 11 -> counts(cursor, negative);
      case 12 -> span(cursor, positive);
      case 13 -> deltas(cursor, positive);
      case 14 -> counts(cursor, positive);
      default -> {
        return false;
      }
    }
    return true;
  }

  double count() {
    return floatCount > 0 ? floatCount : unsigned(count);
  }

  double sum() {
    return sum;
  }

  /** Whether the target told of native buckets at all, be they empty. */
  boolean isNative() {
    return zeroThreshold > 0
        || zeroCount != 0
        || floatZeroCount > 0
        || positive.spans > 0
        || negative.spans > 0;
  }

  static double unsigned(long value) {
    return value >= 0 ? value : 2.0 * ((value >>> 1) | (value & 1));
  }

  private static void span(ProtoCursor cursor, Side side) {
    int outer = cursor.enter();
    int offset = 0;
    int length = 0;
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> offset = (int) cursor.zigzag();
        case 2 -> length = (int) cursor.varintField();
        default -> cursor.skip();
      }
    }
    cursor.leave(outer);
    side.span(offset, length);
  }

  private static void deltas(ProtoCursor cursor, Side side) {
    if (cursor.wireType() != ProtoCursor.BYTES) {
      side.bucket(cursor.zigzag());
      return;
    }
    int outer = cursor.enter();
    while (cursor.position() < cursor.limit()) {
      long value = cursor.varint();
      side.bucket((value >>> 1) ^ -(value & 1));
    }
    cursor.leave(outer);
  }

  private static void counts(ProtoCursor cursor, Side side) {
    side.isFloat = true;
    if (cursor.wireType() != ProtoCursor.BYTES) {
      side.bucket(cursor.fixed64());
      return;
    }
    int outer = cursor.enter();
    while (cursor.position() < cursor.limit()) {
      side.bucket(cursor.packedFixed64());
    }
    cursor.leave(outer);
  }

  /**
   * @param gauge whether its counts may go down
   */
  byte[] encode(boolean gauge) {
    if (schema < MIN_SCHEMA || schema > MAX_SCHEMA) {
      throw new ExpositionException(
          "native histogram: schema "
              + schema
              + " (expected: "
              + MIN_SCHEMA
              + " to "
              + MAX_SCHEMA
              + ")");
    }
    boolean isFloat = floatCount > 0 || floatZeroCount > 0 || positive.isFloat || negative.isFloat;
    if ((positive.isFloat || negative.isFloat) && (isInteger(positive) || isInteger(negative))) {
      throw new ExpositionException("native histogram with buckets of both floats and integers");
    }
    positive.check();
    negative.check();
    byte[] buffer =
        new byte
            [96 + 26 * (positive.spans + negative.spans) + 10 * (positive.size + negative.size)];
    CodedOutputStream out = CodedOutputStream.newInstance(buffer);
    try {
      if (isFloat) {
        out.writeDouble(2, floatCount);
      } else {
        out.writeUInt64(1, count);
      }
      out.writeDouble(3, sum);
      out.writeSInt32(4, schema);
      out.writeDouble(5, zeroThreshold);
      if (isFloat) {
        out.writeDouble(7, floatZeroCount);
      } else {
        out.writeUInt64(6, zeroCount);
      }
      side(out, 8, negative, isFloat);
      side(out, 11, positive, isFloat);
      if (gauge) {
        out.writeEnum(14, 3);
      }
      return Arrays.copyOf(buffer, out.getTotalBytesWritten());
    } catch (IOException e) {
      throw new UncheckedIOException("BUG: the buffer is too small", e);
    }
  }

  private static boolean isInteger(Side side) {
    return side.size > 0 && !side.isFloat;
  }

  private static void side(CodedOutputStream out, int field, Side side, boolean isFloat)
      throws IOException {
    for (int i = 0; i < side.spans; i++) {
      int size =
          CodedOutputStream.computeSInt32Size(1, side.offsets[i])
              + CodedOutputStream.computeUInt32Size(2, side.lengths[i]);
      out.writeTag(field, 2);
      out.writeUInt32NoTag(size);
      out.writeSInt32(1, side.offsets[i]);
      out.writeUInt32(2, side.lengths[i]);
    }
    if (side.size == 0) {
      return;
    }
    int size = 0;
    for (int i = 0; i < side.size; i++) {
      size += isFloat ? 8 : CodedOutputStream.computeSInt64SizeNoTag(side.buckets[i]);
    }
    out.writeTag(field + (isFloat ? 2 : 1), 2);
    out.writeUInt32NoTag(size);
    for (int i = 0; i < side.size; i++) {
      if (isFloat) {
        out.writeFixed64NoTag(side.buckets[i]);
      } else {
        out.writeSInt64NoTag(side.buckets[i]);
      }
    }
  }
}
