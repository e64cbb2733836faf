package dev.clew.model.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.model.QueryException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchParserTest {
  @Test
  void readsTheExampleOfTheDesign() {
    assertThat(
            SearchParser.parse(
                "service:checkout severity>=warn \"payment failed\" -route:/health duration>500ms"
                    + " order.id:7f3a*"))
        .isEqualTo(
            new Filter.And(
                List.of(
                    new Filter.Equals("service", "checkout"),
                    new Filter.Compare("severity", Filter.Op.AT_LEAST, Filter.Operand.of("warn")),
                    new Filter.Phrase(null, "payment failed"),
                    new Filter.Not(new Filter.Equals("route", "/health")),
                    new Filter.Compare(
                        "duration", Filter.Op.GREATER, new Filter.Operand("500ms", 5e8)),
                    new Filter.Wildcard("order.id", "7f3a*"))));
  }

  @Test
  void orBindsLooserThanAnd() {
    assertThat(SearchParser.parse("a b OR c AND NOT d"))
        .isEqualTo(
            new Filter.Or(
                List.of(
                    new Filter.And(List.of(word("a"), word("b"))),
                    new Filter.And(List.of(word("c"), new Filter.Not(word("d")))))));
    assertThat(SearchParser.parse("a (b OR c)"))
        .isEqualTo(
            new Filter.And(List.of(word("a"), new Filter.Or(List.of(word("b"), word("c"))))));
  }

  private static Filter word(String text) {
    return new Filter.Word(null, text);
  }

  @Test
  void readsEveryKindOfTerm() {
    assertThat(SearchParser.parse("")).isEqualTo(Filter.all());
    assertThat(SearchParser.parse("*")).isEqualTo(Filter.all());
    assertThat(SearchParser.parse("10.0.0.1")).isEqualTo(word("10.0.0.1"));
    assertThat(SearchParser.parse("foo-bar")).isEqualTo(word("foo-bar"));
    assertThat(SearchParser.parse("pay*")).isEqualTo(new Filter.Prefix(null, "pay"));
    assertThat(SearchParser.parse("*ail*")).isEqualTo(new Filter.Substring(null, "ail"));
    assertThat(SearchParser.parse("/time[d]? out/"))
        .isEqualTo(new Filter.Regex(null, "time[d]? out"));
    assertThat(SearchParser.parse("/health")).isEqualTo(word("/health"));
    assertThat(SearchParser.parse("url:/a\\/b/")).isEqualTo(new Filter.Regex("url", "a/b"));
    assertThat(SearchParser.parse("order.id:*")).isEqualTo(new Filter.Exists("order.id"));
    assertThat(SearchParser.parse("code=500")).isEqualTo(new Filter.Equals("code", "500"));
    assertThat(SearchParser.parse("code:(500 OR 502)"))
        .isEqualTo(
            new Filter.Or(
                List.of(new Filter.Equals("code", "500"), new Filter.Equals("code", "502"))));
    assertThat(SearchParser.parse("\"my key\":\"a b\""))
        .isEqualTo(new Filter.Equals("my key", "a b"));
    assertThat(SearchParser.parse("url:http://a:80/x"))
        .isEqualTo(new Filter.Equals("url", "http://a:80/x"));
    assertThat(SearchParser.parse("id:7f3a")).isEqualTo(new Filter.Carries(null, "7f3a"));
    assertThat(SearchParser.parse("id.order.id:7f3a"))
        .isEqualTo(new Filter.Carries("order.id", "7f3a"));
    assertThat(SearchParser.parse("a\\:b")).isEqualTo(word("a:b"));
    assertThat(SearchParser.parse("\\OR")).isEqualTo(word("OR"));
  }

  @ParameterizedTest
  @CsvSource({
    "(a, 0",
    "a), 1",
    "\"abc, 0",
    "a OR, 4",
    "severity>=lod, 10",
    "service:, 8",
    "a -, 2",
    ":b, 0",
    "code:(1, 5",
    "f:(), 2",
    "(a | b), 3",
    "a | b, 2",
    "duration > 5ms, 9",
    "a == 5, 2",
    "a==5, 1",
    "a=~x, 1",
    "f: v, 2",
    "f:[1 TO, 2",
    "f:[1 2], 2",
    "f:[1 TO 2, 2",
    "f:{* TO x, 2",
    "f:1..x, 5",
    "time>yesterday, 5",
    "time:[now-5x TO now], 6",
    "severity:eror, 9",
    "f:(a AND), 8",
    "f:(a AND b, 2",
    "f=(a b), 1",
    "=, 0",
    "f:=, 3",
    "f:~, 2",
    "f:=10.0.0.0/8, 2",
    "a !=5, 2",
    "x \"a b, 2"
  })
  void aFaultHasAPositionAndSaysWhatIsExpected(String query, int position) {
    assertThatThrownBy(() -> SearchParser.parse(query))
        .isInstanceOfSatisfying(
            QueryException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(QueryException.Kind.SYNTAX);
              assertThat(e.position()).isEqualTo(position);
            })
        .hasMessageMatching("(?s).*(expected|did you mean).*");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "severity:eror ~ did you mean error?",
        "severity>wran ~ did you mean warn?",
        "duration > 5ms ~ did you mean duration>…, without a blank?",
        "a==b ~ did you mean a:=value?",
        "f=(a b) ~ did you mean f:(…)?",
        "a |b ~ unexpected \"|\"",
        "(a |b) ~ \\| for the character itself",
        "x \"a b ~ the quotation that begins here is never closed",
      })
  void aFaultHints(String query, String hint) {
    assertThatThrownBy(() -> SearchParser.parse(query))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining(hint);
  }

  /** What is typed, and what it is understood as. */
  @ParameterizedTest
  @CsvFileSource(resources = "/search.test", delimiter = '\t', quoteCharacter = '\0')
  void understands(String query, String tree) {
    Filter filter = SearchParser.parse(query);
    assertThat(SearchTrees.tree(filter)).isEqualTo(tree);
    assertThat(SearchParser.parse(filter.toString())).as("%s", filter).isEqualTo(filter);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "a b | stats count() ~ 4",
        "a|b ~ 1",
        "\"a|b\" /c|d/ e\\|f | head 5 ~ 17",
        "a || b | x \" ~ 7",
        "| limit 5 ~ 0",
        "f:x| y ~ 3",
        "f:(a || b) |y ~ 11",
      })
  void aPipeEndsTheFilter(String query, int end) {
    SearchParser.Parsed parsed = SearchParser.parsePrefix(query);
    assertThat(parsed.end()).isEqualTo(end);
    assertThat(parsed.filter()).isEqualTo(SearchParser.parse(query.substring(0, end)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everyTreeReadsBackAsPrinted(long seed) {
    SearchTrees trees = new SearchTrees(new Random(seed));
    for (int i = 0; i < 20_000; i++) {
      Filter filter = trees.filter(3);
      assertThat(SearchParser.parse(filter.toString()))
          .as("seed %s, tree %s: %s", seed, i, filter)
          .isEqualTo(filter);
    }
  }

  @Test
  void longQueriesAreRefused() {
    assertThatThrownBy(() -> SearchParser.parse("a ".repeat(9000)))
        .isInstanceOf(QueryException.class);
    assertThatThrownBy(() -> SearchParser.parse("(".repeat(9000)))
        .isInstanceOf(QueryException.class);
    assertThatThrownBy(() -> SearchParser.parse("f:" + "(".repeat(9000)))
        .isInstanceOf(QueryException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "service:checkout severity>=warn \"payment failed\" -route:/health duration>500ms",
        "a b OR c (d OR -e)",
        "pay* *ail* /x.y/ f:* f:\"a b\" f:a*b id:7 id.order.id:x",
        "\"quote \\\" and \\\\\" \"a b\":c \\-x f<=3.5",
        "-(a OR b) -(a b)"
      })
  void whatIsPrintedReadsBackAsTheSame(String query) {
    Filter filter = SearchParser.parse(query);
    assertThat(SearchParser.parse(filter.toString())).isEqualTo(filter);
  }

  @Test
  void anyTextIsAFilterOrASyntaxError() {
    long seed = 7;
    Random random = new Random(seed);
    String[] pieces =
        ("a b : ( ) \" * / \\ - < > = ! ~ | || [ ] { } , .. 1 é OR AND NOT TO severity time now id:"
                + " id. ip: 10.0.0.0/8 ::1 2001: ß \uD83D \u2003 \0 & && 5ms :( :[ := :~ != >=")
            .split(" ");
    for (int i = 0; i < 100_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(12); length > 0; length--) {
        text.append(random.nextInt(3) == 0 ? " " : pieces[random.nextInt(pieces.length)]);
      }
      try {
        Filter filter = SearchParser.parse(text.toString());
        if (random.nextInt(4) == 0) {
          assertThat(SearchParser.parse(filter.toString()))
              .as("seed %s: %s", seed, text)
              .isNotNull();
        }
      } catch (QueryException e) {
        assertThat(e.position()).as("%s", text).isBetween(0, text.length());
      }
    }
  }

  @Test
  void durationsAndNumbersHaveValues() {
    assertThat(Filter.Operand.of("1h30m").number()).isEqualTo(5400e9);
    assertThat(Filter.Operand.of("2.5us").number()).isEqualTo(2500);
    assertThat(Filter.Operand.of("-3e2").number()).isEqualTo(-300);
    assertThat(Filter.Operand.of("warn").isNumber()).isFalse();
    assertThat(Filter.Operand.of("7f3a").isNumber()).isFalse();
    assertThat(Filter.Operand.of("").isNumber()).isFalse();
  }
}
