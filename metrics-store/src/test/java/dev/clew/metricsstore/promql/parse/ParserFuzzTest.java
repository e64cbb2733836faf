package dev.clew.metricsstore.promql.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.ast.Printer;
import dev.clew.model.QueryException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is thrown at the parser, it answers with a tree or says what is wrong. */
class ParserFuzzTest {
  private static final int ROUNDS = 30_000;

  private static final List<String> QUERIES =
      List.of(
          "sum by (job, instance) (rate(http_requests_total{code=~\"5..\",job!=\"x\"}[5m]))",
          "histogram_quantile(0.9, sum without (le) (rate(x_bucket[1h30m] offset -5m)))",
          "a * on(x) group_left(y, z) b unless ignoring(c) d and e or f",
          "-1 ^ 2 ^ -foo % 3 atan2 bar",
          "max_over_time(deriv(rate(d[1m])[5m:1m])[1h:] @ start())",
          "topk(3, {\"my.metric\", \"a b\"=\"c\"}) > bool 0x1F",
          "label_replace(up @ 12.5, 'a', \"$1\", `b`, \"(.*)\\n\")",
          "x[5m + step()] smoothed offset (3 * 1m - range())",
          "a + fill_left(1) fill_right(-2) b == bool on() c",
          "quantile without() (NaN, Inf + 1_000e3 # comment\n)",
          "count_values(\"v\", info(a, {b=\"c\"})) </ 3 >/ 2",
          "limit_ratio(-0.5, a[min_of(5m, 1h):max_of(1s,2s)]) + time()",
          "histogram_quantiles(h, 'q', 0.5, 0.9) + scalar(vector(1)) - pi()");

  private static final List<String> PARTS =
      List.of(
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          ",",
          ":",
          "@",
          "offset",
          "by",
          "sum",
          "1",
          "5m",
          "\"",
          "'",
          "`",
          "\\",
          "=~",
          "!~",
          "!=",
          "==",
          "=",
          "-",
          "+",
          "^",
          "/",
          "</",
          ">/",
          "bool",
          "on",
          "a",
          "Inf",
          "NaN",
          "0x",
          ".",
          "e",
          "_",
          " ",
          "\n",
          "#",
          "é",
          "\u0000",
          "start()",
          "group_left",
          "fill",
          "anchored",
          "rate",
          "1e",
          "ms",
          "and");

  @Test
  void answersOrSaysWhatIsWrong() {
    long seed = Long.getLong("clew.seed", 42);
    Random random = new Random(seed);
    int parsed = 0;
    for (int i = 0; i < ROUNDS; i++) {
      String query = mutated(QUERIES.get(random.nextInt(QUERIES.size())), random);
      try {
        Expression tree = Parser.parse(query);
        parsed++;
        String printed = Printer.text(tree);
        if (printed.contains("+Inf")) {
          // As in Prometheus, its sign is read as an operator where it comes after ^.
          continue;
        }
        assertThat(Printer.text(reparsed(printed, query, seed)))
            .as("seed %d: %s", seed, query)
            .isEqualTo(printed);
      } catch (QueryException e) {
        assertThat(e.getMessage()).as("seed %d: %s", seed, query).contains("parse error: ");
      } catch (RuntimeException e) {
        fail("seed %d: %s".formatted(seed, query), e);
      }
    }
    assertThat(parsed).isGreaterThan(ROUNDS / 50);
  }

  private static Expression reparsed(String printed, String query, long seed) {
    try {
      return Parser.parse(printed);
    } catch (QueryException e) {
      throw new IllegalStateException(
          "seed " + seed + ": " + query + " printed as " + printed + ": " + e.getMessage(), e);
    }
  }

  private static String mutated(String query, Random random) {
    StringBuilder out = new StringBuilder(query);
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(out.length() + 1);
      int end = Math.min(out.length(), at + random.nextInt(6));
      switch (random.nextInt(4)) {
        case 0 -> out.delete(at, end);
        case 1 -> out.insert(at, PARTS.get(random.nextInt(PARTS.size())));
        case 2 -> out.replace(at, end, PARTS.get(random.nextInt(PARTS.size())));
        default -> out.insert(at, out.substring(at, end));
      }
    }
    return out.toString();
  }
}
