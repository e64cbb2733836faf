package dev.clew.metricsstore.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.metricsstore.promql.result.QueryValue;
import dev.clew.metricsstore.series.HeapSeries;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import dev.clew.model.QueryException.Kind;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.memory.QueryMemory;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries end before they take more than there is, and the engine answers others then. */
class QueryMemoryBoundsTest {
  private static final int SERIES = 1000;

  private final MemoryBudget budget = MemoryBudget.of("queries", 2 << 20);
  private final PromqlEngine engine = new PromqlEngine(source(), EngineConfig.defaults());

  private static HeapSeries source() {
    HeapSeries source = new HeapSeries();
    for (int i = 0; i < SERIES; i++) {
      Labels labels = Labels.of(Map.of("__name__", "c_total", "i", Integer.toString(i)));
      for (int t = 0; t < 100; t++) {
        source.add(labels, t * 15_000L, t * i);
      }
    }
    return source;
  }

  private void ask(String query, long step) {
    try (QueryMemory memory = QueryMemory.of(budget, "this query");
        QueryMemory.Scope scope = memory.enter()) {
      assertThat(scope).isNotNull();
      engine.range(query, 0, 1_485_000, step);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c_total",
        "rate(c_total[5m])",
        "topk(1000, c_total)",
        "topk(60, c_total * 1)",
        "sum by (i) (rate(c_total[5m]))",
        "count_values(\"v\", c_total)",
        "c_total + c_total",
        "max_over_time(c_total[10m:1s])",
        "sum(max_over_time(vector(1)[300d:1s]))",
        "label_join(c_total, \"j\", \"-\", \"i\", \"i\")",
        "sort_desc(c_total)",
        "quantile by (i) (0.5, c_total)"
      })
  void endsWithoutMemoryAndGivesAllBack(String query) {
    assertThatThrownBy(() -> ask(query, 1000))
        .isInstanceOfSatisfying(
            QueryException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.MEMORY);
              assertThat(e)
                  .hasMessageContaining("queries may hold 2.0 MiB together")
                  .hasMessageContaining("expected: ");
            });
    assertThat(budget.heldBytes()).isZero();
    ask("sum(c_total)", 15_000);
    ask("c_total{i=\"7\"}", 15_000);
    assertThat(budget.heldBytes()).isZero();
  }

  @Test
  void theResultStaysHeldUntilItIsWritten() {
    try (QueryMemory memory = QueryMemory.of(budget, "this query");
        QueryMemory.Scope scope = memory.enter()) {
      assertThat(scope).isNotNull();
      engine.range("c_total{i=~\"1.\"}", 0, 1_485_000, 15_000);
      assertThat(memory.heldBytes()).isGreaterThan(10 * 100 * 16);
    }
    assertThat(budget.heldBytes()).isZero();
  }

  private static String nested(String before, String after, int times) {
    return before.repeat(times)
        + "label_replace(vector(1), \"a\", \"x\", \"\", \"\")"
        + after.repeat(times);
  }

  @Test
  void labelsThatFunctionsMakeAreBounded() {
    String replaced = nested("label_replace(", ", \"a\", \"$1$1\", \"a\", \"(.*)\")", 26);
    assertThatThrownBy(() -> engine.instant(replaced, 0))
        .isInstanceOf(QueryException.class)
        .hasMessage(
            "label_replace(): a text of 131072 characters or more (expected: at most 65536)");
    String joined = nested("label_join(", ", \"a\", \"\", \"a\", \"a\")", 26);
    assertThatThrownBy(() -> engine.instant(joined, 0))
        .isInstanceOf(QueryException.class)
        .hasMessage("label_join(): a text of 131072 characters or more (expected: at most 65536)");
    assertThat(engine.instant(nested("label_join(", ", \"a\", \"\", \"a\", \"a\")", 16), 0).value())
        .isInstanceOf(QueryValue.Vector.class);
  }
}
