package dev.clew.metricsstore.promql;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.ast.Printer;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.promql.notation.Quoting;
import dev.clew.metricsstore.promql.parse.Parser;
import dev.clew.metricsstore.promql.result.QueryResult;
import dev.clew.metricsstore.series.HeapSeries;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.NativeHistogram.CounterReset;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import dev.clew.notation.PrometheusDuration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Queries are answered, or it is said what is wrong with them. */
class PromqlFuzzTest {
  private static final long T = 1_772_323_200_000L;
  private static final EngineConfig CONFIG =
      new EngineConfig(
          Duration.ofMinutes(5),
          Duration.ofSeconds(2),
          1_000,
          100_000,
          Duration.ofMinutes(1),
          List.of(
              "promql-experimental-functions",
              "promql-delayed-name-removal",
              "promql-extended-range-selectors",
              "promql-binop-fill-modifiers"),
          4,
          16L << 20);
  private static final HeapSeries SERIES = series();
  private static final PromqlEngine ENGINE = new PromqlEngine(SERIES, CONFIG, null, true);
  private static final PromqlEngine PLAIN = new PromqlEngine(SERIES, CONFIG, null, false);

  private static HeapSeries series() {
    HeapSeries series = new HeapSeries();
    for (int i = 0; i < 40; i++) {
      long time = T - 600_000 + i * 15_000L;
      series.add(Labels.of("__name__", "up", "job", "a", "instance", "x:1"), time, i % 2);
      series.add(Labels.of("__name__", "up", "job", "b", "instance", "y:1"), time, 1);
      series.add(Labels.of("__name__", "c_total", "job", "a", "le", "0.5"), time, 3.5 * (i % 17));
      series.add(Labels.of("__name__", "h_bucket", "job", "a", "le", "0.5"), time, i);
      series.add(Labels.of("__name__", "h_bucket", "job", "a", "le", "+Inf"), time, 2 * i);
      series.add(Labels.of("__name__", "n", "job", "a"), time, histogram(i));
    }
    return series;
  }

  private static NativeHistogram histogram(int count) {
    return new NativeHistogram(
        3,
        2 * count,
        1.5 * count,
        0,
        1e-9,
        CounterReset.UNKNOWN,
        new int[] {1, 2},
        new double[] {count, count},
        new int[0],
        new double[0],
        new double[0]);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** An expression that is printed reads as the same expression. */
  @FuzzTest
  void parse(byte[] bytes) {
    Expression tree;
    try {
      tree = ENGINE.parse(text(bytes));
    } catch (QueryException e) {
      assertThat(e.getMessage()).contains("parse error: ");
      return;
    }
    String printed = Printer.text(tree);
    if (!printed.contains("+Inf")) { // as in Prometheus, its sign is an operator behind ^
      assertThat(Printer.text(Parser.parse(printed, CONFIG.enabled()))).isEqualTo(printed);
    }
  }

  /** Both ways to go over windows come to the same result. */
  @FuzzTest
  void evaluate(byte[] bytes) {
    String query = text(bytes);
    Steps steps = new Steps(T - 300_000, 60_000, 5);
    QueryResult result;
    try {
      ENGINE.instant(query, T);
      result = ENGINE.range(query, steps, QueryOptions.DEFAULT);
    } catch (QueryException e) {
      assertThat(e.getMessage()).isNotEmpty();
      return;
    }
    assertThat(ENGINE.heldBytes()).isZero();
    assertThat(PLAIN.range(query, steps, QueryOptions.DEFAULT).value().getClass())
        .isEqualTo(result.value().getClass());
  }

  @FuzzTest
  void selector(byte[] bytes) {
    try {
      assertThat(Parser.parseSelector(text(bytes))).isNotEmpty();
    } catch (QueryException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  /** A duration that is printed reads as the same duration; a quoted text as the same text. */
  @FuzzTest
  void notation(byte[] bytes) {
    String text = text(bytes);
    assertThat(Parser.parse(Quoting.quote(text)))
        .isInstanceOfSatisfying(
            Expression.StringLiteral.class, literal -> assertThat(literal.value()).isEqualTo(text));
    long millis;
    try {
      millis = PrometheusDuration.parseMillis(text);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).contains("duration");
      return;
    }
    assertThat(PrometheusDuration.parseMillis(PrometheusDuration.format(millis))).isEqualTo(millis);
  }
}
