package dev.clew.logstore.pipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.logstore.logql.LogqlEngine;
import dev.clew.logstore.logql.result.LogqlLimits;
import dev.clew.model.QueryException;
import dev.clew.model.QueryException.Kind;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.memory.QueryMemory;
import dev.clew.model.query.Filter;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.RowQuery;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries of every kind end before they take more than there is. */
class QueryMemoryBoundsTest {
  private static final int LINES = 4000;

  @TempDir Path directory;
  private final MemoryBudget budget = MemoryBudget.of("queries", 700_000);
  private LoadedLogs logs;
  private LogqlEngine logql;

  @BeforeEach
  void load() throws Exception {
    logs = new LoadedLogs(directory);
    for (int i = 0; i < LINES; i++) {
      logs.load(
          LoadedLogs.START_NANOS + i * 1_000_000L,
          "info",
          "shop",
          "order " + i + " of a customer who buys much, with a body of some length",
          Map.of("id", "order-" + i));
    }
    logql = new LogqlEngine(logs.store, LoadedLogs.CLOCK, LogqlLimits.defaults());
  }

  @AfterEach
  void close() throws Exception {
    logs.close();
  }

  private void within(ThrowingCallable query) throws Throwable {
    try (QueryMemory memory = QueryMemory.of(budget, "this query");
        QueryMemory.Scope scope = memory.enter()) {
      assertThat(scope).isNotNull();
      query.call();
    }
  }

  private void assertEndsWithoutMemory(ThrowingCallable query) throws Throwable {
    assertThatThrownBy(() -> within(query))
        .isInstanceOfSatisfying(
            QueryException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.MEMORY);
              assertThat(e).hasMessageContaining("queries may hold 0.7 MiB together");
            });
    assertThat(budget.heldBytes()).isZero();
    within(() -> pipes("* | stats count() as n"));
    assertThat(budget.heldBytes()).isZero();
  }

  private void pipes(String query) throws Exception {
    new PipeEngine(logs.store, LoadedLogs.CLOCK)
        .table(
            PipeQuery.parse(query),
            new PipeEngine.Request(
                LoadedLogs.RANGE, RowQuery.Order.NEWEST_FIRST, 100_000, QueryLimits.DEFAULT));
  }

  @Test
  void pipesEnd() throws Throwable {
    assertEndsWithoutMemory(() -> pipes("* | stats by (id) count() as n"));
    assertEndsWithoutMemory(() -> pipes("* | stats values(body limit 10000) as all"));
    assertEndsWithoutMemory(() -> pipes("* | sort by (id)"));
    assertEndsWithoutMemory(() -> pipes("*"));
  }

  @Test
  void searchesAndFacetsEnd() throws Throwable {
    assertEndsWithoutMemory(
        () -> logs.store.records(RowQuery.newest(Filter.all(), LoadedLogs.RANGE, LINES)));
    assertEndsWithoutMemory(() ->
        logs.store
            .blocks()
            .facets(Filter.all(), LoadedLogs.RANGE, List.of("id"), 10, QueryLimits.DEFAULT));
  }

  @Test
  void logqlEnds() throws Throwable {
    long end = LoadedLogs.START_NANOS + 3_000_000_000_000L;
    assertEndsWithoutMemory(() ->
        logql.range(
            "count_over_time({service_name=\"shop\"}[1h])",
            LoadedLogs.START_NANOS,
            end,
            60_000_000_000L,
            QueryLimits.DEFAULT));
    assertEndsWithoutMemory(() ->
        logql.logs(
            "{service_name=\"shop\"}",
            LoadedLogs.RANGE,
            LINES,
            RowQuery.Order.NEWEST_FIRST,
            QueryLimits.DEFAULT));
  }

  @Test
  void textsThatStagesMakeAreBounded() {
    assertThatThrownBy(() -> pipes("*" + " | replace \"order\" \"orderorder\"".repeat(26)))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("replace: a text of ")
        .hasMessageContaining("(expected: at most 1048576)");
    assertThatThrownBy(() -> pipes("*" + " | format \"<body><body>\"".repeat(26)))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("format: a text of ");
    assertThatThrownBy(() -> pipes("*" + " | replace /.+/ \"$0$0\"".repeat(26)))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("replace: a text of ");
  }

  @Test
  void replacesAsBefore() throws Exception {
    assertThat(replaced("| replace /(\\w+) (\\d+)/ \"$2-$1$0\"")).startsWith("7-orderorder 7 of");
    assertThat(replaced("| replace \"order \" \"\"")).startsWith("7 of");
  }

  private String replaced(String pipe) throws Exception {
    String query = "\"order 7 of\" " + pipe;
    PipeTable table =
        new PipeEngine(logs.store, LoadedLogs.CLOCK)
            .table(
                PipeQuery.parse(query),
                new PipeEngine.Request(
                    LoadedLogs.RANGE, RowQuery.Order.NEWEST_FIRST, 10, QueryLimits.DEFAULT));
    int body = table.columns().stream().map(PipeTable.Column::name).toList().indexOf("body");
    return String.valueOf(table.rows().getFirst().get(body).text());
  }

  @Test
  void templatesOfLinesAreBounded() {
    String doubled = "{{ $a := __line__ }}" + "{{ $a = print $a $a }}".repeat(30) + "{{ $a }}";
    var lines =
        logql.logs(
            "{service_name=\"shop\"} | line_format `" + doubled + "` | __error__=\"\"",
            LoadedLogs.RANGE,
            10,
            RowQuery.Order.NEWEST_FIRST,
            QueryLimits.DEFAULT);
    assertThat(lines.toString()).hasSizeLessThan(10_000);
  }
}
