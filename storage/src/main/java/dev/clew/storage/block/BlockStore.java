package dev.clew.storage.block;

import dev.clew.model.QueryException;
import dev.clew.model.TimeRange;
import dev.clew.model.memory.QueryGate;
import dev.clew.model.query.Filter;
import dev.clew.model.seam.ServiceCoverage;
import dev.clew.model.time.GuardedClock;
import dev.clew.storage.block.filter.BlockMatcher;
import dev.clew.storage.block.filter.FilterCompiler;
import dev.clew.storage.block.filter.FilterTerms;
import dev.clew.storage.block.filter.FilterTimes;
import dev.clew.storage.block.life.BlockStoreConfig;
import dev.clew.storage.block.life.Compactor;
import dev.clew.storage.block.life.Deleting;
import dev.clew.storage.block.life.Expiry;
import dev.clew.storage.block.life.Inventory;
import dev.clew.storage.block.life.MemoryTable;
import dev.clew.storage.block.life.Retention;
import dev.clew.storage.block.life.RowTail;
import dev.clew.storage.block.life.RowWriter;
import dev.clew.storage.block.life.Segments;
import dev.clew.storage.block.pattern.PatternCounter;
import dev.clew.storage.block.scan.Aggregation;
import dev.clew.storage.block.scan.BlockFacts;
import dev.clew.storage.block.scan.BlockSlice;
import dev.clew.storage.block.scan.Explanation;
import dev.clew.storage.block.scan.FacetCounters;
import dev.clew.storage.block.scan.HistogramCounter;
import dev.clew.storage.block.scan.RowSearch;
import dev.clew.storage.block.scan.RowStream;
import dev.clew.storage.block.scan.RowView;
import dev.clew.storage.block.scan.SliceVisitor;
import dev.clew.storage.block.segment.BlockHandle;
import dev.clew.storage.block.segment.CoverageCounter;
import dev.clew.storage.block.segment.Manifest;
import dev.clew.storage.block.segment.Snapshot;
import dev.clew.storage.block.segment.StoreIncidents;
import dev.clew.storage.block.segment.Tombstones;
import dev.clew.storage.bytes.CorruptBlockException;
import dev.clew.storage.column.ColumnCache;
import dev.clew.storage.column.ColumnKey;
import dev.clew.storage.files.Scrub;
import dev.clew.storage.files.Shelf;
import dev.clew.storage.rows.Deletion;
import dev.clew.storage.rows.Facets;
import dev.clew.storage.rows.Field;
import dev.clew.storage.rows.FieldSummary;
import dev.clew.storage.rows.Histogram;
import dev.clew.storage.rows.Patterns;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.RowQuery;
import dev.clew.storage.rows.RowSchema;
import dev.clew.storage.rows.RowVisitor;
import dev.clew.storage.rows.ScanReport;
import dev.clew.storage.rows.StoreStatus;
import dev.clew.storage.rows.WantedRows;
import dev.clew.storage.upkeep.Disk;
import dev.clew.storage.upkeep.Maintenance;
import dev.clew.storage.upkeep.Throttle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one signal, kept for some days and searched by words, values, IDs and time.
 *
 * <p>One thread writes, through {@link #write} and {@link #flush}; any number of threads read at
 * the same time. A reader sees every batch that was committed before its call, flushed or not, and
 * never a part of a batch.
 *
 * <p>{@link #flush} moves all rows to disk and commits them together with the position of the last
 * batch in the write-ahead buffer, in one atomic step: a store opened after a crash holds exactly
 * the rows up to its {@link #committedPosition}.
 */
public final class BlockStore implements AutoCloseable {
  /** {@link #committedPosition} of a store that has committed nothing yet. */
  public static final long NONE = Manifest.NO_POSITION;

  private final BlockStoreConfig config;
  private final RowSchema schema;
  private final GuardedClock clock;
  private final Expiry expiry;
  private final MemoryTable memory;
  private final Segments segments;
  private final Compactor compactor;
  private final StoreIncidents incidents;
  private final Tombstones tombstones;
  final Deleting deleting;
  private final QueryGate gate;
  private final RowWriter writer;
  private final FilterCompiler compiler;
  private final FilterTerms terms;
  private final Maintenance maintenance;
  private final Throttle pace;
  private volatile BooleanSupplier ingestBehind = () -> false;
  private volatile long lastFlushNanos;

  private BlockStore(
      BlockStoreConfig config,
      RowSchema schema,
      Path directory,
      Clock clock,
      StoreIncidents incidents,
      Consumer<String> steps) {
    this.config = config;
    this.schema = schema;
    this.clock = GuardedClock.of(clock);
    this.incidents = incidents;
    Shelf shelf = incidents.shelf(directory, this.clock);
    this.tombstones = new Tombstones(directory, schema, shelf, incidents, steps);
    Retention retention = new Retention(config, schema, this.clock);
    this.memory = new MemoryTable(schema, retention, tombstones);
    this.maintenance = new Maintenance("clew-blocks-" + directory.getFileName(), this::maintain);
    this.deleting = new Deleting(memory, tombstones, this::snapshot, maintenance::wake, this.clock);
    this.segments =
        new Segments(
            directory, memory.lock, new ColumnCache(config.cacheBytes()), shelf, incidents, steps);
    this.expiry =
        new Expiry(
            String.valueOf(directory.getFileName()),
            config.maxBytes(),
            retention,
            segments,
            incidents);
    this.compactor = new Compactor(segments, schema, this.clock, Disk.of(directory), incidents);
    this.writer = new RowWriter(memory);
    this.compiler = new FilterCompiler(schema, clock);
    this.terms = new FilterTerms(schema);
    this.pace = Throttle.sharing(maintenance::isStopped, () -> ingestBehind.getAsBoolean());
    this.lastFlushNanos = this.clock.elapsedNanos();
    this.gate = config.gate(directory);
  }

  /**
   * Opens the store in a directory of its own, and creates it when needed. Damage costs the blocks
   * that are damaged; the others stay readable.
   *
   * @param clock a {@link GuardedClock} where data is at stake
   * @param incidents where what is wrong is told
   * @throws IOException when the directory cannot be read or written, or belongs to a newer version
   */
  public static BlockStore open(
      BlockStoreConfig config,
      RowSchema schema,
      Path directory,
      Clock clock,
      StoreIncidents incidents)
      throws IOException {
    return open(config, schema, directory, clock, incidents, step -> {});
  }

  /** The same, with nobody to tell. */
  public static BlockStore open(
      BlockStoreConfig config, RowSchema schema, Path directory, Clock clock) throws IOException {
    return open(config, schema, directory, clock, StoreIncidents.none(), step -> {});
  }

  static BlockStore open(
      BlockStoreConfig config,
      RowSchema schema,
      Path directory,
      Clock clock,
      StoreIncidents incidents,
      Consumer<String> steps)
      throws IOException {
    BlockStore store = new BlockStore(config, schema, directory, clock, incidents, steps);
    store.segments.open();
    Manifest manifest = store.segments.manifest();
    store.tombstones.open(manifest.position());
    store.memory.start(manifest.position(), manifest.nextSequence());
    if (config.backgroundMerging()) {
      store.maintenance.start();
    }
    return store;
  }

  /** For tests: merges when that disk has room. */
  Compactor compactorOn(Disk disk) {
    return new Compactor(segments, schema, clock, disk, incidents);
  }

  private void maintain() throws IOException {
    do {
      expiry.dropExpired();
      expiry.dropBeyondSize();
    } while (compactor.work(tombstones, pace));
  }

  /** Merging holds back while this is so: ingest has more to do than it manages. */
  public void yieldWhile(BooleanSupplier behind) {
    ingestBehind = behind;
  }

  /** Begins a batch; the writer must be closed before the next batch or flush. */
  public RowWriter write() {
    memory.lockBatch();
    writer.open();
    return writer;
  }

  /** Position of the last batch on disk, or {@link #NONE}. */
  public long committedPosition() {
    return segments.manifest().position();
  }

  /** Whether enough time has passed, or enough is in memory, since the last flush. */
  public boolean flushDue() {
    memory.lock.lock();
    try {
      return memory.position() != committedPosition()
          && (memory.rawBytes() >= config.flushBytes()
              || clock.hasPassed(config.flushInterval(), lastFlushNanos)
              || tombstones.waitFor(committedPosition(), memory.position()));
    } finally {
      memory.lock.unlock();
    }
  }

  /**
   * Makes all committed batches durable, together with the position of the last one. Called by the
   * thread that writes. When it throws, nothing has changed, and it may be called again.
   */
  public void flush() throws IOException {
    MemoryTable.Frozen frozen = memory.freeze();
    if (frozen.position() != committedPosition()) {
      try {
        segments.flush(memory, frozen, tombstones::beforeCommit);
      } catch (IOException e) {
        incidents.cannotWrite(e);
        throw e;
      }
      incidents.canWrite();
      maintenance.wake();
    }
    lastFlushNanos = clock.elapsedNanos();
  }

  Snapshot snapshot() {
    memory.lock.lock();
    try {
      return new Snapshot(segments.acquire(), memory.blocks(), tombstones.active());
    } finally {
      memory.lock.unlock();
    }
  }

  /** The first rows in the query's order, each given to the visitor while it is valid. */
  public ScanReport search(RowQuery query, RowVisitor visitor) throws IOException {
    return search(query, visitor, null);
  }

  /** The same, and tells how. */
  public ScanReport search(RowQuery query, RowVisitor visitor, @Nullable Explanation told)
      throws IOException {
    Filter filter = fixed(query.filter());
    RowSearch search = new RowSearch(query, compiler.compile(filter), this::damaged, told);
    try (Snapshot snapshot = query.limits().admitted(gate, pass -> snapshot().holding(pass))) {
      Snapshot.Candidates found = candidates(snapshot, filter, query.range());
      if (told != null) {
        told.asked(terms.of(filter));
        told.looked(snapshot, found, FilterTimes.narrowed(query.range(), filter, 0));
      }
      return search.run(found, schema, visitor);
    }
  }

  /** Every matching row, block by block in no particular order; for aggregations and export. */
  public ScanReport scan(Filter filter, TimeRange range, QueryLimits limits, RowVisitor visitor)
      throws IOException {
    return aggregate(
        filter,
        range,
        limits,
        (block, counts) -> false,
        (block, rows) -> RowView.visit(schema, block, rows, visitor));
  }

  /**
   * Follows the rows that are committed from now on; the caller closes it.
   *
   * @throws QueryException when a value cannot be of its field, or too many follow already
   */
  public <T> RowTail<T> tail(Filter filter, RowTail.Reader<T> reader) {
    return tail(filter, reader, RowTail.DEFAULT_ROOM);
  }

  /**
   * @param room how many rows may wait for the one who takes them
   */
  public <T> RowTail<T> tail(Filter filter, RowTail.Reader<T> reader, int room) {
    return memory.tailing.open(compiler.compile(filter), reader, room);
  }

  /** Every matching row in the query's order, given while it reads; for results of any size. */
  public ScanReport stream(RowQuery query, RowVisitor visitor) throws IOException {
    Filter filter = fixed(query.filter());
    RowStream stream = new RowStream(query, compiler.compile(filter), schema, this::damaged);
    try (Snapshot snapshot = snapshot()) {
      return stream.run(candidates(snapshot, filter, query.range()), visitor);
    }
  }

  /** Every matching row, block by block and seen by columns; for aggregations. */
  public ScanReport slices(Filter filter, TimeRange range, QueryLimits limits, SliceVisitor visitor)
      throws IOException {
    return aggregate(
        filter,
        range,
        limits,
        (block, counts) -> visitor.visitWhole(new BlockFacts(schema, block, counts)),
        (block, rows) -> visitor.visit(new BlockSlice(schema, block, rows)));
  }

  /** A filter made ready for the slices of {@link #slices}: gives those rows that it wants. */
  public Function<BlockSlice, BitSet> sliceFilter(Filter filter) {
    BlockMatcher matcher = compiler.compile(filter);
    return slice -> slice.matching(matcher);
  }

  private ScanReport aggregate(
      Filter wanted,
      TimeRange range,
      QueryLimits limits,
      Aggregation.Whole whole,
      Aggregation.Rows rows)
      throws IOException {
    Filter filter = fixed(wanted);
    Aggregation aggregation =
        new Aggregation(range, compiler.compile(filter), limits, this::damaged);
    try (Snapshot snapshot = limits.admitted(gate, pass -> snapshot().holding(pass))) {
      return aggregation.run(candidates(snapshot, filter, range), whole, rows);
    }
  }

  /** One present for all that a query does. */
  Filter fixed(Filter filter) {
    return FilterTimes.fixed(filter, TimeRange.nanosOf(clock.instant()));
  }

  private Snapshot.Candidates candidates(Snapshot snapshot, Filter fixed, TimeRange range)
      throws IOException {
    return snapshot.candidates(terms.of(fixed), FilterTimes.narrowed(range, fixed, 0));
  }

  private void damaged(BlockHandle block, CorruptBlockException cause) {
    segments.damaged(block, cause);
    maintenance.wake();
  }

  /**
   * Rows per bucket of time.
   *
   * @param range bounded; it is divided into {@code buckets} equal parts
   * @param field a field with symbols to count by, or null
   */
  public Histogram histogram(
      Filter filter, TimeRange range, int buckets, @Nullable Field field, QueryLimits limits)
      throws IOException {
    HistogramCounter counter = new HistogramCounter(range, buckets, field);
    ScanReport report = aggregate(filter, range, limits, counter::addWhole, counter::addRows);
    return new Histogram(range.startNanos(), counter.step(), counter.counts(), report);
  }

  /**
   * The most frequent values of fields, named as in filters.
   *
   * @param limit values per field
   */
  public Facets facets(
      Filter filter, TimeRange range, List<String> fields, int limit, QueryLimits limits)
      throws IOException {
    FacetCounters counters = FacetCounters.of(schema, fields);
    ScanReport report = aggregate(filter, range, limits, counters::addWhole, counters::addRows);
    return new Facets(counters.result(limit), report);
  }

  /**
   * Rows grouped by the template of their text (the schema's first text field). Templates that
   * differ in one word only are joined when they are many.
   *
   * @param range bounded; it is divided into {@code buckets} equal parts
   * @param limit patterns returned, the most frequent first
   */
  public Patterns patterns(
      WantedRows wanted, TimeRange range, int buckets, int limit, QueryLimits limits)
      throws IOException {
    PatternCounter counter = new PatternCounter(schema, range, buckets, wanted.test());
    ScanReport report =
        aggregate(wanted.filter(), range, limits, (block, counts) -> false, counter::addRows);
    return counter.result(limit, report);
  }

  /** Rows per service (or whatever the schema counts by), and how many of them carry its ID. */
  public List<ServiceCoverage> coverage(TimeRange range) throws IOException {
    CoverageCounter counter = new CoverageCounter(schema);
    aggregate(
        Filter.all(),
        range,
        QueryLimits.DEFAULT,
        (block, counts) -> counter.addWhole(counts),
        (block, rows) -> counter.addRows(block, rows));
    return counter.result();
  }

  /** The fields that rows of the range have, the most frequent first. */
  public List<FieldSummary> fieldNames(TimeRange range) throws IOException {
    Map<ColumnKey, Long> rows;
    try (Snapshot snapshot = snapshot()) {
      rows = snapshot.fields(range);
    }
    return FieldSummary.of(rows);
  }

  /**
   * The first instant of the oldest day that is kept unless a rule says otherwise, nanoseconds
   * since the Unix epoch; later when days were dropped for want of space.
   */
  public long retainedSinceNanos() {
    return expiry.retainedSinceNanos();
  }

  /** The same for the rows of one service, by the rule that keeps some of them longest. */
  public long retainedSinceNanos(String service) {
    return expiry.retainedSinceNanos(service);
  }

  /** Drops the days whose retention has ended. */
  public void dropExpired() throws IOException {
    expiry.dropExpired();
  }

  /** What goes when, before the end of its retention too. */
  public Expiry expiry() {
    return expiry;
  }

  /** Makes indexes anew that are damaged, now rather than in the background. */
  public void repair() throws IOException {
    while (compactor.repair(Throttle.FULL)) {
      // One after the other.
    }
  }

  /**
   * Reads everything that is on disk and compares its checksums; damage is told, and what can be
   * made anew is.
   */
  public void scrub(Scrub scrub) throws IOException {
    segments.scrub(scrub);
    maintenance.wake();
  }

  /** Takes deleted rows off the disk and merges segments now, until nothing is left to do. */
  public void merge() throws IOException {
    while (compactor.work(tombstones, Throttle.FULL)) {
      // One after the other, so that each frees its disk space before the next.
    }
  }

  /**
   * Deletes for good what is stored now: the rows are invisible once this returns, also after a
   * crash, and their bytes are removed in the background. Rows that come later are not affected,
   * even when they match.
   *
   * @throws dev.clew.model.QueryException when the filter would delete every row of the range
   */
  public Deletion delete(Filter wanted, TimeRange range) throws IOException {
    return deleting.delete(fixed(wanted), range, null);
  }

  /** What became of a deletion, or null when there was none of that ID, or long ago. */
  public @Nullable Deletion deletion(String id) {
    return tombstones.find(id);
  }

  public RowSchema schema() {
    return schema;
  }

  public StoreStatus status() {
    return Inventory.of(memory, segments, expiry, compactor);
  }

  /** Releases everything; rows that are not flushed are lost and have to be written again. */
  @Override
  public void close() {
    memory.tailing.close();
    maintenance.stop();
    segments.close();
  }
}
