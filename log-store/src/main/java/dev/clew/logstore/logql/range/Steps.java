package dev.clew.logstore.logql.range;

/** The instants at which a metric query is answered. */
public record Steps(long startNanos, long stepNanos, int count) {
  long time(int step) {
    return startNanos + step * stepNanos;
  }
}
