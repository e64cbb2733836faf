package dev.clew.metricsstore.promql.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.ast.Printer;
import dev.clew.model.QueryException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParserTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          sum(rate(a[5m]))by(b)                  | sum by (b) (rate(a[5m]))
          sum without(b,"c.d")(a)                | sum without (b, "c.d") (a)
          -1^2                                   | -1 ^ 2
          a+b*c^d                                | a + b * c ^ d
          {"my.metric","a.b"=~"x"}               | {"a.b"=~"x","my.metric"}
          a{b='c"d'}                             | a{b="c\\"d"}
          a offset -5m @ end()                   | a @ end() offset -5m
          max_over_time(rate(a[1m])[1h:] @ 7)    | max_over_time(rate(a[1m])[1h:] @ 7.000)
          a * on(x) group_left(y) b              | a * on (x) group_left (y) b
          a > bool 0x1F                          | a > bool 31
          a[2*(1m+step())]                       | a[2s * (1m + step())]
          a and b or c unless d                  | a and b or c unless d
          rate(a[1m] anchored)                   | rate(a[1m] anchored)
          5m30s                                  | 5m30s
          a[1001ms]                              | a[1s1ms]
          a[1.001] offset -0.001                 | a[1s1ms] offset -1ms
          a offset -2 ^ 2                        | a offset -2s ^ 2
          a offset (2) ^ 2                       | a offset (2s) ^ 2s
          a offset - -2 + 1                      | a offset (2s + 1s)
          a[STEP()+Max_Of(1m,RANGE())]           | a[step() + max_of(1m, range())]
          a @ START() + b @ End()                | a @ start() + b @ end()
          fill + fill_left / fill_right          | fill + fill_left / fill_right
          a + fill(1m) fill                      | a + fill (60) fill
          """)
  void printsWhatItRead(String query, String canonical) {
    Expression expression = Parser.parse(query);
    assertThat(Printer.text(expression)).isEqualTo(canonical);
    assertThat(Printer.text(Parser.parse(canonical))).isEqualTo(canonical);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          sum(                    | 1:5: parse error: unclosed left parenthesis
          foo{                    | 1:5: parse error: unexpected end of input inside braces
          foo{bar}                | 1:8: parse error: unexpected "}" in label matching, expected label matching operator
          1 + + foo{} )           | 1:13: parse error: unexpected right parenthesis ')'
          nope(1)                 | 1:1: parse error: unknown function with name "nope"
          rate(foo)               | 1:6: parse error: expected type range vector in call to function "rate", got instant vector
          {a=""}                  | 1:1: parse error: vector selector must contain at least one non-empty matcher
          a{__name__="b"}         | 1:1: parse error: metric name must not be set twice: "a" or "b"
          1 > 2                   | 1:1: parse error: comparisons between scalars must use BOOL modifier
          foo[5m] offset 1m [1m]  | 1:19: parse error: ranges only allowed for vector selectors
          sum(a, b)               | 1:1: parse error: wrong number of arguments for aggregate expression provided, expected 1, got 2
          a{b=~"("}               | 1:3: parse error: error parsing regexp: missing closing ): `^(?s:()$`
          "abc                    | 1:1: parse error: unterminated quoted string
          """)
  void saysWhatIsWrong(String query, String message) {
    assertThatThrownBy(() -> Parser.parse(query))
        .isInstanceOfSatisfying(
            QueryException.class, e -> assertThat(e.kind()).isEqualTo(QueryException.Kind.SYNTAX))
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sum", "on", "by", "bool", "offset", "avg{by=\"sum\"}", "start", "step"})
  void acceptsKeywordsAsNames(String query) {
    assertThat(Parser.parse(query)).isInstanceOf(Expression.VectorSelector.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {100_000})
  void refusesEndlessNesting(int depth) {
    assertThatThrownBy(() -> Parser.parse("(".repeat(depth))).isInstanceOf(QueryException.class);
    assertThatThrownBy(() -> Parser.parse("-".repeat(depth) + "1"))
        .isInstanceOf(QueryException.class);
  }
}
