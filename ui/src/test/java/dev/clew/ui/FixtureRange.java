package dev.clew.ui;

import com.linecorp.armeria.common.QueryParams;

/** The time range of a request, in milliseconds. */
record FixtureRange(long start, long end) {

  static FixtureRange of(QueryParams params) {
    long end = params.getLong("end", System.currentTimeMillis());
    return new FixtureRange(params.getLong("start", end - 3_600_000), end);
  }

  long length() {
    return end - start;
  }
}
