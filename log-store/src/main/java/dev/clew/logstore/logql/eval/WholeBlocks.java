package dev.clew.logstore.logql.eval;

import dev.clew.logstore.logql.ast.Grouping;
import dev.clew.logstore.logql.ast.LogQuery;
import dev.clew.logstore.logql.ast.Matcher;
import dev.clew.logstore.logql.ast.RangeOperator;
import dev.clew.logstore.logql.range.Windows;
import dev.clew.logstore.otlp.LogFields;
import dev.clew.model.Resource;
import dev.clew.model.query.Filter;
import dev.clew.storage.block.scan.BlockFacts;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Counts lines per service without reading blocks: of each block it is known how many rows a
 * service has. Serves queries that count, select by {@code service_name} alone, and group by
 * nothing or by {@code service_name}.
 */
final class WholeBlocks {
  private static final String SERVICE_NAME = "service_name";

  private final List<Predicate<String>> tests;
  private final boolean byService;
  private final Windows windows;

  private WholeBlocks(List<Predicate<String>> tests, boolean byService, Windows windows) {
    this.tests = tests;
    this.byService = byService;
    this.windows = windows;
  }

  /** Takes a number of rows of a series. */
  interface Sink {
    void add(int cell, SeriesKey key, long rows);
  }

  /** Null when the rows have to be looked at. */
  static @Nullable WholeBlocks of(
      RangeOperator operator,
      LogQuery query,
      @Nullable Grouping grouping,
      String unwrapped,
      Windows windows) {
    boolean counts =
        switch (operator) {
          case COUNT_OVER_TIME, ABSENT_OVER_TIME -> true;
          case RATE -> unwrapped.isEmpty();
          default -> false;
        };
    if (!counts || !query.stages().isEmpty() || grouping == null || grouping.without()) {
      return null;
    }
    boolean byService = grouping.labels().equals(List.of(SERVICE_NAME));
    boolean services = query.selector().stream().map(Matcher::name).allMatch(SERVICE_NAME::equals);
    return services && (byService || grouping.labels().isEmpty())
        ? new WholeBlocks(
            query.selector().stream().map(StageCompiler::valueTest).toList(), byService, windows)
        : null;
  }

  /** What the store has to be asked for. */
  Filter filter() {
    return Filter.all();
  }

  /** Counts the block when it lies within one cell, or holds nothing that is wanted. */
  boolean take(BlockFacts block, Sink sink) {
    Map<String, Long> services = block.counts(LogFields.SERVICE);
    if (services == null) {
      return false;
    }
    int cell = windows.cell(block.minTime());
    boolean oneCell = cell >= 0 && cell == windows.cell(block.maxTime());
    boolean used = oneCell && windows.isUsed(cell);
    for (Map.Entry<String, Long> service : services.entrySet()) {
      String name = service.getKey().isEmpty() ? Resource.UNKNOWN_SERVICE : service.getKey();
      if (!tests.stream().allMatch(test -> test.test(name))) {
        continue;
      }
      if (!oneCell) {
        return false;
      }
      if (used) {
        sink.add(cell, SeriesKey.of(byService ? SERVICE_NAME : "", name), service.getValue());
      }
    }
    return true;
  }
}
