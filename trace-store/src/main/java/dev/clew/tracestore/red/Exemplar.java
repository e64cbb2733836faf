package dev.clew.tracestore.red;

/** One span that stands for a series; a mutable slot, so that a span costs no object. */
final class Exemplar {
  boolean present;
  long traceIdHigh;
  long traceIdLow;
  long spanId;
  long timeNanos;
  double seconds;

  void set(long high, long low, long span, long time, double value) {
    present = true;
    traceIdHigh = high;
    traceIdLow = low;
    spanId = span;
    timeNanos = time;
    seconds = value;
  }
}
