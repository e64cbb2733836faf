package dev.clew.metricsstore;

import dev.clew.metricsstore.cardinality.SeriesStatistics;
import dev.clew.metricsstore.files.RealFiles;
import dev.clew.metricsstore.files.StoreFiles;
import dev.clew.metricsstore.head.Epoch;
import dev.clew.metricsstore.head.Head;
import dev.clew.metricsstore.head.HeadLimits;
import dev.clew.metricsstore.otlp.OtlpMetricsReader;
import dev.clew.metricsstore.otlp.PointSink.DropReason;
import dev.clew.metricsstore.partition.Day;
import dev.clew.metricsstore.partition.Flush;
import dev.clew.metricsstore.partition.Partitions;
import dev.clew.metricsstore.partition.StoreState;
import dev.clew.metricsstore.series.ExemplarSeries;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.MetricMetadata;
import dev.clew.metricsstore.series.ReadLimits;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.metricsstore.series.SeriesListing;
import dev.clew.metricsstore.series.SeriesScan;
import dev.clew.metricsstore.series.SeriesSource;
import dev.clew.metricsstore.series.ValueListing;
import dev.clew.model.Signal;
import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.model.health.Severity;
import dev.clew.model.seam.MetricAdmission;
import dev.clew.model.time.GuardedClock;
import dev.clew.storage.buffer.BufferConsumer;
import dev.clew.storage.files.Scrub;
import dev.clew.storage.upkeep.Expiring;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * The time-series store: fed with OTLP requests from the buffer, read by PromQL. Thread-safe.
 *
 * <p>Samples live in the {@link Head} until a flush writes them to segments in the directory of
 * their day ({@link Partitions}). One read-write lock guards the head's latest epochs and the
 * reference to the committed state: ingesting and the instant of a commit hold it for writing,
 * queries hold it for reading while they take references to files and while they copy from the
 * head. Files are read and written without it. It is fair: virtual threads are not preempted, so
 * queries that barge could keep the head of the queue, and the writer behind it, waiting forever.
 *
 * <p>Merging and retention run after each flush on an executor of the caller's choice, one at a
 * time.
 */
public final class MetricsStore implements BufferConsumer, SeriesSource, Expiring, AutoCloseable {
  /** Clocks of senders differ; a day ahead is a mistake rather than a difference. */
  static final long AHEAD_MILLIS = DayViews.DAY_MILLIS;

  /**
   * New series keep their labels in memory until they are flushed, some 400 bytes each: as much as
   * so many samples. By default that is 250,000 series.
   */
  private static final int SAMPLES_OF_NEW_SERIES = 16;

  private final MetricsStoreConfig config;
  private final Incidents.Condition unwritable;
  private final GuardedClock clock;
  private final ReadWriteLock lock = new ReentrantReadWriteLock(true);
  private final Partitions partitions;
  private final Head head;

  private final StoreAdmission admission;

  /** Used under the write lock only. */
  private final OtlpMetricsReader otlpReader;

  private final MetricCatalogue catalogue;
  private final StoreReader reader;
  private final LabelReader labels;
  private final CardinalityReader cardinality;
  private final Maintenance maintenance;
  private final SeriesDeletion deletion;

  /** Position of the last request in the head. Guarded by {@link #lock}. */
  private long lastPosition;

  /** Held while what is in the head is written. */
  private final Object flushes = new Object();

  private volatile boolean unflushed;
  private volatile long flushedNanos;

  private MetricsStore(
      MetricsStoreConfig config,
      GuardedClock clock,
      Executor executor,
      StoreFiles files,
      Incidents incidents)
      throws IOException {
    this.unwritable = incidents.condition(Signal.METRICS.id(), IncidentKind.NOT_WRITABLE);
    this.config = config;
    this.clock = clock;
    partitions = Partitions.open(config.directory(), files, lock.writeLock(), clock, incidents);
    DamagedFiles damage = new DamagedFiles();
    catalogue =
        MetricCatalogue.open(
            config.directory().resolve(MetricCatalogue.FILE_NAME), files, incidents);
    head =
        new Head(
            clock,
            new HeadLimits(
                config.retention().toMillis(),
                AHEAD_MILLIS,
                config.maxSeriesPerDay(),
                config.maxLabelsPerSeries(),
                config.maxLabelLength()),
            new CommittedSeries(partitions, damage::add));
    admission =
        new StoreAdmission(
            config,
            clock,
            head,
            lock.readLock(),
            incidents.condition("metrics", IncidentKind.LIMITED));
    otlpReader = new OtlpMetricsReader(head, config.otlp());
    maintenance =
        new Maintenance(config.retention(), clock, executor, partitions, head, damage, incidents);
    damage.onFirst(maintenance::schedule);
    partitions.onDamage(damage::add);
    DayViews days = new DayViews(head, partitions, lock.readLock(), damage::add);
    reader = new StoreReader(days, lock.readLock());
    labels = new LabelReader(days);
    cardinality = new CardinalityReader(days, config.maxSeriesPerDay());
    deletion = new SeriesDeletion(days, partitions, head);
    lastPosition = partitions.state().position();
    flushedNanos = clock.elapsedNanos();
  }

  /**
   * Opens the store. Merging and retention run on a thread of their own: merging keeps a processor
   * busy, and a virtual thread that does so keeps others from running.
   *
   * @param clock decides what is past retention or too far in the future; a {@link GuardedClock}
   *     where data is at stake
   */
  public static MetricsStore open(
      MetricsStoreConfig config, InstantSource clock, Incidents incidents) throws IOException {
    MetricsStore store =
        open(
            config,
            clock,
            task -> Thread.ofPlatform().daemon().name("metrics-maintenance").start(task),
            new RealFiles(),
            incidents);
    store.maintenance.schedule();
    return store;
  }

  /** The same, with nobody to tell. */
  public static MetricsStore open(MetricsStoreConfig config, InstantSource clock)
      throws IOException {
    return open(config, clock, Incidents.NONE);
  }

  /**
   * @param executor runs merging and retention
   */
  public static MetricsStore open(MetricsStoreConfig config, InstantSource clock, Executor executor)
      throws IOException {
    return open(config, clock, executor, new RealFiles());
  }

  static MetricsStore open(
      MetricsStoreConfig config, InstantSource clock, Executor executor, StoreFiles files)
      throws IOException {
    return open(config, clock, executor, files, Incidents.NONE);
  }

  static MetricsStore open(
      MetricsStoreConfig config,
      InstantSource clock,
      Executor executor,
      StoreFiles files,
      Incidents incidents)
      throws IOException {
    return new MetricsStore(config, GuardedClock.of(clock), executor, files, incidents);
  }

  /** Tells the collector what the store would take. */
  public MetricAdmission admission() {
    return admission;
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
    return partitions.state().position();
  }

  @Override
  public void ingest(long position, long receivedNanos, byte[] otlp, int offset, int length) {
    lock.writeLock().lock();
    try {
      lastPosition = position;
      unflushed = true;
      head.begin();
      otlpReader.read(otlp, offset, length, Math.floorDiv(receivedNanos, 1_000_000L));
    } catch (RuntimeException e) {
      head.rollBack();
      throw e;
    } finally {
      head.takeMetadata()
          .forEach((family, items) -> items.forEach(item -> catalogue.add(family, item)));
      lock.writeLock().unlock();
    }
  }

  @Override
  public boolean flushDue() {
    if (!unflushed) {
      return false;
    }
    return clock.hasPassed(config.flushInterval(), flushedNanos)
        || head.activeSamples() >= config.flushSamples()
        || head.activeNewSeries() >= config.flushSamples() / SAMPLES_OF_NEW_SERIES;
  }

  @Override
  public void flush() throws IOException {
    synchronized (flushes) {
      flushNow();
    }
  }

  private void flushNow() throws IOException {
    List<Epoch> epochs;
    long position;
    lock.writeLock().lock();
    try {
      unflushed = false;
      flushedNanos = clock.elapsedNanos();
      epochs = head.freeze();
      position = lastPosition;
    } finally {
      lock.writeLock().unlock();
    }
    if (epochs.isEmpty() && position == committedPosition()) {
      return;
    }
    try {
      catalogue.save();
      new Flush(partitions, position).run(epochs, () -> head.release(epochs));
    } catch (IOException | RuntimeException e) {
      unflushed = true;
      unwritable.raise(
          Severity.DEGRADED,
          "samples cannot be written to disk, they wait in the buffer: " + e.getMessage());
      throw e;
    }
    unwritable.clear();
    maintenance.schedule();
  }

  /**
   * Deletes samples and exemplars of series. What the store has taken before the call is deleted,
   * wherever it is, and stays so after a crash; what comes in later is not, even if its time is in
   * the range. Reads do not see it any more when this returns; files are rewritten later, by merges
   * or by {@link #cleanTombstones}. Metadata of metrics stays.
   *
   * @param selections series that match one of these; at least one
   * @param startMillis first deleted time
   * @param endMillis last deleted time
   */
  public void delete(List<List<LabelMatcher>> selections, long startMillis, long endMillis)
      throws IOException {
    if (selections.isEmpty()) {
      throw new IllegalArgumentException("selections: none (expected: at least one)");
    }
    synchronized (flushes) {
      flushNow();
      deletion.run(selections, startMillis, endMillis);
    }
  }

  /**
   * Reads everything that is on disk and compares its checksums; damage is told, and what can be
   * made anew is.
   */
  public void scrub(Scrub scrub) throws IOException {
    maintenance.scrub(scrub, lock.readLock());
    catalogue.scrub(scrub);
  }

  /** How much {@link #delete} would touch. The range is rounded to whole days. */
  public SeriesExtent deletable(
      List<List<LabelMatcher>> selections, long startMillis, long endMillis) {
    return deletion.extent(selections, startMillis, endMillis);
  }

  /** Rewrites at once every file that holds something deleted. */
  public void cleanTombstones() throws IOException {
    maintenance.cleanTombstones();
  }

  /** Merges what is due and drops what is past retention, now and in this thread. */
  public void maintain() {
    maintenance.run();
  }

  @Override
  public long nextExpiryNanos() {
    return maintenance.nextExpiryNanos();
  }

  @Override
  public long newestMillis() {
    NavigableMap<Long, Day> days = partitions.state().days();
    return days.isEmpty() ? Long.MIN_VALUE : days.lastKey() * DayViews.DAY_MILLIS;
  }

  @Override
  public long dropNext(String why) throws IOException {
    return maintenance.dropOldestDay(why);
  }

  @Override
  public List<SeriesData> select(
      List<LabelMatcher> matchers, long startMillis, long endMillis, ReadLimits limits) {
    return reader.select(matchers, startMillis, endMillis, limits);
  }

  @Override
  public SeriesScan scan(List<LabelMatcher> matchers, long startMillis, long endMillis) {
    return reader.scan(matchers, startMillis, endMillis);
  }

  /** {@inheritDoc} The first that are found make a limited answer. */
  @Override
  public SeriesListing listSeries(
      List<List<LabelMatcher>> selections, long startMillis, long endMillis, int limit) {
    return labels.series(selections, startMillis, endMillis, limit);
  }

  /** {@inheritDoc} No selection means all series. */
  @Override
  public List<String> labelNames(
      List<List<LabelMatcher>> selections, long startMillis, long endMillis, int limit) {
    return labels.labelNames(selections, startMillis, endMillis, limit);
  }

  /** {@inheritDoc} No selection means all series. */
  @Override
  public ValueListing listValues(
      String name,
      List<List<LabelMatcher>> selections,
      long startMillis,
      long endMillis,
      int limit) {
    return labels.values(name, selections, startMillis, endMillis, limit);
  }

  @Override
  public Map<String, List<MetricMetadata>> metadata(@Nullable String metric, int limit) {
    return catalogue.find(metric, limit);
  }

  @Override
  public List<ExemplarSeries> exemplars(
      List<List<LabelMatcher>> selections, long startMillis, long endMillis, int limit) {
    return reader.exemplars(selections, startMillis, endMillis, limit);
  }

  @Override
  public List<String> lostSamples(
      List<List<LabelMatcher>> selections, long startMillis, long endMillis) {
    return labels.lostSamples(selections, startMillis, endMillis);
  }

  @Override
  public List<String> lostSeries(long startMillis, long endMillis) {
    return labels.lostSeries(startMillis, endMillis);
  }

  /** What the label index tells of the number of series. */
  public SeriesStatistics statistics() {
    return cardinality;
  }

  public MetricsStoreStatus status() {
    Map<String, Long> dropped = new TreeMap<>();
    for (DropReason reason : DropReason.values()) {
      dropped.put(reason.name().toLowerCase(Locale.ROOT), head.dropped(reason));
    }
    lock.readLock().lock();
    try {
      StoreState state = partitions.state();
      return new MetricsStoreStatus(
          head.latestSeriesCount(),
          state.days().size(),
          state.days().values().stream().mapToInt(day -> day.segments().size()).sum(),
          state.days().values().stream().mapToLong(Day::samples).sum(),
          state.days().values().stream().mapToLong(Day::bytes).sum(),
          head.ingested(),
          head.uncommittedSamples(),
          dropped,
          partitions.quarantinedFiles(),
          state.position());
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Closes without flushing: what is not committed is read again from the buffer. */
  @Override
  public void close() {
    maintenance.close();
    partitions.close();
  }
}
