package dev.clew.collector.intake;

import dev.clew.model.Signal;
import dev.clew.model.otlp.TimeLimits;
import dev.clew.model.time.GuardedClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * Which times of records the stores are going to keep: what lies outside is refused while its
 * sender can still be told. Thread-safe.
 */
@FunctionalInterface
public interface RetentionBounds {
  /** Takes every time: of stores that keep everything, or as long as the clock is not trusted. */
  RetentionBounds NONE = signal -> TimeLimits.NONE;

  /** What holds at this moment. */
  TimeLimits at(Signal signal);

  /**
   * What the store of a signal keeps.
   *
   * @param longest the longest that anything is kept
   * @param wholeDays whether the day that this reaches into is kept whole
   * @param ahead how far in the future a record may lie
   * @param keptBy the key of the configuration that says how long
   * @param aheadBy how far ahead in words, such as the key that says so
   */
  record Kept(Duration longest, boolean wholeDays, Duration ahead, String keptBy, String aheadBy) {
    private TimeLimits at(GuardedClock clock) {
      Instant oldest = clock.earliest().minus(longest);
      return new TimeLimits(
          nanos(wholeDays ? oldest.truncatedTo(ChronoUnit.DAYS) : oldest),
          nanos(clock.latest().plus(ahead)),
          keptBy + " says how long records are kept.",
          "Set the clock of the sender: records are taken up to " + aheadBy + " ahead.");
    }

    /** Of samples. */
    public static Kept of(SeriesLimits limits) {
      return new Kept(limits.retention(), false, limits.ahead(), "metrics.retention", "a day");
    }

    private static long nanos(Instant instant) {
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    }
  }

  /** Those of samples, which say how long and how far ahead themselves. */
  static RetentionBounds of(InstantSource clock, SeriesLimits limits) {
    return of(clock, Map.of(Signal.METRICS, Kept.of(limits)));
  }

  /**
   * Bounds that move with a clock; one that is not trusted at present is given the benefit of the
   * doubt.
   *
   * @param kept by signal; of others everything is taken
   */
  static RetentionBounds of(InstantSource clock, Map<Signal, Kept> kept) {
    GuardedClock guarded = GuardedClock.of(clock);
    return signal -> {
      Kept known = kept.get(signal);
      return known == null ? TimeLimits.NONE : known.at(guarded);
    };
  }
}
