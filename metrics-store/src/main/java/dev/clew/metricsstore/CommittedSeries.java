package dev.clew.metricsstore;

import dev.clew.metricsstore.files.CorruptFileException;
import dev.clew.metricsstore.head.StoredSeries;
import dev.clew.metricsstore.index.LabelSet;
import dev.clew.metricsstore.partition.Day;
import dev.clew.metricsstore.partition.Partitions;
import dev.clew.metricsstore.partition.StoredIndex;
import dev.clew.metricsstore.partition.StoredSegment;
import dev.clew.metricsstore.segment.BlockCursor;
import dev.clew.metricsstore.segment.SampleBuffer;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.Labels;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the head asks of the committed state. Used under the store's write lock only. */
final class CommittedSeries implements StoredSeries {
  private final Partitions partitions;
  private final Consumer<CorruptFileException> damage;

  CommittedSeries(Partitions partitions, Consumer<CorruptFileException> damage) {
    this.partitions = partitions;
    this.damage = damage;
  }

  @Override
  public int count(long day) {
    return partitions.state().day(day).seriesCount();
  }

  @Override
  public int find(long day, long hashHigh, long hashLow) {
    Day stored = partitions.state().day(day);
    for (StoredIndex index : stored.indexes()) {
      try {
        int series = index.index().find(hashHigh, hashLow);
        if (series >= 0 && (stored.tombstones().isEmpty() || !stored.gone().contains(series))) {
          return series;
        }
      } catch (CorruptFileException e) {
        // Its series get new numbers.
        damage.accept(e);
      }
    }
    return -1;
  }

  @Override
  public LabelSet labels(long day, int series) {
    for (StoredIndex index : partitions.state().day(day).indexes()) {
      if (index.index().contains(series)) {
        return index.index().labels(series);
      }
    }
    throw new IllegalStateException("BUG: series " + series + " is not in day " + day);
  }

  @Override
  public @Nullable SeriesData latest(long day, int series) {
    SampleBuffer buffer = new SampleBuffer();
    for (StoredSegment segment : partitions.state().day(day).segments().reversed()) {
      List<BlockCursor> windows =
          BlockCursor.over(segment.segment(), Long.MIN_VALUE, Long.MAX_VALUE);
      for (BlockCursor cursor : windows.reversed()) {
        boolean more = cursor.seek(series);
        while (more && cursor.series() == series) {
          cursor.collect(Long.MIN_VALUE, Long.MAX_VALUE, buffer);
          more = cursor.next();
        }
        if (hasValue(buffer)) {
          return buffer.finish(Labels.EMPTY);
        }
      }
    }
    return null;
  }

  private static boolean hasValue(SampleBuffer buffer) {
    for (int i = 0; i < buffer.size(); i++) {
      if (buffer.histogram(i) != null || !SeriesData.isStale(buffer.value(i))) {
        return true;
      }
    }
    return false;
  }
}
