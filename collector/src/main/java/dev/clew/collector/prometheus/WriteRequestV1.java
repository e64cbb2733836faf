package dev.clew.collector.prometheus;

import dev.clew.collector.intake.Refusal;
import dev.clew.collector.intake.RefusedException;
import dev.clew.collector.intake.SeriesLimits;

/** Reads {@code prometheus.WriteRequest} of remote write 1.0 (prompb/remote.proto). */
final class WriteRequestV1 extends WriteRequestReader {
  static final String MESSAGE = "prometheus.WriteRequest";

  /** Tags of the fields of a label. */
  private static final byte NAME = 0x0a;

  private static final byte VALUE = 0x12;

  WriteRequestV1(WrittenSeries out, SeriesLimits limits) {
    super(out, limits, 4, 3);
  }

  @Override
  String message() {
    return MESSAGE;
  }

  @Override
  void request() {
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> {
          int outer = cursor.enter();
          series();
          cursor.leave(outer);
        }
        case 3 -> metadata();
        case 4, 5 ->
            throw new RefusedException(
                Refusal.Kind.MALFORMED,
                "the body is of " + WriteRequestV2.MESSAGE + ", the Content-Type says " + MESSAGE,
                "Send Content-Type: application/x-protobuf;proto=" + WriteRequestV2.MESSAGE + ".");
        default -> cursor.skip();
      }
    }
  }

  @Override
  void label(SeriesLabels into) {
    int outer = cursor.enter();
    boolean plain = plainLabel(into, cursor.array(), cursor.position(), cursor.limit());
    if (!plain) {
      anyLabel(into);
    }
    cursor.leave(outer);
  }

  /** Reads a label that is written as senders write it: name, then value, of short lengths. */
  private static boolean plainLabel(SeriesLabels into, byte[] array, int from, int end) {
    if (end - from < 4 || array[from] != NAME || array[from + 1] < 0) {
      return false;
    }
    int nameLength = array[from + 1];
    int value = from + 2 + nameLength;
    if (end - value < 2 || array[value] != VALUE || end - value - 2 != array[value + 1]) {
      return false;
    }
    into.add(from + 2, nameLength, value + 2, end - value - 2);
    return true;
  }

  private void anyLabel(SeriesLabels into) {
    int nameOffset = 0;
    int nameLength = 0;
    int valueOffset = 0;
    int valueLength = 0;
    while (cursor.next()) {
      int field = cursor.field();
      if (field > 2) {
        cursor.skip();
        continue;
      }
      int inner = cursor.enter();
      if (field == 1) {
        nameOffset = cursor.position();
        nameLength = cursor.limit() - nameOffset;
      } else {
        valueOffset = cursor.position();
        valueLength = cursor.limit() - valueOffset;
      }
      cursor.leave(inner);
    }
    into.add(nameOffset, nameLength, valueOffset, valueLength);
  }

  private void metadata() {
    int type = 0;
    String family = "";
    String help = "";
    String unit = "";
    int outer = cursor.enter();
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> type = (int) cursor.varintField();
        case 2 -> family = cursor.string();
        case 4 -> help = cursor.string();
        case 5 -> unit = cursor.string();
        default -> cursor.skip();
      }
    }
    cursor.leave(outer);
    if (!family.isEmpty()) {
      out.metadata(family, type, unit, help);
    }
  }
}
