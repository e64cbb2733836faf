package dev.clew.metricsstore.promql.script;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One {@code eval} with what is expected of it. Times in milliseconds. */
final class Evaluation {
  final int line;
  final String expression;
  final boolean instant;
  long start;
  long end;
  long step;
  boolean fails;
  boolean ordered;
  boolean rangeVector;
  @Nullable String text;
  @Nullable Double scalar;
  final List<SeriesNotation.Line> series = new ArrayList<>();
  final List<Expectation> expectations = new ArrayList<>();

  /** {@code expect warn msg: …} and its like. */
  record Expectation(String kind, @Nullable String match, String text) {
    boolean accepts(String message) {
      if (match == null) {
        return true;
      }
      return match.equals("msg")
          ? message.equals(text)
          : com.google.re2j.Pattern.compile(text).matcher(message).find();
    }
  }

  Evaluation(int line, String expression, boolean instant, long start, long end, long step) {
    this.line = line;
    this.expression = expression;
    this.instant = instant;
    this.start = start;
    this.end = end;
    this.step = step;
  }
}
