package dev.clew.collector.scrape.exposition;

import dev.clew.model.otlp.ProtoCursor;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One metric of a family in protobuf and the points it means. */
final class MetricMessage {
  private static final byte[] NONE = {};
  private static final byte[] COUNT = "_count".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] SUM = "_sum".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] BUCKET = "_bucket".getBytes(StandardCharsets.ISO_8859_1);

  private byte[] name = NONE;
  private String type = "unknown";
  private int[] spans = new int[64];
  private int labels;
  private long timestampMillis;
  private long startMillis;
  private final HistogramMessage histogram = new HistogramMessage();
  private byte[] encoded = NONE;
  private final List<Point> points = new ArrayList<>();
  private final List<ScrapedExemplar> nativeExemplars = new ArrayList<>();

  /**
   * @param bound of a bucket or quantile, or null
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Point(
      byte[] suffix,
      @Nullable String bound,
      double value,
      boolean isNative,
      List<ScrapedExemplar> exemplars) {
    private static Point of(byte[] suffix, double value) {
      return new Point(suffix, null, value, false, List.of());
    }
  }

  void family(byte[] familyName, String familyType) {
    name = familyName;
    type = familyType;
    points.clear();
  }

  /** Reads a metric; the cursor has entered it. */
  void read(ProtoCursor cursor, HistogramChoice choice) {
    points.clear();
    labels = 0;
    timestampMillis = 0;
    startMillis = 0;
    int seen = 0;
    while (cursor.next()) {
      int field = cursor.field();
      if (field == 6) {
        timestampMillis = cursor.varintField();
        continue;
      } else if (field > 7 || field < 1) {
        cursor.skip();
        continue;
      }
      int outer = cursor.enter();
      switch (field) {
        case 1 -> label(cursor);
        case 4 -> summary(cursor);
        case 7 -> histogram(cursor, choice);
        default -> single(cursor);
      }
      cursor.leave(outer);
      seen |= 1 << field;
    }
    if ((seen & ~2) == 0) {
      points.add(Point.of(NONE, 0));
    }
  }

  private void label(ProtoCursor cursor) {
    if (4 * labels + 4 > spans.length) {
      spans = Arrays.copyOf(spans, 2 * spans.length);
    }
    Arrays.fill(spans, 4 * labels, 4 * labels + 4, 0);
    while (cursor.next()) {
      int field = cursor.field();
      if (field == 1 || field == 2) {
        int outer = cursor.enter();
        spans[4 * labels + 2 * field - 2] = cursor.position();
        spans[4 * labels + 2 * field - 1] = cursor.limit();
        cursor.leave(outer);
      } else {
        cursor.skip();
      }
    }
    if (spans[4 * labels] == spans[4 * labels + 1]) {
      throw new ExpositionException("label without a name");
    }
    labels++;
  }

  /** A counter, gauge or untyped metric. */
  private void single(ProtoCursor cursor) {
    double value = 0;
    List<ScrapedExemplar> exemplars = List.of();
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> value = cursor.float64();
        case 2 -> {
          int outer = cursor.enter();
          exemplars = List.of(ProtobufExposition.exemplar(cursor));
          cursor.leave(outer);
        }
        case 3 -> start(cursor);
        default -> cursor.skip();
      }
    }
    points.add(new Point(NONE, null, value, false, exemplars));
  }

  private void start(ProtoCursor cursor) {
    int outer = cursor.enter();
    startMillis = ProtobufExposition.timestamp(cursor);
    cursor.leave(outer);
  }

  private void summary(ProtoCursor cursor) {
    double count = 0;
    double sum = 0;
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> count = HistogramMessage.unsigned(cursor.varintField());
        case 2 -> sum = cursor.float64();
        case 3 -> {
          int outer = cursor.enter();
          quantile(cursor);
          cursor.leave(outer);
        }
        case 4 -> start(cursor);
        default -> cursor.skip();
      }
    }
    points.add(Point.of(COUNT, count));
    points.add(Point.of(SUM, sum));
  }

  private void quantile(ProtoCursor cursor) {
    double quantile = 0;
    double value = 0;
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> quantile = cursor.float64();
        case 2 -> value = cursor.float64();
        default -> cursor.skip();
      }
    }
    points.add(new Point(NONE, FloatText.format(quantile), value, false, List.of()));
  }

  private void histogram(ProtoCursor cursor, HistogramChoice choice) {
    histogram.clear();
    nativeExemplars.clear();
    boolean infinite = false;
    while (cursor.next()) {
      switch (cursor.field()) {
        case 3 -> {
          int outer = cursor.enter();
          infinite |= bucket(cursor);
          cursor.leave(outer);
        }
        case 15 -> start(cursor);
        case 16 -> {
          int outer = cursor.enter();
          ScrapedExemplar exemplar = ProtobufExposition.exemplar(cursor);
          cursor.leave(outer);
          if (exemplar.timestampMillis() != 0) {
            nativeExemplars.add(exemplar);
          }
        }
        default -> {
          if (!histogram.read(cursor)) {
            cursor.skip();
          }
        }
      }
    }
    boolean isNative = choice.nativeHistograms() && histogram.isNative();
    if (isNative) {
      encoded = histogram.encode(type.equals("gaugehistogram"));
    }
    if (isNative && !choice.alwaysClassic()) {
      nativeExemplars.addAll(timed());
      points.clear();
    } else {
      if (!infinite) {
        points.add(new Point(BUCKET, "+Inf", histogram.count(), false, List.of()));
      }
      points.add(Point.of(COUNT, histogram.count()));
      points.add(Point.of(SUM, histogram.sum()));
    }
    if (isNative) {
      points.add(new Point(NONE, null, 0, true, List.copyOf(nativeExemplars)));
    }
  }

  /** Exemplars of the classic buckets, for a native histogram that replaces them. */
  private List<ScrapedExemplar> timed() {
    return points.stream()
        .flatMap(point -> point.exemplars().stream())
        .filter(exemplar -> exemplar.timestampMillis() != 0)
        .toList();
  }

  /** Whether it is the last one, without an upper bound. */
  private boolean bucket(ProtoCursor cursor) {
    double count = 0;
    double floatCount = 0;
    double bound = 0;
    List<ScrapedExemplar> exemplars = List.of();
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> count = HistogramMessage.unsigned(cursor.varintField());
        case 2 -> bound = cursor.float64();
        case 3 -> {
          int outer = cursor.enter();
          exemplars = List.of(ProtobufExposition.exemplar(cursor));
          cursor.leave(outer);
        }
        case 4 -> floatCount = cursor.float64();
        default -> cursor.skip();
      }
    }
    points.add(
        new Point(
            BUCKET,
            FloatText.format(bound),
            floatCount > 0 ? floatCount : count,
            false,
            exemplars));
    return bound == Double.POSITIVE_INFINITY;
  }

  byte[] name() {
    return name;
  }

  boolean isSummary() {
    return type.equals("summary");
  }

  int labels() {
    return labels;
  }

  /** Bounds of names and values of the labels, four for each. */
  int span(int index) {
    return spans[index];
  }

  String text(byte[] in, int from, int to) {
    String text = new String(in, from, to - from, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') >= 0) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(in, from, to - from));
      } catch (CharacterCodingException e) {
        throw new ExpositionException(
            "metric \""
                + new String(name, StandardCharsets.UTF_8)
                + "\" has a label that is not UTF-8: \""
                + text
                + '"');
      }
    }
    return text;
  }

  int points() {
    return points.size();
  }

  byte[] suffix(int point) {
    return points.get(point).suffix();
  }

  @Nullable String bound(int point) {
    return points.get(point).bound();
  }

  double value(int point) {
    return points.get(point).value();
  }

  boolean isNative(int point) {
    return points.get(point).isNative();
  }

  List<ScrapedExemplar> exemplars(int point) {
    return points.get(point).exemplars();
  }

  byte[] histogram() {
    return encoded;
  }

  long timestampMillis() {
    return timestampMillis;
  }

  long startMillis() {
    return startMillis;
  }
}
