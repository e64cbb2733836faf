package dev.clew.storage.block.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.TimeRange;
import dev.clew.model.query.SearchParser;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FilterTimesTest {
  private static final long NOW =
      TimeRange.nanosOf(Instant.parse("2026-11-21T12:00:00.000000007Z"));

  @Test
  void whatMustBeTrueNarrowsTheRange() {
    long minute = 60_000_000_000L;
    assertThat(narrowed("time>=now-5m a (time<now OR b) -time>now-1m"))
        .isEqualTo(new TimeRange(NOW - 5 * minute, Long.MAX_VALUE));
    assertThat(narrowed("time:[now-5m TO now-1m]"))
        .isEqualTo(new TimeRange(NOW - 5 * minute, NOW - minute + 1));
    assertThat(narrowed("time>now time<now-1m")).isEqualTo(new TimeRange(NOW, NOW));
    assertThat(narrowed("time>500")).isEqualTo(TimeRange.ALL); // of an attribute
  }

  private static TimeRange narrowed(String query) {
    return FilterTimes.narrowed(TimeRange.ALL, SearchParser.parse(query), NOW);
  }

  @Test
  void relativeTimesBecomeInstants() {
    assertThat(FilterTimes.fixed(SearchParser.parse("a OR -(time>now-5m b)"), NOW).toString())
        .isEqualTo("a OR -(time>2026-11-21T11:55:00.000000007Z b)");
  }
}
