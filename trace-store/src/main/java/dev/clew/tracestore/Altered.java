package dev.clew.tracestore;

import dev.clew.tracestore.TraceWarning.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * In what a stored span differs from the one that was sent: bits of the field {@code span.altered},
 * which only such spans have. The times that were sent stand beside it.
 */
enum Altered {
  END_BEFORE_START(
      1, Kind.END_BEFORE_START, "ended before it started", "ended before they started"),
  NO_START(2, Kind.NO_START, "has no start", "have no start"),
  MOVED(4, Kind.MOVED, "started in the future", "started in the future"),
  ATTRIBUTES_CUT(8, Kind.ATTRIBUTES_CUT, "had more attributes", "had more attributes"),
  NO_END(16, Kind.NO_END, "has no end", "have no end");

  final int bit;
  final Kind kind;
  private final String one;
  private final String many;

  Altered(int bit, Kind kind, String one, String many) {
    this.bit = bit;
    this.kind = kind;
    this.one = one;
    this.many = many;
  }

  static List<Altered> in(long bits) {
    List<Altered> found = new ArrayList<>();
    for (Altered one : values()) {
      if ((bits & one.bit) != 0) {
        found.add(one);
      }
    }
    return found;
  }

  /** In the drawer of the span itself. */
  String ofThis() {
    return sentence(1, "the span ");
  }

  String sentence(long spans) {
    return sentence(spans, "1 span ");
  }

  private String sentence(long spans, String single) {
    String said = spans == 1 ? single + one : spans + " spans " + many;
    String shown = spans == 1 ? "it is" : "they are";
    return switch (this) {
      case END_BEFORE_START -> said + ": " + shown + " shown without a duration";
      case NO_END -> said + ": " + shown + " shown without a duration";
      case NO_START -> said + ": " + shown + " shown at the end, or else when received";
      case MOVED -> said + ": " + shown + " shown when received";
      case ATTRIBUTES_CUT -> said + " than 1024, the last of which are not kept";
    };
  }
}
