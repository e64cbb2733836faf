package dev.clew.tracestore;

import dev.clew.model.SpanId;
import java.util.List;
import java.util.Locale;

/**
 * Something about a trace that is not as it was sent, or cannot be as it was sent.
 *
 * @param count how many spans, or rings, are concerned
 * @param message for people, a sentence without its full stop
 * @param examples some of the spans
 */
public record TraceWarning(Kind kind, long count, String message, List<SpanId> examples) {
  /** How many examples are enough to look at. */
  public static final int MOST_EXAMPLES = 10;

  /** What it is about; the words of the API. */
  public enum Kind {
    /** There are more spans than are read. */
    TRUNCATED,
    /** Spans came more than once; each is shown once. */
    COPIES,
    /** Spans end before they start; they are shown without a duration. */
    END_BEFORE_START,
    /** Spans have no end; they are shown without a duration. */
    NO_END,
    /** Spans have no start; they stand at their end, or where they were received. */
    NO_START,
    /** Spans were sent with a time in the future; they stand where they were received. */
    MOVED,
    /** Spans had more attributes than are kept. */
    ATTRIBUTES_CUT,
    /** Two clocks do not agree. */
    CLOCK_SKEW,
    /** Parents form a ring, which is broken at its earliest span. */
    CYCLE,
    /** Spans name themselves as their parent; they stand at the top level. */
    SELF_PARENT,
    /** There is more than one root. */
    SEVERAL_ROOTS,
    /** Parents are not stored; their children stand at the top level. */
    MISSING_PARENT;

    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public TraceWarning {
    examples = List.copyOf(examples);
  }
}
