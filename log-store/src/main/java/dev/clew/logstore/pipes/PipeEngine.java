package dev.clew.logstore.pipes;

import dev.clew.logstore.LogStore;
import dev.clew.logstore.pipes.expression.RowFilter;
import dev.clew.logstore.pipes.flow.BlockPipe;
import dev.clew.logstore.pipes.flow.Budget;
import dev.clew.logstore.pipes.flow.Flow;
import dev.clew.logstore.pipes.flow.Pipe;
import dev.clew.logstore.pipes.flow.PipeContext;
import dev.clew.logstore.pipes.flow.PipeRow;
import dev.clew.logstore.pipes.stage.WherePipe;
import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.storage.block.scan.BlockSlice;
import dev.clew.storage.block.scan.SliceVisitor;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.Row;
import dev.clew.storage.rows.RowQuery;
import dev.clew.storage.rows.ScanReport;
import java.io.IOException;
import java.time.Clock;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Runs queries with pipes. Rows go through the stages one by one and are never all held, but for
 * what a stage itself holds within its {@link Budget}. When the first stage groups rows, it reads
 * the columns of blocks instead ({@link BlockPipe}), or what is known of whole blocks. Filters at
 * the front ({@code | where …}) become part of the store's.
 *
 * <p>Thread-safe.
 */
public final class PipeEngine {
  private final LogStore store;
  private final Clock clock;
  private final long budgetBytes;
  private final boolean byBlocks;

  public PipeEngine(LogStore store, Clock clock) {
    this(store, clock, Budget.DEFAULT_BYTES, true);
  }

  /**
   * @param budgetBytes memory that one query may take
   * @param byBlocks false to give every stage rows; the result is the same
   */
  public PipeEngine(LogStore store, Clock clock, long budgetBytes, boolean byBlocks) {
    this.store = store;
    this.clock = clock;
    this.budgetBytes = budgetBytes;
    this.byBlocks = byBlocks;
  }

  /** How log lines come when no stage sorts them, and how many there may be. */
  public record Request(TimeRange range, RowQuery.Order order, int limit, QueryLimits limits) {}

  /** The result as a table of at most {@code limit} rows. */
  public PipeTable table(PipeQuery query, Request request) throws IOException {
    PipeQuery optimized = optimized(query);
    PipeContext context = context(optimized, request, false);
    TableCollector collector = new TableCollector(optimized, request.limit(), context);
    ScanReport report = run(optimized, request, context, collector);
    return collector.table(report);
  }

  /**
   * Gives every row of the result to a flow while the query runs.
   *
   * @param budget says afterwards what is missing
   * @param wholeRecords whether rows need {@link PipeRow#record}
   */
  public ScanReport stream(
      PipeQuery query, Request request, Budget budget, boolean wholeRecords, Flow end)
      throws IOException {
    PipeQuery optimized = optimized(query);
    PipeContext context =
        new PipeContext(
            store.blocks(),
            request.range(),
            TimeRange.nanosOf(clock.instant()),
            budget,
            kept(optimized),
            wholeRecords);
    return run(optimized, request, context, end);
  }

  private PipeContext context(PipeQuery query, Request request, boolean wholeRecords) {
    return new PipeContext(
        store.blocks(),
        request.range(),
        TimeRange.nanosOf(clock.instant()),
        new Budget(budgetBytes),
        kept(query),
        wholeRecords);
  }

  private static Set<String> kept(PipeQuery query) {
    Set<String> kept = new HashSet<>(TableCollector.LINE_COLUMNS);
    query.pipes().forEach(pipe -> pipe.reads(kept::add));
    return kept;
  }

  private static PipeQuery optimized(PipeQuery query) {
    Filter filter = query.filter();
    List<Pipe> pipes = query.pipes();
    while (!pipes.isEmpty()
        && pipes.getFirst() instanceof WherePipe where
        && where.filter() != null
        && RowFilter.isForStore(where.filter())) {
      filter = Filter.and(filter, where.filter());
      pipes = pipes.subList(1, pipes.size());
    }
    return new PipeQuery(filter, pipes);
  }

  private ScanReport run(PipeQuery query, Request request, PipeContext context, Flow end)
      throws IOException {
    List<Pipe> pipes = query.pipes();
    Flow flow = end;
    for (int i = pipes.size() - 1; i > 0; i--) {
      flow = pipes.get(i).open(flow, context);
    }
    if (pipes.isEmpty()) {
      return rows(query, request, end);
    }
    if (byBlocks && pipes.getFirst() instanceof BlockPipe first && first.canReadBlocks()) {
      BlockPipe.BlockFlow blocks = first.openBlocks(flow, context);
      ScanReport report =
          store.blocks().slices(query.filter(), request.range(), request.limits(), blocks);
      blocks.end();
      return report;
    }
    return rows(query, request, pipes.getFirst().open(flow, context));
  }

  private ScanReport rows(PipeQuery query, Request request, Flow flow) throws IOException {
    // Up to the first stage that cares, order is for nothing when that one groups rows.
    Pipe decisive =
        query.pipes().stream()
            .filter(pipe -> pipe.needsOrder() || pipe instanceof BlockPipe)
            .findFirst()
            .orElse(null);
    boolean ordered = !(decisive instanceof BlockPipe);
    ScanReport report;
    if (ordered) {
      RowQuery rowQuery =
          new RowQuery(
              query.filter(),
              request.range(),
              Integer.MAX_VALUE,
              request.order(),
              null,
              request.limits());
      report = store.blocks().stream(rowQuery, row -> flow.take(line(row)));
    } else {
      report = store.blocks().slices(query.filter(), request.range(), request.limits(), each(flow));
    }
    flow.end();
    return report;
  }

  private PipeRow line(Row row) {
    return new PipeRow(new StoredLine(store, row));
  }

  private SliceVisitor each(Flow flow) {
    return slice -> eachRow(slice, flow);
  }

  private boolean eachRow(BlockSlice slice, Flow flow) {
    BitSet rows = slice.rows();
    for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
      if (!flow.take(line(slice.row(row)))) {
        return false;
      }
    }
    return true;
  }
}
