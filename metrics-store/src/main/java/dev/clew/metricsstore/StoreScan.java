package dev.clew.metricsstore;

import dev.clew.metricsstore.DayView.SeriesKey;
import dev.clew.metricsstore.files.CorruptFileException;
import dev.clew.metricsstore.head.Epoch;
import dev.clew.metricsstore.index.IndexSegment;
import dev.clew.metricsstore.index.KnownTexts;
import dev.clew.metricsstore.regex.ValueMatcher;
import dev.clew.metricsstore.segment.BlockCursor;
import dev.clew.metricsstore.segment.SampleBuffer;
import dev.clew.metricsstore.segment.Segment;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.metricsstore.series.SeriesScan;
import dev.clew.model.Labels;
import dev.clew.model.memory.QueryMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;

/**
 * The series of a selection over some days. Its order is that of the series numbers of the first
 * day, because so the blocks lie in the segments; series that turn up on a later day come after. A
 * reader holds a cursor for every window of every segment and one decompressed chunk in each.
 */
final class StoreScan implements SeriesScan {
  /** For so many series at a time the head is read, under one hold of the lock. */
  private static final int HEAD_RUN = 128;

  /** With fewer series it does not pay to remember their texts. */
  private static final int FEW = 32;

  /** Of a series: its number, and the one or two texts that no other series has. */
  private static final long TEXT_BYTES = 64;

  /** Of a series of several days: its key with its entry in the map. */
  private static final long KEY_BYTES = 96;

  private final DayViews days;
  private final Lock readLock;
  private final long startMillis;
  private final long endMillis;
  private final List<DayView> views;
  private final Map<IndexSegment, KnownTexts> known = new HashMap<>();

  /** By day and number in the scan: the number in the day, or -1. */
  private final int[][] numbers;

  private final int size;

  StoreScan(
      DayViews days,
      Lock readLock,
      List<List<ValueMatcher>> selections,
      long startMillis,
      long endMillis) {
    this.days = days;
    this.readLock = readLock;
    this.startMillis = startMillis;
    this.endMillis = endMillis;
    views = days.overlapping(startMillis, endMillis, selections);
    numbers = new int[views.size()][];
    try {
      size = match(selections);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    if (size > FEW) {
      for (DayView view : views) {
        view.indexes().forEach(index -> known.put(index, new KnownTexts()));
      }
    }
  }

  private int match(List<List<ValueMatcher>> selections) {
    if (views.size() == 1) {
      numbers[0] = days.match(views.getFirst(), selections).toArray();
      QueryMemory.current().take(TEXT_BYTES * numbers[0].length);
      return numbers[0].length;
    }
    Map<SeriesKey, Integer> found = new HashMap<>();
    for (int day = 0; day < views.size(); day++) {
      DayView view = views.get(day);
      int[] ids = days.match(view, selections).toArray();
      QueryMemory.current().take((TEXT_BYTES + KEY_BYTES) * ids.length);
      int[] positions = new int[found.size() + ids.length];
      Arrays.fill(positions, -1);
      for (int id : ids) {
        int next = found.size();
        Integer position = found.putIfAbsent(view.key(id), next);
        positions[position == null ? next : position] = id;
      }
      numbers[day] = positions;
    }
    return found.size();
  }

  private int number(int day, int series) {
    int[] ofDay = numbers[day];
    return series < ofDay.length ? ofDay[series] : -1;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Labels labels(int series) {
    for (int day = 0; day < numbers.length; day++) {
      int number = number(day, series);
      if (number >= 0) {
        return views.get(day).labels(number, known).toLabels();
      }
    }
    throw new IllegalStateException("BUG: series " + series + " is on no day");
  }

  @Override
  public SeriesScan.Reader reader() {
    return new Reader();
  }

  @Override
  public List<String> notes() {
    int all = 0;
    int read = 0;
    for (DayView view : views) {
      for (Segment segment : view.segments()) {
        all++;
        read += segment.overlaps(startMillis, endMillis) ? 1 : 0;
      }
    }
    return List.of(read + " of " + all + " segments read");
  }

  @Override
  public void close() {
    views.forEach(DayView::close);
  }

  private final class Reader implements SeriesScan.Reader {
    private final List<List<BlockCursor>> cursors = new ArrayList<>();
    private final SampleBuffer buffer = new SampleBuffer();

    /** Samples in the head of the series from {@link #headFrom} on. */
    private final List<SampleBuffer> heads = new ArrayList<>();

    private int headFrom;
    private int headTo;
    private final boolean anyHead;

    Reader() {
      boolean any = false;
      for (DayView view : views) {
        List<BlockCursor> ofDay = new ArrayList<>();
        for (Segment segment : view.segments()) {
          if (segment.overlaps(startMillis, endMillis)) {
            ofDay.addAll(BlockCursor.over(segment, startMillis, endMillis));
          }
        }
        cursors.add(ofDay);
        any |= !view.epochs().isEmpty();
      }
      anyHead = any;
    }

    @Override
    public SeriesData read(int series) {
      buffer.clear();
      for (int day = 0; day < cursors.size(); day++) {
        int number = number(day, series);
        if (number >= 0) {
          readSegments(cursors.get(day), number);
        }
      }
      if (anyHead) {
        if (series < headFrom || series >= headTo) {
          readHeads(series);
        }
        heads.get(series - headFrom).appendTo(buffer);
      }
      return buffer.view(labels(series));
    }

    private void readSegments(List<BlockCursor> ofDay, int number) {
      for (int i = 0; i < ofDay.size(); i++) {
        BlockCursor cursor = ofDay.get(i);
        try {
          boolean more = cursor.find(number);
          while (more) {
            cursor.collect(startMillis, endMillis, buffer);
            more = cursor.next() && cursor.series() == number;
          }
        } catch (CorruptFileException e) {
          days.damaged(e);
          ofDay.remove(i--);
        }
      }
    }

    private void readHeads(int first) {
      headFrom = first;
      headTo = Math.min(size, first + HEAD_RUN);
      while (heads.size() < headTo - headFrom) {
        heads.add(new SampleBuffer());
      }
      heads.forEach(SampleBuffer::clear);
      readLock.lock();
      try {
        for (int day = 0; day < cursors.size(); day++) {
          for (Epoch epoch : views.get(day).epochs()) {
            for (int i = headFrom; i < headTo; i++) {
              int number = number(day, i);
              if (number >= 0) {
                epoch.collect(number, startMillis, endMillis, heads.get(i - headFrom));
              }
            }
          }
        }
      } finally {
        readLock.unlock();
      }
    }
  }
}
