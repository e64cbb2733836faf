package dev.clew.logstore.logql.eval;

import dev.clew.logstore.logql.ast.Grouping;
import dev.clew.logstore.logql.ast.LogQuery;
import dev.clew.logstore.logql.ast.MetricExpression.RangeAggregation;
import dev.clew.logstore.logql.ast.RangeOperator;
import dev.clew.logstore.logql.ast.StageExpression.Unwrap;
import dev.clew.logstore.logql.range.RangeSeries;
import dev.clew.logstore.logql.range.StepSeries;
import dev.clew.logstore.logql.range.SumSeries;
import dev.clew.logstore.logql.range.Windows;
import dev.clew.logstore.pipeline.Line;
import dev.clew.logstore.pipeline.Stage;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import dev.clew.model.memory.QueryMemory;
import dev.clew.storage.block.scan.BlockFacts;
import dev.clew.storage.block.scan.BlockSlice;
import dev.clew.storage.block.scan.SliceVisitor;
import dev.clew.storage.rows.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes series of the lines of a range, in one pass over the rows. */
final class RangeEvaluation {
  /** Of a series beside its values: two objects, map entry, bits of what is there. */
  private static final long SERIES_BYTES = 300;

  private final EvaluationContext context;
  private final RangeOperator operator;
  private final double parameter;
  private final double rangeSeconds;
  private final LogQuery query;
  private final @Nullable Grouping grouping;
  private final String unwrapped;
  private final Windows windows;
  private final Stage stages;
  private final Pruning pruning;
  private final RowLines lines;
  private final Map<SeriesKey, RangeSeries> series = new HashMap<>();

  /**
   * @param outer the grouping of an aggregation around, which this one does as well; else its own
   */
  RangeEvaluation(
      EvaluationContext context, RangeAggregation aggregation, @Nullable Grouping outer) {
    this.context = context;
    this.operator = aggregation.operator();
    this.parameter = aggregation.parameter();
    this.rangeSeconds = aggregation.range().rangeNanos() / 1e9;
    this.query = aggregation.range().query();
    this.grouping = operator == RangeOperator.ABSENT_OVER_TIME ? NONE : outer;
    Unwrap unwrap = aggregation.range().unwrap();
    this.unwrapped = unwrap == null ? "" : unwrap.label();
    this.windows =
        new Windows(
            context.steps, aggregation.range().rangeNanos(), aggregation.range().offsetNanos());
    boolean bytes =
        operator == RangeOperator.BYTES_OVER_TIME || operator == RangeOperator.BYTES_RATE;
    QueryProjection needs = QueryProjection.of(Pushdown.withoutExact(query), grouping, bytes);
    this.pruning = Pruning.of(context.store, windows.range());
    Set<String> labels = needs.needs().labels();
    this.lines =
        new RowLines(
            context.store.fields(),
            needs.needs(),
            labels == null ? null : pruning.rowAttributes(labels));
    List<Stage> all = new ArrayList<>(Selectors.stages(query.selector()));
    all.addAll(context.compiler.compile(needs.stages()));
    this.stages = Stage.all(all);
  }

  private static final Grouping NONE = new Grouping(false, List.of());

  List<StepSeries> run() {
    WholeBlocks whole = WholeBlocks.of(operator, query, grouping, unwrapped, windows);
    try {
      context.report(
          context
              .store
              .blocks()
              .slices(
                  whole == null ? pruning.filter(query) : whole.filter(),
                  windows.range(),
                  context.left(),
                  new SliceVisitor() {
                    @Override
                    public boolean visit(BlockSlice slice) {
                      BitSet rows = slice.rows();
                      for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
                        take(slice.times()[row], slice, row);
                      }
                      return true;
                    }

                    @Override
                    public boolean visitWhole(BlockFacts block) {
                      return whole != null && whole.take(block, RangeEvaluation.this::addRows);
                    }
                  }));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return operator == RangeOperator.ABSENT_OVER_TIME ? absent() : results();
  }

  private void addRows(int cell, SeriesKey key, long rows) {
    RangeSeries its = series.get(key);
    if (its == null) {
      its = create(key);
    }
    ((SumSeries) its).addRows(cell, (int) rows);
  }

  private void take(long time, BlockSlice slice, int number) {
    int cell = windows.cell(time);
    if (cell < 0 || !windows.isUsed(cell)) {
      return;
    }
    Row row = slice.row(number);
    Line line = lines.line(row);
    if (!stages.process(line)) {
      return;
    }
    if (line.hasError()) {
      throw failed(line);
    }
    double value =
        switch (operator) {
          case COUNT_OVER_TIME, ABSENT_OVER_TIME -> 1;
          case RATE -> unwrapped.isEmpty() ? 1 : line.value();
          case BYTES_OVER_TIME, BYTES_RATE -> Utf8.length(line.text());
          default -> line.value();
        };
    SeriesKey key = SeriesKey.of(line, grouping, unwrapped);
    RangeSeries its = series.get(key);
    if (its == null) {
      its = create(key);
    }
    if (RangeSeries.keepsSamples(operator)) {
      context.hold(3);
    }
    its.add(cell, time, row.sequence(), value);
  }

  private RangeSeries create(SeriesKey key) {
    if (series.size() >= context.limits.maxInnerSeries()) {
      throw new QueryException(
          QueryException.Kind.LIMIT,
          "the aggregation needs more than "
              + context.limits.maxInnerSeries()
              + " series (expected: fewer labels, by (…) or a narrower selector)",
          -1);
    }
    QueryMemory.current().take(key.bytes() + SERIES_BYTES);
    context.hold(2L * RangeSeries.cellsOf(operator, windows));
    RangeSeries its = RangeSeries.of(operator, parameter, rangeSeconds, windows);
    series.put(key, its);
    return its;
  }

  private QueryException failed(Line line) {
    String error = line.error();
    return new QueryException(
        QueryException.Kind.SYNTAX,
        "pipeline error: '"
            + error
            + "' for series: '"
            + Labels.of(line.labels())
            + "'.\nUse a label filter to intentionally skip this error. (e.g | __error__!=\""
            + error
            + "\").\nTo skip all potential errors you can match empty errors.(e.g __error__=\"\")\n"
            + "The label filter can also be specified after unwrap. (e.g | unwrap latency |"
            + " __error__=\"\" )\n",
        -1);
  }

  private List<StepSeries> results() {
    List<StepSeries> found = new ArrayList<>();
    series.forEach((key, its) -> {
      StepSeries result = context.series(key.labels());
      its.finish(windows, result);
      if (!result.present().isEmpty()) {
        found.add(result);
      }
    });
    return found;
  }

  /** 1 where there are no lines, labelled as the selector says for certain. */
  private List<StepSeries> absent() {
    List<StepSeries> present = results();
    Map<String, String> labels = new HashMap<>();
    query
        .selector()
        .forEach(matcher -> {
          boolean certain =
              !matcher.operator().isRegex()
                  && !matcher.operator().isNegative()
                  && query.selector().stream().filter(m -> m.name().equals(matcher.name())).count()
                      == 1;
          if (certain) {
            labels.put(matcher.name(), matcher.value());
          }
        });
    StepSeries result = context.series(Labels.of(labels));
    for (int step = 0; step < windows.steps(); step++) {
      if (present.isEmpty() || !present.getFirst().has(step)) {
        result.set(step, 1);
      }
    }
    return result.present().isEmpty() ? List.of() : List.of(result);
  }
}
