package dev.clew.metricsstore.partition;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;

/**
 * What nobody can read any more. It stands in the manifest for as long as its day is kept, so that
 * an answer in whose range it lies says that it is not whole.
 *
 * @param what was lost
 * @param amount how much, or {@link #UNKNOWN}
 * @param firstMillis of the samples; of series the beginning of the day
 * @param lastMillis of the samples; of series the end of the day
 * @param firstSeries number of the first series that may have lost samples
 * @param lastSeries number of the last
 */
public record Loss(
    What what, long amount, long firstMillis, long lastMillis, int firstSeries, int lastSeries) {
  static final long UNKNOWN = -1;
  static final long DAY_MILLIS = 86_400_000L;

  /** A disk that fails all day would fill the manifest; from here on neighbours become one. */
  private static final int MOST_OF_A_DAY = 64;

  /** What was lost. */
  public enum What {
    /** Of series that are known. */
    SAMPLES,
    /** Labels: the samples are there, and nobody can find them. */
    SERIES
  }

  /** Of any series, at any time of the day. */
  static Loss ofDay(What what, long amount, long day) {
    long start = day * DAY_MILLIS;
    return new Loss(what, amount, start, start + DAY_MILLIS - 1, 0, Integer.MAX_VALUE);
  }

  public boolean overlaps(long startMillis, long endMillis) {
    return firstMillis <= endMillis && lastMillis >= startMillis;
  }

  /** Whether one of the series may have lost samples. */
  public boolean concerns(ImmutableRoaringBitmap series) {
    return series.intersects(firstSeries, lastSeries + 1L);
  }

  /** Both as one, which covers what lies between them. */
  Loss and(Loss other) {
    return new Loss(
        what,
        sum(amount, other.amount),
        Math.min(firstMillis, other.firstMillis),
        Math.max(lastMillis, other.lastMillis),
        Math.min(firstSeries, other.firstSeries),
        Math.max(lastSeries, other.lastSeries));
  }

  private static long sum(long one, long other) {
    return one < 0 || other < 0 ? UNKNOWN : one + other;
  }

  static List<Loss> with(List<Loss> all, Loss added) {
    List<Loss> result = new ArrayList<>(all);
    for (int i = result.size() - 1; i >= 0 && all.size() >= MOST_OF_A_DAY; i--) {
      if (result.get(i).what == added.what) {
        result.set(i, result.get(i).and(added));
        return result;
      }
    }
    result.add(added);
    return result;
  }

  /** Several of one day or more, of one sort, in words; without a full stop. */
  public static String sentence(List<Loss> losses) {
    Loss all = losses.stream().reduce(Loss::and).orElseThrow();
    return all.what == What.SAMPLES
        ? samples(all.amount)
            + " between "
            + Instant.ofEpochMilli(all.firstMillis)
            + " and "
            + Instant.ofEpochMilli(all.lastMillis)
            + (all.amount == 1 ? " is unreadable" : " are unreadable")
        : "the labels of "
            + amount(all.amount, "series", "series")
            + days(all)
            + " are unreadable, so their samples are not found";
  }

  private static String days(Loss all) {
    LocalDate first = LocalDate.ofEpochDay(Math.floorDiv(all.firstMillis, DAY_MILLIS));
    LocalDate last = LocalDate.ofEpochDay(Math.floorDiv(all.lastMillis, DAY_MILLIS));
    return first.equals(last) ? " of " + first : " of " + first + " to " + last;
  }

  static String samples(long number) {
    return amount(number, "sample", "samples");
  }

  static String amount(long number, String one, String many) {
    return number < 0 ? "an unknown number of " + many : number + " " + (number == 1 ? one : many);
  }
}
