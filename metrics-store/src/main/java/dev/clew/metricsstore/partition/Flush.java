package dev.clew.metricsstore.partition;

import dev.clew.metricsstore.head.Epoch;
import dev.clew.metricsstore.index.IndexSegment;
import dev.clew.metricsstore.index.IndexWriter;
import dev.clew.metricsstore.index.LabelSet;
import dev.clew.metricsstore.segment.SampleBuffer;
import dev.clew.metricsstore.segment.Segment;
import dev.clew.metricsstore.segment.SegmentMerger;
import dev.clew.metricsstore.segment.SegmentWriter;
import dev.clew.metricsstore.series.ExemplarSeries.Exemplar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Writes epochs of the head to files and commits them together with the buffer position. Use once.
 */
public final class Flush {
  private static final long DAY_MILLIS = 86_400_000L;

  private final Partitions partitions;
  private final long position;
  private final List<UnaryOperator<StoreState>> changes = new ArrayList<>();
  private final List<Runnable> undo = new ArrayList<>();
  private final SampleBuffer buffer = new SampleBuffer();

  public Flush(Partitions partitions, long position) {
    this.partitions = partitions;
    this.position = position;
  }

  /**
   * @param epochs of any days, in the order of writing
   * @param also what has to change in memory at the instant of the commit
   */
  public void run(List<Epoch> epochs, Runnable also) throws IOException {
    Map<Long, List<Epoch>> byDay = new TreeMap<>();
    for (Epoch epoch : epochs) {
      byDay.computeIfAbsent(epoch.day(), day -> new ArrayList<>()).add(epoch);
    }
    try {
      for (Map.Entry<Long, List<Epoch>> day : byDay.entrySet()) {
        write(partitions.state().day(day.getKey()), day.getValue());
      }
    } catch (IOException | RuntimeException e) {
      undo.forEach(Runnable::run);
      throw e;
    }
    partitions.commit(
        before -> {
          StoreState after = before;
          for (UnaryOperator<StoreState> change : changes) {
            after = change.apply(after);
          }
          return after.at(position);
        },
        also);
  }

  private void write(Day day, List<Epoch> epochs) throws IOException {
    partitions.createDirectory(day);
    List<LabelSet> series = new ArrayList<>();
    epochs.forEach(epoch -> series.addAll(epoch.newSeries()));
    if (!series.isEmpty()) {
      writeIndex(day, epochs.getFirst().firstNewSeries(), series);
    }
    if (epochs.stream().anyMatch(epoch -> epoch.sampleCount() > 0 || epoch.hasExemplars())) {
      writeSegment(day, epochs);
    }
    partitions.forceDirectory(day);
  }

  private void writeIndex(Day day, int base, List<LabelSet> series) throws IOException {
    String name = partitions.newName("idx");
    Path path = partitions.path(day, name);
    undo.add(() -> delete(path));
    IndexWriter.write(partitions.files(), path, day.number(), base, series);
    IndexSegment index = IndexSegment.open(path);
    undo.add(() -> index.file().release());
    changes.add(
        before -> before.with(before.day(day.number()).withIndex(new StoredIndex(name, 0, index))));
  }

  private void writeSegment(Day day, List<Epoch> epochs) throws IOException {
    String name = partitions.newName("seg");
    Path path = partitions.path(day, name);
    undo.add(() -> delete(path));
    try (SegmentWriter writer = SegmentWriter.create(partitions.files(), path, false)) {
      writeWindows(day, epochs, writer);
      writer.finish(day.number(), 0, position);
    }
    Segment segment = Segment.open(path);
    undo.add(() -> segment.file().release());
    changes.add(before ->
        before.with(before.day(day.number()).withSegment(new StoredSegment(name, 0, segment))));
  }

  private void writeWindows(Day day, List<Epoch> epochs, SegmentWriter writer) throws IOException {
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    int bound = 0;
    for (Epoch epoch : epochs) {
      min = Math.min(min, epoch.minMillis());
      max = Math.max(max, epoch.maxMillis());
      bound = Math.max(bound, epoch.seriesBound());
    }
    if (min > max) { // exemplars only
      min = day.number() * DAY_MILLIS;
      max = min;
    }
    long first = SegmentWriter.windowOf(min);
    for (long window = first; window <= SegmentWriter.windowOf(max); window++) {
      writer.beginWindow(window);
      long start = SegmentWriter.windowStart(window);
      long end = SegmentWriter.windowStart(window + 1) - 1;
      for (int series = 0; series < bound; series++) {
        writeSeries(series, start, end, epochs, writer);
        if (window == first) {
          writeExemplars(series, epochs, writer);
        }
      }
      writer.endWindow();
    }
  }

  private void writeSeries(
      int series, long start, long end, List<Epoch> epochs, SegmentWriter writer)
      throws IOException {
    buffer.clear();
    for (Epoch epoch : epochs) {
      epoch.collectFloats(series, start, end, buffer);
    }
    if (buffer.size() > 0) {
      buffer.sort();
      writer.floats(series, buffer);
      buffer.clear();
    }
    for (Epoch epoch : epochs) {
      epoch.collectHistograms(series, start, end, buffer);
    }
    if (buffer.size() > 0) {
      buffer.sort();
      writer.histograms(series, buffer);
    }
  }

  private static void writeExemplars(int series, List<Epoch> epochs, SegmentWriter writer)
      throws IOException {
    List<Exemplar> exemplars = List.of();
    for (Epoch epoch : epochs) {
      if (epoch.hasExemplars() && !epoch.exemplars(series).isEmpty()) {
        List<Exemplar> more = new ArrayList<>(exemplars);
        more.addAll(epoch.exemplars(series));
        exemplars = more;
      }
    }
    if (!exemplars.isEmpty()) {
      writer.exemplars(series, SegmentMerger.distinct(exemplars));
    }
  }

  private void delete(Path path) {
    try {
      partitions.files().delete(path);
    } catch (IOException e) {
      // It goes when the store is opened next.
      org.slf4j.LoggerFactory.getLogger(Flush.class).warn("Could not delete {}", path, e);
    }
  }
}
