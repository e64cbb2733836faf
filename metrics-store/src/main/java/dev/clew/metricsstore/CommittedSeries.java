package dev.clew.metricsstore;

import dev.clew.metricsstore.files.CorruptFileException;
import dev.clew.metricsstore.head.SeriesHash;
import dev.clew.metricsstore.head.StoredSeries;
import dev.clew.metricsstore.partition.Day;
import dev.clew.metricsstore.partition.Partitions;
import dev.clew.metricsstore.partition.StoreState;
import dev.clew.metricsstore.partition.StoredIndex;
import dev.clew.metricsstore.partition.StoredSegment;
import dev.clew.metricsstore.segment.BlockCursor;
import dev.clew.metricsstore.segment.SampleBuffer;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.Labels;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/** What the head asks of the committed state. Used under the store's write lock only. */
final class CommittedSeries implements StoredSeries {
  private final Partitions partitions;
  private final Consumer<CorruptFileException> damage;
  private SoftReference<@Nullable Cursors> cursors = new SoftReference<>(null);

  /** The day whose deleted series are in {@link #gone}: they are asked for series by series. */
  private @Nullable Day goneOf;

  private ImmutableRoaringBitmap gone = new MutableRoaringBitmap();

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
        if (series >= 0 && !gone(stored).contains(series)) {
          return series;
        }
      } catch (CorruptFileException e) {
        // Its series get new numbers.
        damage.accept(e);
      }
    }
    return -1;
  }

  @SuppressWarnings("ReferenceEquality") // a day is replaced when it changes
  private ImmutableRoaringBitmap gone(Day day) {
    if (goneOf != day) {
      goneOf = day;
      gone = day.gone();
    }
    return gone;
  }

  @Override
  public SeriesHash hash(long day, int series) {
    for (StoredIndex index : partitions.state().day(day).indexes()) {
      if (index.index().contains(series)) {
        return new SeriesHash(index.index().hashHigh(series), index.index().hashLow(series));
      }
    }
    throw new IllegalStateException("BUG: series " + series + " is not in day " + day);
  }

  @Override
  public @Nullable SeriesData latest(long day, int series) {
    SampleBuffer buffer = new SampleBuffer();
    for (BlockCursor cursor : cursors(day)) {
      try {
        boolean more = cursor.find(series);
        while (more && cursor.series() == series) {
          cursor.collect(Long.MIN_VALUE, Long.MAX_VALUE, buffer);
          more = cursor.next();
        }
      } catch (CorruptFileException e) {
        damage.accept(e); // the total goes on from what is left
      }
      if (hasValue(buffer)) {
        return buffer.finish(Labels.EMPTY);
      }
    }
    return null;
  }

  /**
   * Cursors over the day, latest window first. After a restart this is asked of every series that
   * is sent as differences, in about the order of their numbers: cursors that stay open find the
   * next one where they stand. They are good as long as nothing is committed.
   */
  @SuppressWarnings("ReferenceEquality") // a state is replaced by every commit
  private List<BlockCursor> cursors(long day) {
    StoreState state = partitions.state();
    Cursors open = cursors.get();
    if (open == null || open.state != state || open.day != day) {
      List<BlockCursor> all = new ArrayList<>();
      for (StoredSegment segment : state.day(day).segments().reversed()) {
        all.addAll(BlockCursor.over(segment.segment(), Long.MIN_VALUE, Long.MAX_VALUE).reversed());
      }
      open = new Cursors(state, day, all);
      cursors = new SoftReference<>(open);
    }
    return open.all;
  }

  private record Cursors(StoreState state, long day, List<BlockCursor> all) {}

  private static boolean hasValue(SampleBuffer buffer) {
    for (int i = 0; i < buffer.size(); i++) {
      if (buffer.histogram(i) != null || !SeriesData.isStale(buffer.value(i))) {
        return true;
      }
    }
    return false;
  }
}
