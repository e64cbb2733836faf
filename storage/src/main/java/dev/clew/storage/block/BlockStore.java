package dev.clew.storage.block;

import dev.clew.model.ServiceCoverage;
import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.column.ColumnKey;
import dev.clew.storage.column.ColumnType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  public static final long NONE = -1;

  private final BlockStoreConfig config;
  private final BlockSchema schema;
  private final Clock clock;
  private final MemoryTable memory;
  private final RowWriter writer;
  private final FilterCompiler compiler;
  private long lastFlushMillis;

  private BlockStore(BlockStoreConfig config, BlockSchema schema, Clock clock) {
    this.config = config;
    this.schema = schema;
    this.clock = clock;
    this.memory = new MemoryTable(schema, config, clock);
    this.writer = new RowWriter(memory);
    this.compiler = new FilterCompiler(schema);
    this.lastFlushMillis = clock.millis();
    memory.start(NONE, 0);
  }

  /**
   * Opens the store in a directory of its own, and creates it when needed.
   *
   * @throws IOException when the directory cannot be read or written, or belongs to a newer version
   */
  public static BlockStore open(
      BlockStoreConfig config, BlockSchema schema, Path directory, Clock clock) throws IOException {
    return new BlockStore(config, schema, clock);
  }

  /** Begins a batch; the writer must be closed before the next batch or flush. */
  public RowWriter write() {
    memory.lockBatch();
    writer.open();
    return writer;
  }

  /** Position of the last batch on disk, or {@link #NONE}. */
  public long committedPosition() {
    return NONE;
  }

  /** Whether enough time has passed, or enough is in memory, since the last flush. */
  public boolean flushDue() {
    memory.lock.lock();
    try {
      return memory.rows() > 0
          && (memory.rawBytes() >= config.flushBytes()
              || clock.millis() - lastFlushMillis >= config.flushInterval().toMillis());
    } finally {
      memory.lock.unlock();
    }
  }

  /** Makes all committed batches durable, together with the position of the last one. */
  public void flush() throws IOException {
    lastFlushMillis = clock.millis();
  }

  /** The first rows in the query's order, each given to the visitor while it is valid. */
  public ScanReport search(RowQuery query, RowVisitor visitor) throws IOException {
    BlockMatcher matcher = compiler.compile(query.filter());
    return new RowSearch(query, matcher).run(blocks(query.range()), 0, schema, visitor);
  }

  /** Every matching row, block by block in no particular order; for aggregations and export. */
  public ScanReport scan(Filter filter, TimeRange range, QueryLimits limits, RowVisitor visitor)
      throws IOException {
    Aggregation aggregation = new Aggregation(range, compiler.compile(filter), limits);
    return aggregation.run(
        blocks(range), 0, (block, counts) -> false, (block, rows) -> visit(block, rows, visitor));
  }

  private boolean visit(BlockRows block, BitSet rows, RowVisitor visitor) {
    RowView view = new RowView(schema, block);
    for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
      if (!visitor.visit(view.at(block, row))) {
        return false;
      }
    }
    return true;
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
    Aggregation aggregation = new Aggregation(range, compiler.compile(filter), limits);
    ScanReport report = aggregation.run(blocks(range), 0, counter::addWhole, counter::addRows);
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
    List<FacetCounter> counters = fields.stream().map(f -> new FacetCounter(schema, f)).toList();
    Aggregation aggregation = new Aggregation(range, compiler.compile(filter), limits);
    ScanReport report =
        aggregation.run(
            blocks(range),
            0,
            (block, counts) -> false,
            (block, rows) -> {
              counters.forEach(counter -> counter.addRows(block, rows));
              return true;
            });
    return new Facets(counters.stream().map(c -> c.result(limit)).toList(), report);
  }

  /** Rows per service (or whatever the schema counts by), and how many of them carry its ID. */
  public List<ServiceCoverage> coverage(TimeRange range) throws IOException {
    CoverageCounter counter = new CoverageCounter(schema);
    new Aggregation(range, BlockMatcher.ALL, QueryLimits.DEFAULT)
        .run(
            blocks(range),
            0,
            (block, counts) -> {
              counter.addWhole(counts);
              return true;
            },
            (block, rows) -> {
              counter.addRows(block, rows);
              return true;
            });
    return counter.result();
  }

  /** The fields that rows of the range have, the most frequent first. */
  public List<FieldSummary> fieldNames(TimeRange range) throws IOException {
    Map<ColumnKey, Long> rows = new HashMap<>();
    for (BlockHandle handle : blocks(range)) {
      BlockRows block = handle.open();
      Set<ColumnKey> keys = new HashSet<>(block.columns());
      block
          .groups()
          .forEach(
              group -> group.forEach(a -> keys.add(new ColumnKey(a.key(), typeOf(a.value())))));
      keys.stream()
          .filter(key -> !IdColumns.isHidden(key.name()))
          .forEach(key -> rows.merge(key, (long) block.rows(), Long::sum));
    }
    return rows.entrySet().stream()
        .map(e -> new FieldSummary(e.getKey().name(), e.getKey().type(), e.getValue()))
        .sorted(
            java.util.Comparator.comparingLong(FieldSummary::rows)
                .reversed()
                .thenComparing(FieldSummary::name))
        .toList();
  }

  private static ColumnType typeOf(dev.clew.model.AttributeValue value) {
    return switch (value) {
      case dev.clew.model.AttributeValue.Text text -> ColumnType.TEXT;
      case dev.clew.model.AttributeValue.Whole whole -> ColumnType.WHOLE;
      case dev.clew.model.AttributeValue.Real real -> ColumnType.REAL;
      case dev.clew.model.AttributeValue.Bool bool -> ColumnType.BOOL;
      default -> ColumnType.NESTED;
    };
  }

  private List<BlockHandle> blocks(TimeRange range) {
    memory.lock.lock();
    try {
      List<BlockHandle> handles = new ArrayList<>();
      for (MemoryTable.DayBlock block : memory.blocks()) {
        BlockRows view = block.block().view();
        MemoryBlock handle = MemoryBlock.of(view);
        if (view.rows() > 0 && range.overlaps(handle.minTime(), handle.maxTime())) {
          handles.add(handle);
        }
      }
      return handles;
    } finally {
      memory.lock.unlock();
    }
  }

  /** The first instant of the oldest day that is kept, nanoseconds since the Unix epoch. */
  public long retainedSinceNanos() {
    return MemoryTable.retainedSince(TimeRange.nanosOf(clock.instant()), config.retention());
  }

  /** Drops the days whose retention has ended; called hourly. */
  public void dropExpired() throws IOException {}

  /** Merges small segments now, until nothing is left to merge. */
  public void merge() throws IOException {}

  public BlockSchema schema() {
    return schema;
  }

  public StoreStatus status() {
    memory.lock.lock();
    try {
      return new StoreStatus(
          memory.rows(),
          0,
          0,
          0,
          memory.rows(),
          memory.rawBytes(),
          memory.droppedTooOld(),
          memory.clampedFuture(),
          0,
          0);
    } finally {
      memory.lock.unlock();
    }
  }

  /** Releases everything; rows that are not flushed are lost and have to be written again. */
  @Override
  public void close() throws IOException {}
}
