package dev.clew.collector.intake;

import java.time.Duration;

/**
 * What the store takes of series: what is beyond is refused at once, where the sender hears of it.
 *
 * @param retention how old a sample may be
 * @param ahead how far in the future it may be
 * @param labels of one series, its name included
 * @param labelLength of a name or value, in UTF-16 code units
 */
public record SeriesLimits(Duration retention, Duration ahead, int labels, int labelLength) {
  public static final SeriesLimits DEFAULT =
      new SeriesLimits(Duration.ofDays(20), Duration.ofDays(1), 128, 8_192);
}
