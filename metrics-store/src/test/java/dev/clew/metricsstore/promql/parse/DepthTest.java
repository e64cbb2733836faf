package dev.clew.metricsstore.promql.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.metricsstore.promql.EngineConfig;
import dev.clew.metricsstore.promql.PromqlEngine;
import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.ast.Printer;
import dev.clew.metricsstore.promql.ast.SyntaxTree;
import dev.clew.metricsstore.promql.ast.ValueType;
import dev.clew.metricsstore.series.HeapSeries;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import dev.clew.model.query.Nesting;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trees as deep as they may be go through everything that walks them; deeper ones are refused. */
class DepthTest {
  private static final int MOST = Nesting.MOST;

  /** Half of what a thread has, which may be deep in something else. */
  private static final int STACK = 512 << 10;

  private static String around(String before, String inner, String after, int levels) {
    return before.repeat(levels) + inner + after.repeat(levels);
  }

  static List<String> tooDeep() {
    return List.of(
        "1" + "+1".repeat(3_000),
        "a" + " or a".repeat(1_000),
        "a" + "^a".repeat(20_000),
        "a" + " + fill(1) a".repeat(20_000),
        "(".repeat(20_000),
        around("(", "a", ")", 20_000),
        around("-", "a", "", 20_000),
        around("-(", "a", ")", 20_000),
        around("abs(", "a", ")", 20_000),
        around("sum(", "a", ")", 20_000),
        around("label_replace(", "a", ",\"b\",\"$1\",\"c\",\"(.*)\")", 5_000),
        around("max_over_time(", "a", "[1m:1s])", 5_000),
        "a" + "[1m:]".repeat(20_000),
        "a[" + "(".repeat(20_000),
        "a[" + around("(", "1m", ")", 20_000) + "]",
        "a[1m" + "+1m".repeat(20_000) + "]",
        "a offset " + "-".repeat(20_000) + "1m",
        "a offset " + around("max_of(1m,", "1m", ")", 20_000),
        "count by (a) (" + "a + (".repeat(20_000));
  }

  @ParameterizedTest
  @MethodSource
  void tooDeep(String query) {
    assertThatThrownBy(() -> Parser.parse(query))
        .isInstanceOfSatisfying(
            QueryException.class, e -> assertThat(e.kind()).isEqualTo(QueryException.Kind.SYNTAX))
        .hasMessageContaining(Nesting.message());
  }

  @Test
  void aLongNumberIsANumber() {
    assertThat(Parser.parse("1" + "_0".repeat(50_000)).type()).isEqualTo(ValueType.SCALAR);
    assertThatThrownBy(() -> Parser.parse("0x1" + "_0".repeat(50_000)))
        .isInstanceOf(QueryException.class);
  }

  static List<String> atTheBound() {
    return List.of(
        "a" + " or a".repeat(MOST - 1),
        "1" + "+1".repeat(MOST - 1),
        "a" + "^a".repeat(MOST - 1),
        around("(", "a", ")", MOST - 1),
        around("-", "a", "", MOST - 1),
        around("abs(", "a", ")", MOST - 1),
        around("sum by (b) (", "a", ")", MOST - 1),
        around("label_replace(", "a", ",\"b\",\"$1\",\"c\",\"(.*)\")", MOST - 1),
        around("max_over_time(", "a", "[2s:2s])", MOST / 2 - 1),
        around("a + on() group_left() (", "a", ")", MOST / 2 - 1));
  }

  @ParameterizedTest
  @MethodSource
  void atTheBound(String query) throws Exception {
    HeapSeries series = new HeapSeries();
    series.add(Labels.of("__name__", "a", "c", "d"), 1_000, 1);
    PromqlEngine engine = new PromqlEngine(series, EngineConfig.defaults());
    onASmallStack(() -> {
      Expression tree = Parser.parse(query);
      assertThat(Printer.text(Parser.parse(Printer.text(tree)))).isEqualTo(Printer.text(tree));
      assertThat(Printer.pretty(tree)).isNotEmpty();
      assertThat(SyntaxTree.of(tree)).isNotEmpty();
      assertThat(tree.hashCode()).isEqualTo(Parser.parse(query).hashCode());
      assertThat(engine.range(query, 1_000, 3_000, 1_000).value()).isNotNull();
    });
  }

  private static void onASmallStack(Runnable test) throws InterruptedException {
    List<Throwable> faults = new ArrayList<>();
    Thread thread = new Thread(null, test, "small", STACK);
    thread.setUncaughtExceptionHandler((t, fault) -> faults.add(fault));
    thread.start();
    thread.join();
    assertThat(faults).isEmpty();
  }

  @Test
  void whateverIsNestedIsReadOrRefused() throws Exception {
    Random random = new Random(3);
    String[] opening = {"(", "-", "abs(", "sum(", "a + ", "max_over_time(", "a ^ (", "a or "};
    String[] closing = {")", "", ")", ")", "", "[1m:1s])", ")", ""};
    onASmallStack(() -> {
      for (int i = 0; i < 200; i++) {
        StringBuilder before = new StringBuilder();
        StringBuilder after = new StringBuilder();
        for (int level = random.nextInt(3 * MOST); level > 0; level--) {
          int kind = random.nextInt(opening.length);
          before.append(opening[kind]);
          after.insert(0, closing[kind]);
        }
        try {
          assertThat(Printer.pretty(Parser.parse(before + "a" + after))).isNotEmpty();
        } catch (QueryException e) {
          assertThat(e).hasMessageContaining("parse error: "); // of depth or of types
        }
      }
    });
  }
}
