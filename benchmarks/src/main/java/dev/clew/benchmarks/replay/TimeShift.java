package dev.clew.benchmarks.replay;

import java.time.Duration;

/**
 * Moves the times of a corpus, so that it ends at a given instant. To spread it over days it is cut
 * into pieces of a few seconds, which are moved as they are: the lines of a request stay together,
 * and the gaps between the pieces are equal.
 */
public final class TimeShift {
  private static final long LONGEST_PIECE = Duration.ofSeconds(10).toNanos();
  private static final long SHORTEST_PIECE = Duration.ofSeconds(1).toNanos();

  private final long first;
  private final long piece;
  private final long pieces;
  private final long newFirst;
  private final double step;

  /** Moves first to last so that last becomes end. */
  public static TimeShift endingAt(long first, long last, long end) {
    return new TimeShift(first, last - first + 1, 1, end - (last - first), 0);
  }

  /** Moves first to last so that they fill the given time before the end. */
  public static TimeShift spread(long first, long last, long end, Duration over) {
    long span = last - first + 1;
    long piece = Math.clamp(span / 2_000, SHORTEST_PIECE, LONGEST_PIECE);
    long pieces = Math.ceilDiv(span, piece);
    if (pieces == 1) {
      return endingAt(first, last, end);
    }
    double step = (double) (over.toNanos() - piece) / (pieces - 1);
    return new TimeShift(first, piece, pieces, end - over.toNanos(), step);
  }

  private TimeShift(long first, long piece, long pieces, long newFirst, double step) {
    this.first = first;
    this.piece = piece;
    this.pieces = pieces;
    this.newFirst = newFirst;
    this.step = step;
  }

  public long shifted(long nanos) {
    long number = Math.clamp(Math.floorDiv(nanos - first, piece), 0, pieces - 1);
    return newFirst + (long) (number * step) + (nanos - first - number * piece);
  }
}
