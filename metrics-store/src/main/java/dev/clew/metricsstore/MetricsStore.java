package dev.clew.metricsstore;

import dev.clew.metricsstore.head.DayHead;
import dev.clew.metricsstore.head.Epoch;
import dev.clew.metricsstore.head.Head;
import dev.clew.metricsstore.head.HeadLimits;
import dev.clew.metricsstore.head.StoredSeries;
import dev.clew.metricsstore.index.LabelSet;
import dev.clew.metricsstore.index.ValueMatcher;
import dev.clew.metricsstore.otlp.OtlpMetricsReader;
import dev.clew.metricsstore.otlp.PointSink.DropReason;
import dev.clew.metricsstore.segment.SampleBuffer;
import dev.clew.metricsstore.series.ExemplarSeries;
import dev.clew.metricsstore.series.ExemplarSeries.Exemplar;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.MetricMetadata;
import dev.clew.metricsstore.series.ReadLimits;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.metricsstore.series.SeriesSource;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import dev.clew.model.Signal;
import dev.clew.storage.buffer.BufferConsumer;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** The time-series store: fed with OTLP requests from the buffer, read by PromQL. Thread-safe. */
public final class MetricsStore implements BufferConsumer, SeriesSource, AutoCloseable {
  private static final long DAY_MILLIS = 86_400_000L;

  private final MetricsStoreConfig config;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Head head;
  private final Map<String, List<MetricMetadata>> metadata = new TreeMap<>();

  private MetricsStore(MetricsStoreConfig config, InstantSource clock) {
    this.config = config;
    head =
        new Head(
            clock,
            new HeadLimits(
                config.retention().toMillis(),
                DAY_MILLIS,
                config.maxSeriesPerDay(),
                config.maxLabelsPerSeries(),
                config.maxLabelLength()),
            new NothingStored());
  }

  /**
   * Opens the store.
   *
   * @param clock decides what is past retention or too far in the future
   */
  public static MetricsStore open(MetricsStoreConfig config, InstantSource clock)
      throws IOException {
    return new MetricsStore(config, clock);
  }

  @Override
  public Signal signal() {
    return Signal.METRICS;
  }

  @Override
  public String name() {
    return "metrics-store";
  }

  @Override
  public long committedPosition() {
    return NONE;
  }

  @Override
  public void ingest(long position, long receivedNanos, byte[] otlp, int offset, int length) {
    lock.writeLock().lock();
    try {
      head.begin();
      new OtlpMetricsReader(
              head, config.promotedResourceAttributes(), Math.floorDiv(receivedNanos, 1_000_000L))
          .read(otlp, offset, length);
      head.takeMetadata().forEach(this::learn);
    } catch (RuntimeException e) {
      head.rollBack();
      throw e;
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void learn(String family, List<MetricMetadata> learned) {
    List<MetricMetadata> known = metadata.computeIfAbsent(family, name -> new ArrayList<>(1));
    learned.stream().filter(item -> !known.contains(item)).forEach(known::add);
  }

  @Override
  public boolean flushDue() {
    return false;
  }

  @Override
  public void flush() throws IOException {}

  @Override
  public List<SeriesData> select(
      List<LabelMatcher> matchers, long startMillis, long endMillis, ReadLimits limits) {
    List<ValueMatcher> compiled = compile(matchers);
    lock.readLock().lock();
    try {
      Map<LabelSet, SampleBuffer> found = new HashMap<>();
      long samples = 0;
      for (DayView day : views(startMillis, endMillis)) {
        for (int id : day.match(compiled)) {
          SampleBuffer buffer = found.computeIfAbsent(day.labels(id), k -> new SampleBuffer());
          samples -= buffer.size();
          for (Epoch epoch : day.epochs()) {
            epoch.collect(id, startMillis, endMillis, buffer);
          }
          samples += buffer.size();
          check(limits, found.size(), samples);
        }
      }
      List<SeriesData> result = new ArrayList<>();
      found.forEach((labels, buffer) -> {
        if (buffer.size() > 0) {
          result.add(buffer.finish(labels.toLabels()));
        }
      });
      result.sort(Comparator.comparing(SeriesData::labels));
      return result;
    } finally {
      lock.readLock().unlock();
    }
  }

  private static void check(ReadLimits limits, int series, long samples) {
    if (series > limits.series() || samples > limits.samples()) {
      boolean tooMany = series > limits.series();
      throw new QueryException(
          QueryException.Kind.LIMIT,
          tooMany
              ? "series: more than " + limits.series() + " (expected: a narrower selector)"
              : "samples: more than " + limits.samples() + " (expected: a shorter range)",
          -1);
    }
  }

  private static List<ValueMatcher> compile(List<LabelMatcher> matchers) {
    return matchers.stream().map(ValueMatcher::of).toList();
  }

  private List<DayView> views(long startMillis, long endMillis) {
    long firstDay = Math.floorDiv(startMillis, DAY_MILLIS);
    long lastDay = Math.floorDiv(endMillis, DAY_MILLIS);
    List<DayView> views = new ArrayList<>();
    for (DayHead day : head.days()) {
      if (day.day() >= firstDay && day.day() <= lastDay) {
        views.add(new DayView(day.day(), day.epochs()));
      }
    }
    return views;
  }

  @Override
  public List<Labels> series(
      List<List<LabelMatcher>> selections, long startMillis, long endMillis, int limit) {
    return matching(selections, startMillis, endMillis).stream()
        .map(LabelSet::toLabels)
        .sorted()
        .limit(limit)
        .toList();
  }

  private java.util.Set<LabelSet> matching(
      List<List<LabelMatcher>> selections, long startMillis, long endMillis) {
    List<List<LabelMatcher>> wanted = selections.isEmpty() ? List.of(List.of()) : selections;
    java.util.Set<LabelSet> found = new java.util.HashSet<>();
    lock.readLock().lock();
    try {
      for (DayView day : views(startMillis, endMillis)) {
        RoaringBitmap ids = new RoaringBitmap();
        wanted.forEach(selection -> ids.or(day.match(compile(selection))));
        for (int id : ids) {
          found.add(day.labels(id));
        }
      }
    } finally {
      lock.readLock().unlock();
    }
    return found;
  }

  @Override
  public List<String> labelNames(
      List<List<LabelMatcher>> selections, long startMillis, long endMillis, int limit) {
    TreeSet<String> names = new TreeSet<>();
    for (LabelSet labels : matching(selections, startMillis, endMillis)) {
      for (int i = 0; i < labels.size(); i++) {
        names.add(labels.name(i));
      }
    }
    return names.stream().limit(limit).toList();
  }

  @Override
  public List<String> labelValues(
      String name,
      List<List<LabelMatcher>> selections,
      long startMillis,
      long endMillis,
      int limit) {
    return matching(selections, startMillis, endMillis).stream()
        .map(labels -> labels.value(name))
        .filter(value -> !value.isEmpty())
        .distinct()
        .sorted()
        .limit(limit)
        .toList();
  }

  @Override
  public Map<String, List<MetricMetadata>> metadata(@Nullable String metric, int limit) {
    Map<String, List<MetricMetadata>> result = new TreeMap<>();
    lock.readLock().lock();
    try {
      metadata.forEach((family, items) -> {
        if ((metric == null || metric.equals(family)) && result.size() < limit) {
          result.put(family, List.copyOf(items));
        }
      });
    } finally {
      lock.readLock().unlock();
    }
    return result;
  }

  @Override
  public List<ExemplarSeries> exemplars(
      List<List<LabelMatcher>> selections, long startMillis, long endMillis, int limit) {
    Map<LabelSet, List<Exemplar>> found = new HashMap<>();
    lock.readLock().lock();
    try {
      for (DayView day : views(startMillis, endMillis)) {
        RoaringBitmap ids = new RoaringBitmap();
        selections.forEach(selection -> ids.or(day.match(compile(selection))));
        for (int id : ids) {
          for (Epoch epoch : day.epochs()) {
            for (Exemplar exemplar : epoch.exemplars(id)) {
              if (exemplar.timeMillis() >= startMillis && exemplar.timeMillis() <= endMillis) {
                found.computeIfAbsent(day.labels(id), k -> new ArrayList<>()).add(exemplar);
              }
            }
          }
        }
      }
    } finally {
      lock.readLock().unlock();
    }
    List<ExemplarSeries> result = new ArrayList<>();
    found.forEach((labels, exemplars) -> {
      exemplars.sort(Comparator.comparingLong(Exemplar::timeMillis));
      result.add(new ExemplarSeries(labels.toLabels(), exemplars));
    });
    result.sort(Comparator.comparing(ExemplarSeries::seriesLabels));
    return result.subList(0, Math.min(limit, result.size()));
  }

  public MetricsStoreStatus status() {
    Map<String, Long> dropped = new TreeMap<>();
    for (DropReason reason : DropReason.values()) {
      dropped.put(reason.name().toLowerCase(Locale.ROOT), head.dropped(reason));
    }
    lock.readLock().lock();
    try {
      return new MetricsStoreStatus(
          0, 0, 0, 0, 0, head.ingested(), head.uncommittedSamples(), dropped, 0, NONE);
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public void close() {}

  /** Stands in for the segments until there are some. */
  private static final class NothingStored implements StoredSeries {
    @Override
    public int count(long day) {
      return 0;
    }

    @Override
    public int find(long day, long hashHigh, long hashLow) {
      return -1;
    }

    @Override
    public LabelSet labels(long day, int series) {
      throw new IllegalStateException("BUG: series " + series + " is not in day " + day);
    }

    @Override
    public @Nullable SeriesData read(long day, int series) {
      return null;
    }
  }
}
