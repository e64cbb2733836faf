package dev.clew.logstore.logql.eval;

import dev.clew.logstore.LogStore;
import dev.clew.logstore.logql.range.StepSeries;
import dev.clew.logstore.logql.range.Steps;
import dev.clew.logstore.logql.result.LogqlLimits;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import dev.clew.model.QueryException.Kind;
import dev.clew.model.memory.QueryMemory;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.ScanReport;
import java.time.Duration;
import java.util.function.Consumer;

/** What the parts of one metric query share. Belongs to one thread. */
public final class EvaluationContext {
  /** A value; an array that grows is half empty, and has its copy beside it for a moment. */
  private static final long CELL_BYTES = 12;

  final LogStore store;
  final StageCompiler compiler;
  final Steps steps;
  final LogqlLimits limits;
  private final QueryLimits bounds;
  private final long deadline;
  private final Consumer<ScanReport> reports;
  private long cells;
  private long rows;
  private long bytes;

  /**
   * @param reports takes what each scan has cost
   */
  public EvaluationContext(
      LogStore store,
      StageCompiler compiler,
      Steps steps,
      LogqlLimits limits,
      QueryLimits bounds,
      Consumer<ScanReport> reports) {
    this.store = store;
    this.compiler = compiler;
    this.steps = steps;
    this.limits = limits;
    this.bounds = bounds;
    this.reports = reports;
    this.deadline = System.nanoTime() + bounds.timeout().toNanos();
  }

  void report(ScanReport report) {
    rows += report.scannedRows();
    bytes += report.bytesRead();
    reports.accept(report);
  }

  /** What is left of the bounds for the next scan. */
  QueryLimits left() {
    long nanos = deadline - System.nanoTime();
    if (nanos <= 0) {
      throw new QueryException(
          Kind.TIMEOUT, "the query took longer than " + bounds.timeout().toMillis() + " ms", -1);
    }
    return new QueryLimits(
        Duration.ofNanos(nanos),
        Math.max(1, bounds.maxRows() - rows),
        Math.max(1, bounds.maxBytes() - bytes),
        bounds.canceled());
  }

  /** Called now and then where no scan asks. */
  void checkCanceled() {
    if (bounds.canceled().getAsBoolean()) {
      throw new QueryException(Kind.CANCELED, "the query was canceled", -1);
    }
    left();
  }

  /** Accounts for values that are held until the end. */
  void hold(long more) {
    cells += more;
    if (cells > limits.maxCells()) {
      throw new QueryException(
          Kind.LIMIT,
          "the query holds more than "
              + limits.maxCells()
              + " values (expected: fewer series or steps, or an aggregation such as sum by (…))",
          -1);
    }
    QueryMemory.current().take(CELL_BYTES * more);
  }

  StepSeries series(Labels labels) {
    hold(steps.count());
    return StepSeries.empty(labels, steps.count());
  }
}
