package dev.clew.metricsstore.segment;

import dev.clew.metricsstore.series.ExemplarSeries.Exemplar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * Joins segments into one. Where several have a sample of a series at the same time, the one of the
 * latest segment stays.
 */
public final class SegmentMerger {
  private final SegmentWriter writer;
  private final SampleBuffer floats = new SampleBuffer(1_024);
  private final SampleBuffer histograms = new SampleBuffer();
  private final List<Exemplar> exemplars = new ArrayList<>();

  private SegmentMerger(SegmentWriter writer) {
    this.writer = writer;
  }

  /** One input's place in the merge; of equal series the older segment comes first. */
  private record Input(int age, BlockCursor cursor) {
    static final Comparator<Input> ORDER =
        Comparator.<Input>comparingInt(input -> input.cursor.series()).thenComparingInt(Input::age);
  }

  /**
   * Writes all blocks of the segments.
   *
   * @param segments in the order in which they were written
   */
  public static void merge(List<Segment> segments, SegmentWriter writer) throws IOException {
    Map<Long, List<Input>> windows = new TreeMap<>();
    for (int age = 0; age < segments.size(); age++) {
      for (Window window : segments.get(age).windows()) {
        windows
            .computeIfAbsent(window.start(), start -> new ArrayList<>())
            .add(new Input(age, new BlockCursor(segments.get(age), window)));
      }
    }
    SegmentMerger merger = new SegmentMerger(writer);
    for (Map.Entry<Long, List<Input>> window : windows.entrySet()) {
      writer.beginWindow(window.getKey());
      merger.mergeWindow(window.getValue());
      writer.endWindow();
    }
  }

  private void mergeWindow(List<Input> inputs) throws IOException {
    PriorityQueue<Input> queue = new PriorityQueue<>(Input.ORDER);
    for (Input input : inputs) {
      if (input.cursor.next()) {
        queue.add(input);
      }
    }
    while (!queue.isEmpty()) {
      int series = queue.peek().cursor.series();
      while (!queue.isEmpty() && queue.peek().cursor.series() == series) {
        Input input = queue.remove();
        if (take(input.cursor, series)) {
          queue.add(input);
        }
      }
      write(series);
    }
  }

  /** Takes the blocks of a series; false when the cursor has come to its end. */
  private boolean take(BlockCursor cursor, int series) {
    do {
      if (cursor.isExemplars()) {
        exemplars.addAll(cursor.exemplars());
      } else {
        SampleBuffer target = cursor.isHistograms() ? histograms : floats;
        cursor.collect(Long.MIN_VALUE, Long.MAX_VALUE, target);
      }
      if (!cursor.next()) {
        return false;
      }
    } while (cursor.series() == series);
    return true;
  }

  private void write(int series) throws IOException {
    if (floats.size() > 0) {
      floats.sort();
      writer.floats(series, floats);
      floats.clear();
    }
    if (histograms.size() > 0) {
      histograms.sort();
      writer.histograms(series, histograms);
      histograms.clear();
    }
    if (!exemplars.isEmpty()) {
      writer.exemplars(series, distinct(exemplars));
      exemplars.clear();
    }
  }

  /** In order of time, without those that were sent twice. */
  public static List<Exemplar> distinct(List<Exemplar> exemplars) {
    List<Exemplar> sorted = new ArrayList<>(new LinkedHashSet<>(exemplars));
    sorted.sort(Comparator.comparingLong(Exemplar::timeMillis));
    return sorted;
  }
}
