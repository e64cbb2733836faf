package dev.clew.collector.prometheus;

import dev.clew.model.otlp.ProtoCursor;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a {@code Histogram} message of remote write without building it: when it is of, and
 * whether its numbers fit together, by the rules that Prometheus has for native histograms.
 */
final class HistogramCheck {
  private static final int CUSTOM_BOUNDS = -53;
  private static final int COARSEST = -4;
  private static final int FINEST = 8;

  private final ProtoCursor cursor = new ProtoCursor();
  private final Side negative = new Side("negative");
  private final Side positive = new Side("positive");
  private long timeMillis;
  private long startMillis;
  private int schema;
  private double count;
  private boolean integer;
  private double sum;
  private double zeroCount;
  private double zeroThreshold;
  private int bounds;
  private double lastBound;
  private boolean ascending;

  long timeMillis() {
    return timeMillis;
  }

  long startMillis() {
    return startMillis;
  }

  /**
   * Reads a message; why it cannot be taken, or null when it can.
   *
   * @throws dev.clew.model.otlp.MalformedProtobufException when it is not such a message
   */
  @Nullable String fault(byte[] array, int offset, int length) {
    clear();
    cursor.reset(array, offset, length);
    while (cursor.next()) {
      field();
    }
    if (schema != CUSTOM_BOUNDS && (schema < COARSEST || schema > FINEST)) {
      return "histogram of schema " + schema + " (expected: -4 to 8, or -53)";
    }
    String fault = negative.fault();
    fault = fault != null ? fault : positive.fault();
    fault = fault != null ? fault : countFault();
    return fault != null || schema != CUSTOM_BOUNDS ? fault : customFault();
  }

  private void clear() {
    negative.clear();
    positive.clear();
    timeMillis = 0;
    startMillis = 0;
    schema = 0;
    count = 0;
    integer = false;
    sum = 0;
    zeroCount = 0;
    zeroThreshold = 0;
    bounds = 0;
    ascending = true;
    lastBound = Double.NEGATIVE_INFINITY;
  }

  private void field() {
    switch (cursor.field()) {
      case 1 -> {
        count = unsigned(cursor.varintField());
        integer = true;
      }
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
      case 14 -> cursor.varintField();
      case 15 -> timeMillis = cursor.varintField();
      case 16 -> bounds();
      case 17 -> startMillis = cursor.varintField();
      default -> cursor.skip();
    }
  }

  private static double unsigned(long value) {
    return value >= 0 ? (double) value : (double) (value >>> 1) * 2;
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
    bounds++;
    ascending &= bound > lastBound && bound < Double.POSITIVE_INFINITY;
    lastBound = bound;
  }

  private @Nullable String countFault() {
    if (count < 0 || zeroCount < 0) {
      return "histogram with a negative count";
    }
    double inBuckets = negative.total + positive.total + zeroCount;
    // Where the sum is not a number, observations of NaN are in no bucket.
    boolean fits = Double.isNaN(sum) ? inBuckets <= count : inBuckets == count;
    return integer && !fits
        ? "histogram with " + inBuckets + " observations in buckets and a count of " + count
        : null;
  }

  private @Nullable String customFault() {
    if (!ascending) {
      return "histogram whose bounds do not ascend";
    }
    if (zeroCount != 0 || zeroThreshold != 0 || negative.spans > 0) {
      return "histogram of custom bounds with a zero bucket or negative buckets";
    }
    return positive.size > 0 && (positive.first < 0 || positive.last > bounds)
        ? "histogram with buckets beyond its " + bounds + " bounds"
        : null;
  }

  /** The buckets on one side of zero. */
  private static final class Side {
    private final String name;
    int spans;
    int size;
    double total;
    long first;
    long last;
    private long spanned;
    private long next;
    private long delta;
    private @Nullable String fault;

    Side(String name) {
      this.name = name;
    }

    void clear() {
      spans = 0;
      size = 0;
      total = 0;
      first = 0;
      last = 0;
      spanned = 0;
      next = 0;
      delta = 0;
      fault = null;
    }

    void span(ProtoCursor cursor) {
      int offset = 0;
      long length = 0;
      int outer = cursor.enter();
      while (cursor.next()) {
        switch (cursor.field()) {
          case 1 -> offset = (int) cursor.zigzag();
          case 2 -> length = cursor.varintField() & 0xffff_ffffL;
          default -> cursor.skip();
        }
      }
      cursor.leave(outer);
      if (spans++ == 0) {
        first = offset;
      } else if (offset < 0) {
        fault = "histogram whose " + name + " spans overlap";
      }
      next += offset + length;
      last = next - 1;
      spanned += length;
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
      delta += (zigzag >>> 1) ^ -(zigzag & 1);
      add((double) delta);
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

    private void add(double bucket) {
      size++;
      total += bucket;
      if (bucket < 0) {
        fault = "histogram with a negative bucket count";
      }
    }

    @Nullable String fault() {
      if (fault == null && spanned != size) {
        fault = "histogram with " + size + " " + name + " buckets in spans for " + spanned;
      }
      if (fault == null && (first != (int) first || last != (int) last)) {
        fault = "histogram with " + name + " buckets out of range";
      }
      return fault;
    }
  }
}
