package dev.clew.metricsstore.head;

import dev.clew.metricsstore.index.LabelSet;
import dev.clew.metricsstore.otlp.PointSink;
import dev.clew.metricsstore.segment.SampleBuffer;
import dev.clew.metricsstore.series.ExemplarSeries.Exemplar;
import dev.clew.metricsstore.series.MetricMetadata;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.time.GuardedClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The memory of the store: one {@link DayHead} for each day that samples come in for. Owned by the
 * thread that ingests; the store's lock keeps readers apart from it.
 */
public final class Head implements PointSink {
  private static final long DAY_MILLIS = 86_400_000L;

  /** A day that no request has touched for this long loses its raw index, a cache. */
  private static final Duration IDLE = Duration.ofHours(1);

  private final GuardedClock clock;
  private final HeadLimits limits;
  private final StoredSeries stored;
  private final TreeMap<Long, DayHead> days = new TreeMap<>();
  private final Map<Long, Long> lastUse = new HashMap<>();
  private final Map<SeriesHash, DeltaTotal> totals = new HashMap<>();
  private final Map<Long, Epoch.Mark> marks = new HashMap<>();
  private final Map<String, List<MetricMetadata>> newMetadata = new TreeMap<>();
  private final Map<DropReason, LongAdder> dropped = new EnumMap<>(DropReason.class);
  private @Nullable DayHead current;

  /** Between these the present lies. */
  private long earliestMillis;

  private long latestMillis;
  private long activeSamples;
  private int activeNewSeries;
  private long ingested;
  private volatile int greatestSeriesCount;

  public Head(GuardedClock clock, HeadLimits limits, StoredSeries stored) {
    this.clock = clock;
    this.limits = limits;
    this.stored = stored;
    for (DropReason reason : DropReason.values()) {
      dropped.put(reason, new LongAdder());
    }
  }

  /** Call before each export request. */
  public void begin() {
    earliestMillis = clock.earliest().toEpochMilli();
    latestMillis = clock.latest().toEpochMilli();
    current = null;
    marks.clear();
    days.forEach((day, head) -> marks.put(day, head.active().mark()));
  }

  /** Takes back what the request has added. */
  public void rollBack() {
    Epoch.Mark empty = new Epoch.Mark(0, 0, 0);
    days.forEach((day, head) -> head.active().rollBack(marks.getOrDefault(day, empty)));
    // Totals can be read back from the latest samples, so there is no need to undo them.
    totals.clear();
    days.values().forEach(DayHead::forgetTotals);
  }

  @Override
  public boolean seek(long timeMillis) {
    DayHead day = current;
    long number = dayOf(timeMillis);
    if (day != null && day.day() == number) {
      // Within a day that was accepted only the edges of the window need a closer look.
      if (timeMillis <= latestMillis && timeMillis >= earliestMillis - limits.retentionMillis()) {
        return true;
      }
    }
    DropReason refused = refuses(timeMillis, earliestMillis, latestMillis);
    if (refused != null) {
      drop(refused);
      return false;
    }
    current = days.computeIfAbsent(number, n -> new DayHead(n, stored));
    greatestSeriesCount = Math.max(greatestSeriesCount, current.seriesCount());
    lastUse.put(number, clock.elapsedNanos());
    return true;
  }

  private @Nullable DropReason refuses(long timeMillis, long earliest, long latest) {
    if (timeMillis < earliest - limits.retentionMillis()) {
      return DropReason.TOO_OLD;
    }
    return timeMillis > latest + limits.aheadMillis() ? DropReason.TOO_FAR_AHEAD : null;
  }

  /** Why a sample of that time would be refused now, or null. */
  @Nullable DropReason refuses(long timeMillis) {
    return refuses(timeMillis, clock.earliest().toEpochMilli(), clock.latest().toEpochMilli());
  }

  static long dayOf(long timeMillis) {
    return Math.floorDiv(timeMillis, DAY_MILLIS);
  }

  /** A day to look at; one that nobody has written to is made, and not kept. */
  DayHead peek(long day) {
    DayHead known = days.get(day);
    return known == null ? new DayHead(day, stored) : known;
  }

  int seriesLimit() {
    return limits.seriesPerDay();
  }

  /** Series of the day that has the most. Any thread may ask. */
  public int greatestSeriesCount() {
    return greatestSeriesCount;
  }

  private DayHead day() {
    if (current == null) {
      throw new IllegalStateException("BUG: seek comes first");
    }
    return current;
  }

  @Override
  public int find(long hashHigh, long hashLow) {
    return day().raw().find(hashHigh, hashLow);
  }

  @Override
  public void bind(long hashHigh, long hashLow, int reference) {
    day().raw().put(hashHigh, hashLow, reference);
  }

  @Override
  public int create(LabelSet labels) {
    if (!withinLimits(labels)) {
      drop(DropReason.LABEL_LIMIT);
      return NONE;
    }
    DayHead day = day();
    int known = day.find(labels);
    if (known != NONE) {
      return known;
    }
    if (day.seriesCount() >= limits.seriesPerDay()) {
      drop(DropReason.SERIES_LIMIT);
      return NONE;
    }
    int created = day.create(labels);
    activeNewSeries++;
    if (day.seriesCount() > greatestSeriesCount) {
      greatestSeriesCount = day.seriesCount();
    }
    return created;
  }

  boolean withinLimits(LabelSet labels) {
    if (labels.size() > limits.labelsPerSeries()) {
      return false;
    }
    for (int i = 0; i < labels.size(); i++) {
      if (labels.name(i).length() > limits.labelLength()
          || labels.value(i).length() > limits.labelLength()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int createGroup(int[] series) {
    return day().createGroup(series);
  }

  @Override
  public int[] group(int reference) {
    return day().group(reference);
  }

  @Override
  public void value(int series, long timeMillis, long startMillis, double value) {
    day().active().add(series, timeMillis, startMillis, value);
    ingested++;
    activeSamples++;
  }

  @Override
  public void histogram(int series, long timeMillis, long startMillis, NativeHistogram value) {
    day().active().add(series, timeMillis, startMillis, value);
    ingested++;
    activeSamples++;
  }

  @Override
  public void delta(int series, long timeMillis, long startMillis, double value) {
    DeltaTotal total = total(series);
    if (!takes(total, timeMillis, startMillis)) {
      return;
    }
    total.value += value;
    value(series, total.lastMillis, total.startMillis, total.value);
  }

  @Override
  public void deltaHistogram(int series, long timeMillis, long startMillis, NativeHistogram value) {
    DeltaTotal total = total(series);
    if (!takes(total, timeMillis, startMillis)) {
      return;
    }
    total.histogram = total.histogram == null ? value : HistogramSum.of(total.histogram, value);
    histogram(series, total.lastMillis, total.startMillis, total.histogram);
  }

  /**
   * A delta of the same time as the last one is a request that was sent twice. An earlier one came
   * late: it counts from the last sample on, which is written again.
   */
  private boolean takes(DeltaTotal total, long timeMillis, long startMillis) {
    if (timeMillis > total.lastMillis) {
      if (total.lastMillis == Long.MIN_VALUE) {
        total.startMillis = startMillis;
      }
      total.lastMillis = timeMillis;
      return true;
    }
    boolean repeated = timeMillis == total.lastMillis;
    if (repeated || Math.floorDiv(total.lastMillis, DAY_MILLIS) != day().day()) {
      drop(repeated ? DropReason.REPEATED_DELTA : DropReason.TOO_OLD);
      return false;
    }
    return true;
  }

  private DeltaTotal total(int series) {
    DayHead day = day();
    DeltaTotal total = day.total(series);
    if (total == null) {
      total = totals.computeIfAbsent(day.hash(series), this::restore);
      day.total(series, total);
    }
    return total;
  }

  /**
   * Finds the last stored sample of the last two days, seen from now and from the sample that is to
   * be added: when the clock is wrong these are far apart.
   */
  private DeltaTotal restore(SeriesHash hash) {
    DeltaTotal total = new DeltaTotal();
    TreeSet<Long> recent = new TreeSet<>(Comparator.reverseOrder());
    for (long back = 0; back <= 2; back++) {
      recent.add(dayOf(clock.millis() + limits.aheadMillis()) - back);
      recent.add(day().day() - back);
    }
    for (long day : recent) {
      SampleBuffer buffer = new SampleBuffer();
      int series = stored.find(day, hash.high(), hash.low());
      SeriesData onDisk = series == NONE ? null : stored.latest(day, series);
      for (int i = 0; onDisk != null && i < onDisk.size(); i++) {
        NativeHistogram histogram = onDisk.histograms() == null ? null : onDisk.histograms()[i];
        if (histogram != null) {
          buffer.add(onDisk.timesMillis()[i], onDisk.startMillis(i), histogram);
        } else {
          buffer.add(onDisk.timesMillis()[i], onDisk.startMillis(i), onDisk.values()[i]);
        }
      }
      collect(day, hash, buffer);
      buffer.sort();
      for (int i = buffer.size() - 1; i >= 0; i--) {
        if (buffer.histogram(i) != null || !SeriesData.isStale(buffer.value(i))) {
          total.value = buffer.value(i);
          total.histogram = buffer.histogram(i);
          total.lastMillis = buffer.time(i);
          total.startMillis = buffer.start(i);
          return total;
        }
      }
    }
    return total;
  }

  private void collect(long day, SeriesHash hash, SampleBuffer buffer) {
    DayHead head = days.get(day);
    int series = head == null ? NONE : head.find(hash.high(), hash.low());
    if (head != null && series != NONE) {
      for (Epoch epoch : head.epochs()) {
        epoch.collect(series, Long.MIN_VALUE, Long.MAX_VALUE, buffer);
      }
    }
  }

  @Override
  public void exemplar(int series, Exemplar exemplar) {
    day().active().add(series, exemplar);
  }

  @Override
  public void metadata(String family, MetricMetadata metadata) {
    List<MetricMetadata> known = newMetadata.computeIfAbsent(family, name -> new ArrayList<>(1));
    if (!known.contains(metadata)) {
      known.add(metadata);
    }
  }

  @Override
  public void drop(DropReason reason) {
    Objects.requireNonNull(dropped.get(reason)).increment();
  }

  public long dropped(DropReason reason) {
    return Objects.requireNonNull(dropped.get(reason)).sum();
  }

  /** Samples taken since the start of the process. */
  public long ingested() {
    return ingested;
  }

  /** Samples in the epochs that the next flush ends. Asked by the thread that ingests. */
  public long activeSamples() {
    return activeSamples;
  }

  /** New series in the epochs that the next flush ends. Asked by the thread that ingests. */
  public int activeNewSeries() {
    return activeNewSeries;
  }

  /** Series of the latest day. */
  public int latestSeriesCount() {
    return days.isEmpty() ? 0 : days.lastEntry().getValue().seriesCount();
  }

  public long uncommittedSamples() {
    return epochs().stream().mapToLong(Epoch::sampleCount).sum();
  }

  public Iterable<DayHead> days() {
    return days.values();
  }

  public @Nullable DayHead day(long day) {
    return days.get(day);
  }

  /** Metadata seen since it was last taken. */
  public Map<String, List<MetricMetadata>> takeMetadata() {
    Map<String, List<MetricMetadata>> taken = new TreeMap<>(newMetadata);
    newMetadata.clear();
    return taken;
  }

  /** Ends the active epochs and returns every epoch that is not committed. */
  public List<Epoch> freeze() {
    List<Epoch> all = new ArrayList<>();
    activeSamples = 0;
    activeNewSeries = 0;
    for (DayHead day : days.values()) {
      day.freeze();
      all.addAll(day.frozen());
    }
    return all;
  }

  /** Forgets what is committed, and days that nobody writes to any more. */
  public void release(List<Epoch> committed) {
    days.values().forEach(day -> day.release(committed));
    days.values().removeIf(day -> day.isEmpty() && isIdle(day.day()));
    lastUse.keySet().retainAll(days.keySet());
    greatestSeriesCount = days.values().stream().mapToInt(DayHead::seriesCount).max().orElse(0);
    long staleBefore = clock.earliest().toEpochMilli() - DAY_MILLIS;
    totals.values().removeIf(total -> total.lastMillis < staleBefore);
  }

  private boolean isIdle(long day) {
    Long used = lastUse.get(day);
    return used == null || clock.hasPassed(IDLE, used);
  }

  /** Has the series of a day looked up anew: some of them have been deleted. */
  public void forget(long day) {
    DayHead known = days.get(day);
    if (known != null) {
      known.forgetReferences();
    }
  }

  /** Forgets a day unless it holds something that is not on disk; whether it is forgotten. */
  public boolean dropUnused(long day) {
    DayHead known = days.get(day);
    if (known != null && !known.isEmpty()) {
      return false;
    }
    drop(day);
    return true;
  }

  /** Forgets a day that retention has dropped. */
  public void drop(long day) {
    days.remove(day);
    lastUse.remove(day);
  }

  private List<Epoch> epochs() {
    List<Epoch> all = new ArrayList<>();
    days.values().forEach(day -> all.addAll(day.epochs()));
    return all;
  }
}
