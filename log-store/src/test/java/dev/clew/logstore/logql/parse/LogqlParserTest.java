package dev.clew.logstore.logql.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.model.QueryException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogqlParserTest {
  /** The printed form is read back to the same tree, and is stable. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{a=\"b\"}",
        "{a=\"b\", c!=\"d\", e=~\"f.*\", g!~\"h|i\"}",
        "{a=\"b\",} |= \"x\" != \"y\" |~ `z\\d` !~ \"w\" |> \"<_>x<_>\" !> \"a<_>\"",
        "{a=\"b\"} |= \"x\" or \"y\" or ip(\"10.0.0.0/8\")",
        "{a=\"b\"} # a comment\n | json",
        "{a=\"b\"} | json x=\"y.z[0]\", w",
        "{a=\"b\"} | logfmt --strict --keep-empty x, y=\"z\"",
        "{a=\"b\"} | pattern `<ip> <_>` | regexp `(?P<x>.)` | unpack | decolorize",
        "{a=\"b\"} | x=\"y\" and (z>5 or w<=2.5MB), v=~\"u\" t!=5m",
        "{a=\"b\"} | x=ip(\"1.2.3.4\") | y!=ip(\"::1/64\") | z==-5 | w=3",
        "{a=\"b\"} | line_format \"{{.x}}\" | label_format y=z, v=\"{{.u}}\"",
        "{a=\"b\"} | drop x, y=\"z\" | keep w, v=~\"u.*\"",
        "({a=\"b\"} |= \"x\") | json",
        "rate({a=\"b\"}[5m])",
        "rate({a=\"b\"}[5m] |= \"x\")",
        "rate(({a=\"b\"} |= \"x\")[1h30m] offset 1d)",
        "count_over_time({a=\"b\"} | json | x=\"y\" [5m] offset -5m)",
        "sum_over_time({a=\"b\"} | unwrap x | __error__=\"\" [5m])",
        "sum_over_time({a=\"b\"} | unwrap bytes(x) [5m])",
        "avg_over_time({a=\"b\"} | unwrap duration_seconds(x) [5m]) by (y, z)",
        "quantile_over_time(0.99, {a=\"b\"} | unwrap x [5m]) without (y)",
        "absent_over_time({a=\"b\"}[5m])",
        "sum by (x) (rate({a=\"b\"}[5m]))",
        "sum(rate({a=\"b\"}[5m])) without (x)",
        "topk(5, sum by (x) (rate({a=\"b\"}[5m]))) by (y)",
        "sort_desc(approx_topk(3, rate({a=\"b\"}[5m])))",
        "rate({a=\"b\"}[5m]) / on (x) group_left (y) rate({a=\"c\"}[5m])",
        "rate({a=\"b\"}[5m]) > bool ignoring (x) group_right rate({a=\"c\"}[5m])",
        "rate({a=\"b\"}[5m]) and rate({a=\"c\"}[5m]) or vector(-1) unless vector(2)",
        "label_replace(rate({a=\"b\"}[5m]), \"x\", \"$1\", \"y\", \"(.*)\")",
        "2 ^ 3 ^ 2 * -1 % 5 - +3",
        "{rate=\"b\", sum=\"c\"} | count=\"1\""
      })
  void whatIsPrintedIsReadBack(String query) {
    var tree = LogqlParser.parse(query);
    String printed = tree.toString();
    assertThat(LogqlParser.parse(printed)).as(printed).isEqualTo(tree);
    assertThat(LogqlParser.parse(printed).toString()).isEqualTo(printed);
    String pretty = dev.clew.logstore.logql.ast.Printer.pretty(tree);
    assertThat(LogqlParser.parse(pretty)).as(pretty).isEqualTo(tree);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '\0',
      value = {
        "1 + 2 * 3@7",
        "2 ^ 3 ^ 2@512",
        "(1 + 2) * 3@9",
        "1 / 0@NaN",
        "7 % 4 - 1@2",
        "1 < 2@1",
        "-3@-3",
      })
  void numbersAreReckoned(String query, String expected) {
    assertThat(LogqlParser.parse(query).toString()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '\0',
      value = {
        "{a=\"b\"@parse error at line 1, col 7: syntax error: unexpected $end, expecting } or ,",
        "{a b}@parse error at line 1, col 4: syntax error: unexpected IDENTIFIER, expecting = or =~"
            + " or !~ or !=",
        "{a=b}@parse error at line 1, col 4: syntax error: unexpected IDENTIFIER, expecting STRING",
        "{a=\"b\"} |= x@parse error at line 1, col 12: syntax error: unexpected IDENTIFIER,"
            + " expecting STRING",
        "{a=\"b\"} |@parse error at line 1, col 10: syntax error: unexpected $end",
        "{a=\"b\"} | json | unwrap x@parse error at line 1, col 18: syntax error: unexpected"
            + " unwrap",
        "{a=\"b\"} {@parse error at line 1, col 9: syntax error: unexpected {",
        "{a=\"b@parse error at line 1, col 4: literal not terminated",
        "{a='b'}@parse error at line 1, col 4: syntax error: unexpected CHAR",
        "rate({a=\"b\"}[5)@parse error at line 1, col 13: missing closing ']' in duration",
        "rate({a=\"b\"}[x])@parse error at line 1, col 13: not a valid duration string: \"x\"",
        "rate({a=\"b\"})@parse error at line 1, col 13: syntax error: unexpected )",
        "sum(rate({a=\"b\"}[5m])@parse error at line 1, col 22: syntax error: unexpected $end,"
            + " expecting )",
        "{a=\"b\"} | x == \"y\"@parse error at line 1, col 16: syntax error: unexpected STRING,"
            + " expecting BYTES or NUMBER or DURATION",
        "@parse error at line 1, col 1: syntax error: unexpected $end",
        "{}@parse error : queries require at least one regexp or equality matcher that does not"
            + " have an empty-compatible value. For instance, app=~\".*\" does not meet this"
            + " requirement, but app=~\".+\" will",
        "{a!=\"b\"}@parse error : queries require at least one regexp or equality matcher that"
            + " does not have an empty-compatible value. For instance, app=~\".*\" does not meet"
            + " this requirement, but app=~\".+\" will",
        "count_over_time({a=\"b\"}[5m]) by (x)@parse error : grouping not allowed for"
            + " count_over_time aggregation",
        "sum_over_time({a=\"b\"}[5m])@parse error : invalid aggregation sum_over_time without"
            + " unwrap",
        "count_over_time({a=\"b\"} | unwrap x [5m])@parse error : invalid aggregation"
            + " count_over_time with unwrap",
        "quantile_over_time({a=\"b\"} | unwrap x [5m])@parse error : parameter required for"
            + " operation quantile_over_time",
        "topk(rate({a=\"b\"}[5m]))@parse error : parameter required for operation topk",
        "topk(0, rate({a=\"b\"}[5m]))@parse error : invalid parameter (must be greater than 0)"
            + " topk(0",
        "1 and rate({a=\"b\"}[5m])@parse error : unexpected literal for left leg of logical/set"
            + " binary operation (and): 1.000000",
        "{a=\"b\"} + 1@parse error : unexpected type for left leg of binary operation (+):"
            + " *syntax.MatchersExpr",
        "{a=\"b\"} | label_format x=y, x=z@parse error : multiple label name 'x' not allowed in a"
            + " single format operation",
        "rate({a=\"b\"} | unwrap x | json [5m])@parse error at line 1, col 25: syntax error:"
            + " unexpected |",
      })
  void faultsAreNamedAsLokiNamesThem(String query, String message) {
    assertThatThrownBy(() -> LogqlParser.parse(query == null ? "" : query))
        .isInstanceOf(QueryException.class)
        .hasMessage(message);
  }
}
