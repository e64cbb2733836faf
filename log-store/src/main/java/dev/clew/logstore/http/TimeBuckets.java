package dev.clew.logstore.http;

import dev.clew.model.TimeRange;

/** Equal buckets over a range; whole milliseconds, because charts are. */
record TimeBuckets(long startMillis, long stepMillis, int count) {
  static TimeBuckets of(TimeRange asked, int buckets) {
    long startMillis = Math.floorDiv(asked.startNanos(), 1_000_000L);
    long endMillis = Math.ceilDiv(asked.endNanos(), 1_000_000L);
    long stepMillis = Math.max(1, Math.ceilDiv(endMillis - startMillis, (long) buckets));
    int used = (int) Math.max(1, Math.ceilDiv(endMillis - startMillis, stepMillis));
    return new TimeBuckets(startMillis, stepMillis, used);
  }

  TimeRange range() {
    return TimeRange.ofMillis(startMillis, startMillis + count * stepMillis);
  }
}
