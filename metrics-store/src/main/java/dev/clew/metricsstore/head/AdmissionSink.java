package dev.clew.metricsstore.head;

import dev.clew.metricsstore.index.LabelSet;
import dev.clew.metricsstore.otlp.PointSink;
import dev.clew.metricsstore.series.ExemplarSeries.Exemplar;
import dev.clew.metricsstore.series.MetricMetadata;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.model.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes a request for trial: it finds series as the {@link Head} would and counts the points that
 * the head would not take, and changes nothing. For one request; the caller holds the store's read
 * lock.
 */
public final class AdmissionSink implements PointSink {
  /** References of groups that only this trial knows count upwards from here. */
  private static final int FIRST_GROUP = Integer.MIN_VALUE;

  private final Head head;
  private final Map<Long, TrialDay> days = new HashMap<>();
  private final List<int[]> groups = new ArrayList<>();
  private @Nullable TrialDay current;
  private boolean pointRefused;
  private long refusedPoints;
  private @Nullable DropReason firstReason;
  private @Nullable LabelSet firstLabels;

  /** A day with the series that the request would add. */
  private static final class TrialDay {
    final DayHead day;
    final RawIndex raw = new RawIndex();
    final Map<LabelSet, Integer> added = new HashMap<>();

    TrialDay(DayHead day) {
      this.day = day;
    }

    int count() {
      return day.seriesCount() + added.size();
    }
  }

  public AdmissionSink(Head head) {
    this.head = head;
  }

  /** How many points of the request would not be taken. Ask once, at its end. */
  public long refusedPoints() {
    endPoint();
    return refusedPoints;
  }

  /** Why the first of them would not; null when all would. */
  public @Nullable DropReason firstReason() {
    return firstReason;
  }

  /** Labels of the first series that would not be taken; null when there is none. */
  public @Nullable LabelSet firstLabels() {
    return firstLabels;
  }

  private void endPoint() {
    if (pointRefused) {
      refusedPoints++;
      pointRefused = false;
    }
  }

  @Override
  public boolean seek(long timeMillis) {
    endPoint();
    if (head.refuses(timeMillis) != null) {
      return false; // such points have been refused before
    }
    current = days.computeIfAbsent(Head.dayOf(timeMillis), day -> new TrialDay(head.peek(day)));
    return true;
  }

  private TrialDay day() {
    if (current == null) {
      throw new IllegalStateException("BUG: seek comes first");
    }
    return current;
  }

  @Override
  public int find(long hashHigh, long hashLow) {
    int known = day().day.raw().find(hashHigh, hashLow);
    return known != NONE ? known : day().raw.find(hashHigh, hashLow);
  }

  @Override
  public void bind(long hashHigh, long hashLow, int reference) {
    day().raw.put(hashHigh, hashLow, reference);
  }

  @Override
  public int create(LabelSet labels) {
    TrialDay day = day();
    DropReason reason = null;
    if (!head.withinLimits(labels)) {
      reason = DropReason.LABEL_LIMIT;
    } else {
      int known = day.day.find(labels);
      if (known != NONE) {
        return known;
      }
      Integer added = day.added.get(labels);
      if (added != null) {
        return added;
      }
      if (day.count() < head.seriesLimit()) {
        day.added.put(labels, day.count());
        return day.count() - 1;
      }
      reason = DropReason.SERIES_LIMIT;
    }
    refuse(labels, reason);
    return NONE;
  }

  private void refuse(LabelSet labels, DropReason reason) {
    if (labels.value(Labels.METRIC_NAME).equals("target_info")) {
      return; // nobody has sent it as a point
    }
    pointRefused = true;
    if (firstReason == null) {
      firstReason = reason;
      firstLabels = labels;
    }
  }

  @Override
  public int createGroup(int[] series) {
    groups.add(series);
    return FIRST_GROUP + groups.size() - 1;
  }

  @Override
  public int[] group(int reference) {
    return reference < FIRST_GROUP + groups.size()
        ? groups.get(reference - FIRST_GROUP)
        : day().day.group(reference);
  }

  @Override
  public void value(int series, long timeMillis, long startMillis, double value) {}

  @Override
  public void delta(int series, long timeMillis, long startMillis, double value) {}

  @Override
  public void histogram(int series, long timeMillis, long startMillis, NativeHistogram value) {}

  @Override
  public void deltaHistogram(
      int series, long timeMillis, long startMillis, NativeHistogram value) {}

  @Override
  public void exemplar(int series, Exemplar exemplar) {}

  @Override
  public void metadata(String family, MetricMetadata metadata) {}

  /** Whatever else is wrong with a point has been refused before. */
  @Override
  public void drop(DropReason reason) {}
}
