package dev.clew.metricsstore;

import dev.clew.metricsstore.files.CorruptFileException;
import dev.clew.metricsstore.head.Epoch;
import dev.clew.metricsstore.segment.BlockCursor;
import dev.clew.metricsstore.segment.Segment;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/**
 * Which series of a day have samples in a part of it. The index knows days only; here the times of
 * the samples are asked, of the latest first, and each series until one is found. No value is
 * decoded, and a time column is decoded once for all series that share it.
 */
final class PresentSeries {
  /** So many series are looked up in the head under one hold of the lock. */
  private static final int HEAD_RUN = 4096;

  private final DayViews days;
  private final DayView view;
  private final Lock readLock;

  PresentSeries(DayViews days, DayView view, Lock readLock) {
    this.days = days;
    this.view = view;
    this.readLock = readLock;
  }

  /**
   * Whether the day, or all there is of it, lies in the range: then nothing has to be looked up.
   */
  boolean isWithin(long startMillis, long endMillis) {
    long begin = view.day() * DayViews.DAY_MILLIS;
    if (view.segments().stream().anyMatch(segment -> !segment.deletions().isEmpty())) {
      return false; // what is left of a series may lie anywhere
    }
    if (startMillis <= begin && endMillis >= begin + DayViews.DAY_MILLIS - 1) {
      return true;
    }
    for (Segment segment : view.segments()) {
      if (segment.info().minMillis() < startMillis || segment.info().maxMillis() > endMillis) {
        return false;
      }
    }
    readLock.lock();
    try {
      for (Epoch epoch : view.epochs()) {
        boolean any = epoch.minMillis() <= epoch.maxMillis();
        if (any && (epoch.minMillis() < startMillis || epoch.maxMillis() > endMillis)) {
          return false;
        }
      }
    } finally {
      readLock.unlock();
    }
    return true;
  }

  MutableRoaringBitmap of(MutableRoaringBitmap series, long startMillis, long endMillis) {
    MutableRoaringBitmap found = new MutableRoaringBitmap();
    MutableRoaringBitmap rest = series.clone();
    for (Epoch epoch : view.epochs().reversed()) {
      inHead(epoch, rest.toArray(), startMillis, endMillis, found);
      rest.andNot(found);
    }
    List<Segment> segments = view.segments().reversed();
    for (Segment segment : segments) {
      if (rest.isEmpty() || !segment.overlaps(startMillis, endMillis)) {
        continue;
      }
      try {
        for (BlockCursor cursor : BlockCursor.over(segment, startMillis, endMillis).reversed()) {
          inWindow(cursor, rest.toArray(), startMillis, endMillis, found);
          rest.andNot(found);
        }
      } catch (CorruptFileException e) {
        days.damaged(e);
      }
    }
    return found;
  }

  private void inHead(
      Epoch epoch, int[] series, long startMillis, long endMillis, MutableRoaringBitmap found) {
    for (int from = 0; from < series.length; from += HEAD_RUN) {
      readLock.lock();
      try {
        for (int i = from; i < Math.min(series.length, from + HEAD_RUN); i++) {
          if (epoch.hasSamples(series[i], startMillis, endMillis)) {
            found.add(series[i]);
          }
        }
      } finally {
        readLock.unlock();
      }
    }
  }

  private static void inWindow(
      BlockCursor cursor,
      int[] wanted,
      long startMillis,
      long endMillis,
      MutableRoaringBitmap found) {
    int i = 0;
    while (i < wanted.length && cursor.seek(wanted[i])) {
      int series = cursor.series();
      int at = series == wanted[i] ? i : Arrays.binarySearch(wanted, i, wanted.length, series);
      if (at < 0) {
        i = -at - 1;
        continue;
      }
      i = at + 1;
      do {
        if (cursor.hasSamples(startMillis, endMillis)) {
          found.add(series);
        }
        if (!cursor.next()) {
          return;
        }
      } while (cursor.series() == series);
    }
  }
}
