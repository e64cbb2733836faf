package dev.clew.metricsstore.head;

import dev.clew.metricsstore.index.LabelSet;
import dev.clew.metricsstore.otlp.PointSink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One day of the head: the way from raw hashes to the day's series numbers, and the epochs that are
 * not committed yet. Numbers are dense and never change within the day. What a series on disk costs
 * here is its slots in the raw index; its labels are read from disk when they are needed.
 */
public final class DayHead {
  private final long day;
  private final StoredSeries stored;
  private RawIndex raw = new RawIndex();
  private final List<int[]> groups = new ArrayList<>();

  /** Series that no index on disk has yet, by the hash of their labels. */
  private RawIndex uncommitted = new RawIndex();

  private final List<Epoch> frozen = new ArrayList<>();
  private Epoch active;
  private @Nullable DeltaTotal[] totals = new DeltaTotal[0];

  DayHead(long day, StoredSeries stored) {
    this.day = day;
    this.stored = stored;
    active = new Epoch(day, stored.count(day));
  }

  public long day() {
    return day;
  }

  /** Every epoch that is not committed, oldest first; the last one still changes. */
  public List<Epoch> epochs() {
    List<Epoch> epochs = new ArrayList<>(frozen);
    epochs.add(active);
    return epochs;
  }

  Epoch active() {
    return active;
  }

  RawIndex raw() {
    return raw;
  }

  /** Series numbers given so far. */
  int seriesCount() {
    return active.firstNewSeries() + active.newSeries().size();
  }

  int find(LabelSet labels) {
    return find(labels.hashHigh(), labels.hashLow());
  }

  int find(long hashHigh, long hashLow) {
    int known = uncommitted.find(hashHigh, hashLow);
    return known != PointSink.NONE ? known : stored.find(day, hashHigh, hashLow);
  }

  int create(LabelSet labels) {
    int series = active.addSeries(labels);
    uncommitted.put(labels.hashHigh(), labels.hashLow(), series);
    return series;
  }

  SeriesHash hash(int series) {
    for (Epoch epoch : epochs()) {
      int i = series - epoch.firstNewSeries();
      if (i >= 0 && i < epoch.newSeries().size()) {
        LabelSet labels = epoch.newSeries().get(i);
        return new SeriesHash(labels.hashHigh(), labels.hashLow());
      }
    }
    return stored.hash(day, series);
  }

  /** References of groups are below {@link PointSink#NONE}, those of series above. */
  int createGroup(int[] series) {
    groups.add(series);
    return PointSink.NONE - groups.size();
  }

  int[] group(int reference) {
    return groups.get(PointSink.NONE - 1 - reference);
  }

  @Nullable DeltaTotal total(int series) {
    return series < totals.length ? totals[series] : null;
  }

  void total(int series, DeltaTotal total) {
    if (series >= totals.length) {
      totals = Arrays.copyOf(totals, Math.max(series + 1, totals.length * 2));
    }
    totals[series] = total;
  }

  void forgetTotals() {
    totals = new DeltaTotal[0];
  }

  /** Forgets which raw hash leads to which series; it is found out anew. */
  void forgetReferences() {
    raw = new RawIndex();
    groups.clear();
    forgetTotals();
  }

  /** Ends the active epoch, so that it can be written. */
  void freeze() {
    if (!active.isEmpty()) {
      frozen.add(active);
      active = new Epoch(day, seriesCount());
    }
  }

  List<Epoch> frozen() {
    return List.copyOf(frozen);
  }

  /** Forgets epochs that are committed. */
  void release(List<Epoch> committed) {
    for (Epoch epoch : committed) {
      frozen.remove(epoch);
    }
    if (uncommitted.size() > 0) {
      uncommitted = new RawIndex();
      for (Epoch epoch : epochs()) {
        int series = epoch.firstNewSeries();
        for (LabelSet labels : epoch.newSeries()) {
          uncommitted.put(labels.hashHigh(), labels.hashLow(), series++);
        }
      }
    }
  }

  /** Whether it holds nothing that is not on disk. */
  boolean isEmpty() {
    return frozen.isEmpty() && active.isEmpty();
  }
}
