package dev.clew.collector.prometheus;

import dev.clew.collector.intake.Refusal;
import dev.clew.collector.intake.RefusedException;
import dev.clew.collector.intake.SeriesLimits;
import dev.clew.model.Labels;
import dev.clew.model.otlp.MalformedProtobufException;
import dev.clew.model.otlp.ProtoCursor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the series of a remote write request, which differ little between its versions. */
abstract class WriteRequestReader {
  private static final int SAMPLES = 2;

  final ProtoCursor cursor = new ProtoCursor();
  final WrittenSeries out;
  final SeriesLabels labels;
  private final SeriesLabels exemplarLabels;
  private final int histogramsField;
  private final int exemplarsField;

  WriteRequestReader(
      WrittenSeries out, SeriesLimits limits, int histogramsField, int exemplarsField) {
    this.out = out;
    this.histogramsField = histogramsField;
    this.exemplarsField = exemplarsField;
    labels = new SeriesLabels(limits);
    exemplarLabels = new SeriesLabels(limits);
  }

  /**
   * Reads a whole request.
   *
   * @throws RefusedException when it is not one; what was read before does not matter then
   */
  final void read(byte[] protobuf, int length) {
    cursor.reset(protobuf, 0, length);
    try {
      request();
    } catch (MalformedProtobufException e) {
      throw new RefusedException(
          Refusal.Kind.MALFORMED,
          "not a remote write request (" + message() + "): " + e.getMessage(),
          "Name the message that is sent in Content-Type: application/x-protobuf;proto=…");
    }
  }

  abstract void request();

  /** The full name of the protobuf message. */
  abstract String message();

  /** Reads one label field at the cursor. */
  abstract void label(SeriesLabels into);

  /** Ends the labels of a series or exemplar; what is wrong with them besides their texts. */
  @Nullable String endLabels() {
    return null;
  }

  /** Sees the fields that the other version does not have. */
  void otherField() {
    cursor.skip();
  }

  /** Labels mostly come first, but need not. */
  final void series() {
    int start = cursor.position();
    int points = -1;
    int fieldStart = start;
    boolean late = false;
    labels.start(cursor.array());
    while (cursor.next()) {
      if (cursor.field() == 1) {
        label(labels);
        late |= points >= 0;
      } else {
        points = points < 0 ? fieldStart : points;
        cursor.skip();
      }
      fieldStart = cursor.position();
    }
    if (!late) {
      checkTexts(start, points < 0 ? cursor.position() : points);
    }
    out.series(labels, endLabels());
    if (points < 0) {
      empty();
      return;
    }
    cursor.rewind(points);
    boolean sampled = false;
    while (cursor.next()) {
      int field = cursor.field();
      if (field == SAMPLES) {
        sample();
        sampled = true;
      } else if (field == histogramsField) {
        histogram();
        sampled = true;
      } else if (field == exemplarsField) {
        exemplar();
      } else if (field == 1) {
        cursor.skip();
      } else {
        otherField();
      }
    }
    if (!sampled) {
      empty();
    }
  }

  /** Sees where the labels of a series stand before their texts are checked. */
  void checkTexts(int from, int end) {
    labels.checkAscii(from, end);
  }

  /** A series without a sample. */
  void empty() {}

  private void sample() {
    double value = 0;
    long time = 0;
    long start = 0;
    int outer = cursor.enter();
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> value = cursor.float64();
        case 2 -> time = cursor.varintField();
        case 3 -> start = cursor.varintField();
        default -> cursor.skip();
      }
    }
    cursor.leave(outer);
    out.sample(time, start, value);
  }

  private void histogram() {
    int outer = cursor.enter();
    out.histogram(cursor.array(), cursor.position(), cursor.limit() - cursor.position());
    cursor.leave(outer);
  }

  private void exemplar() {
    double value = 0;
    long time = 0;
    exemplarLabels.start(cursor.array());
    int outer = cursor.enter();
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> label(exemplarLabels);
        case 2 -> value = cursor.float64();
        case 3 -> time = cursor.varintField();
        default -> cursor.skip();
      }
    }
    cursor.leave(outer);
    String fault = endLabels();
    fault = fault == null ? exemplarLabels.pairsFault() : fault;
    if (fault != null) {
      out.refuse("exemplar with " + fault);
    } else {
      Map<String, String> pairs = exemplarLabels.toMap();
      out.exemplar(time, value, Labels.of(pairs));
    }
  }
}
