package dev.clew.metricsstore.promql.eval;

import dev.clew.metricsstore.series.SeriesData;
import dev.clew.metricsstore.series.SeriesScan;
import dev.clew.model.Labels;
import dev.clew.model.memory.QueryMemory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A part of a query whose series do not depend on each other: each is read, becomes a column, is
 * taken by whoever asks, and is forgotten. Series are worked on by several threads.
 */
public final class SeriesPlan implements AutoCloseable {
  /** Of a thread: where each window begins and ends, and what the widest rollup works with. */
  private static final long SCRATCH_BYTES_PER_STEP = 48;

  private final SeriesScan scan;
  private final Steps steps;
  private final QueryContext context;
  private final Function<QueryContext, SeriesStage> stages;

  /** Whether two series may end up with the same labels, which is an error. */
  private final boolean mayCollide;

  private final QueryTrace.Part selector;

  /** What is done with the samples, when that is a part by itself and begun by the plan. */
  private QueryTrace.@Nullable Part function;

  /**
   * @param scan closed with the plan
   * @param stages makes a stage for a thread
   */
  SeriesPlan(
      SeriesScan scan,
      Steps steps,
      QueryContext context,
      Function<QueryContext, SeriesStage> stages,
      boolean mayCollide) {
    this.scan = scan;
    this.steps = steps;
    this.context = context;
    this.stages = stages;
    this.mayCollide = mayCollide;
    selector = context.trace().current();
  }

  public SeriesPlan within(QueryTrace.Part part) {
    function = part;
    return this;
  }

  /** Takes a column and adds it to the result of a slice of the series. */
  public interface Taker<R> {
    /**
     * @param series its number; ascending within a slice, and from one slice to the next
     * @param column its values are used again for the next one
     */
    void take(R result, int series, Column column);
  }

  /** What came of a slice. */
  private record Slice<R>(R result, Counts counts, List<Labels> labels) {}

  /** What was read and made of it. */
  private static final class Counts {
    private final long @Nullable [] perStep;
    private int found;
    private int columns;
    private long read;
    private long seen;

    Counts(long @Nullable [] perStep) {
      this.perStep = perStep;
    }

    void add(Counts other) {
      found += other.found;
      columns += other.columns;
      read += other.read;
      seen += other.seen;
    }
  }

  /** Upper bound of the number of series. */
  public int size() {
    return scan.size();
  }

  public Labels labels(int series) {
    return scan.labels(series);
  }

  /** All columns, sorted by the labels of the series they come from. */
  public List<Column> columns() {
    List<Column> all = new ArrayList<>();
    run(
        ArrayList<Column>::new,
        (List<Column> slice, int series, Column column) -> slice.add(column),
        slice -> {
          all.addAll(slice);
          context.samples(context.samples() + (long) slice.size() * steps.count());
        },
        false);
    all.sort(Comparator.comparing(Column::labels));
    return all;
  }

  /**
   * Works through all series.
   *
   * @param results makes the result of a slice, to which its columns are added
   * @param sink takes the results of the slices in their order, one at a time
   */
  public <R> void fold(Supplier<R> results, Taker<R> taker, Consumer<R> sink) {
    run(results, taker, sink, true);
  }

  private <R> void run(Supplier<R> results, Taker<R> taker, Consumer<R> sink, boolean reuses) {
    Set<Labels> seen = new HashSet<>();
    Counts all = new Counts(null);
    long begun = System.nanoTime();
    new SlicedWork<Slice<R>>(
            scan.size(),
            context,
            own -> new SliceWorker<>(own, results, taker, reuses),
            slice -> {
              all.add(slice.counts());
              context.found(all.found);
              context.trace().seen(slice.counts().seen, slice.counts().perStep);
              for (Labels labels : slice.labels()) {
                if (!seen.add(labels)) {
                  throw ColumnSets.duplicate();
                }
              }
              sink.accept(slice.result());
            })
        .run();
    long took = System.nanoTime() - begun;
    selector.read(scan.size(), all.read);
    selector.answered(all.found);
    selector.took(took);
    scan.notes().forEach(selector::note);
    if (function != null) {
      function.answered(all.columns);
      function.took(took);
    }
  }

  private final class SliceWorker<R> implements SlicedWork.Worker<Slice<R>> {
    private final QueryContext own;
    private final Supplier<R> results;
    private final Taker<R> taker;
    private final SeriesScan.Reader reader = scan.reader();
    private final SeriesStage stage;
    private final double @Nullable [] values;

    SliceWorker(QueryContext own, Supplier<R> results, Taker<R> taker, boolean reuses) {
      this.own = own;
      this.results = results;
      this.taker = taker;
      stage = stages.apply(own);
      QueryMemory.current().take(SCRATCH_BYTES_PER_STEP * steps.count());
      values = reuses ? Column.array(steps.count()) : null;
    }

    @Override
    public Slice<R> run(int from, int to) {
      R result = results.get();
      List<Labels> labels = new ArrayList<>();
      Counts counts = new Counts(context.trace().stepCounts(steps));
      for (int i = from; i < to; i++) {
        own.check();
        SeriesData series = reader.read(i);
        if (series.size() == 0) {
          continue;
        }
        counts.found++;
        counts.read += series.size();
        Column column = stage.apply(series, values == null ? Column.array(steps.count()) : values);
        counts.seen += stage.seen(counts.perStep);
        if (column == null && values == null) {
          QueryMemory.current().give(8L * steps.count());
        }
        if (column != null) {
          counts.columns++;
          taker.take(result, i, values == null ? column.kept() : column);
          if (values != null) {
            QueryMemory.current().give(column.bytes());
          }
          if (mayCollide) {
            labels.add(column.labels());
          }
        }
      }
      return new Slice<>(result, counts, labels);
    }
  }

  @Override
  public void close() {
    scan.close();
  }
}
