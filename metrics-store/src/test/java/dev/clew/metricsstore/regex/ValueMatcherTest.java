package dev.clew.metricsstore.regex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.LabelMatcher.Operator;
import dev.clew.model.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueMatcherTest {
  private static final List<String> VALUES =
      List.of(
          "",
          "a",
          "A",
          "b",
          "ab",
          "abc",
          "aab",
          "api-server-7f9",
          "api-gateway-0",
          "api-",
          "API-x",
          "x\ny",
          "\n",
          "0",
          "42",
          "007",
          "1.5",
          "GET",
          "get",
          "200",
          "404",
          "500",
          "é",
          "É",
          "日本",
          "😀",
          "a😀b",
          "k",
          "K",
          "\u212a",
          "s",
          "\u017f",
          "a|b",
          "a.b",
          "a+b",
          "{2}",
          "a{2",
          "[x]",
          "]",
          "-",
          "^",
          "a-b",
          "a\\b",
          "  ",
          "\t",
          "foo bar",
          "aaaa",
          "aaaaa",
          "_",
          "$",
          "$a",
          "a$",
          "^a",
          "a^");

  private static ValueMatcher match(String expression) {
    return ValueMatcher.of(new LabelMatcher("x", Operator.MATCH, expression));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "a|b",
        "a|b|",
        "(a|b)c?",
        "api-.*",
        ".*-7f.*",
        "api-(server|gateway)-[0-9a-f]+",
        "(?i)api-x",
        "(?i:get)|200",
        "[a-c]+",
        "[^a-c]*",
        "[]a]",
        "[^]a]",
        "[a\\-b]+",
        "[-a]",
        "[a-]",
        "\\d+",
        "\\D*",
        "\\w+",
        "\\W",
        "\\s*",
        "\\S+",
        ".",
        "..",
        "(?-s).*",
        "x.y",
        "x\\ny",
        "a{2}",
        "a{2,}b?",
        "a{1,3}",
        "a{0}",
        "a{2",
        "\\Qa|b\\E",
        "\\Qa.b",
        "\\x41",
        "\\x{1F600}",
        "\\101",
        "\\060",
        "[[:alpha:]]+",
        "[[:^digit:]]*",
        "[[:upper:][:digit:]]+",
        "^a$",
        "^a|b$",
        "a$",
        "(^a)",
        "a^",
        "$a",
        "\\Aab\\z",
        "\\$a",
        "a\\$",
        "\\ba",
        "a*?",
        "a+?b",
        "(?P<n>a)b",
        "(?<n>a)b",
        "(?:a|b)*",
        "(?i)k",
        "(?i)s",
        "(?i)é",
        "(?i)[^a]",
        "\\pL+",
        "\\p{Greek}",
        "é|日本",
        ".*😀.*",
        "[é-日]+",
        "()",
        "(|a)",
        "((a))",
        "(a*)*",
        ".+",
        "[0-9]{3}",
        "4..|5..",
        "\\t",
        "\\.",
        "a\\+b",
        "a\\\\b",
        "(?U)a+",
        "(?is).*x"
      })
  void agreesWithRe2(String expression) {
    Pattern re2 = Pattern.compile(expression, Pattern.DOTALL);
    ValueMatcher matcher = match(expression);
    for (String value : VALUES) {
      assertThat(matcher.matches(value))
          .as("%s =~ %s by %s", value, expression, matcher.test())
          .isEqualTo(re2.matches(value));
      boolean passes = matcher.test().passes(value);
      assertThat(!passes || value.startsWith(matcher.test().prefix()))
          .as("prefix of %s", expression)
          .isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void agreesWithRe2OnRandomExpressions(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 400; i++) {
      String expression = expression(random, 3);
      Pattern re2 = Pattern.compile(expression, Pattern.DOTALL);
      ValueMatcher matcher = match(expression);
      for (int k = 0; k < 30; k++) {
        String value = value(random);
        assertThat(matcher.matches(value))
            .as("seed %d: %s =~ %s", seed, value, expression)
            .isEqualTo(re2.matches(value));
      }
    }
  }

  private static String expression(Random random, int depth) {
    if (depth == 0) {
      return List.of("a", "b", "[ab]", ".", "[^a]", "ab", "\\w", "").get(random.nextInt(8));
    }
    String a = expression(random, depth - 1);
    String b = expression(random, depth - 1);
    return switch (random.nextInt(7)) {
      case 0 -> "(" + a + ")*" + b;
      case 1 -> "(" + a + "|" + b + ")";
      case 2 -> "(?:" + a + ")?" + b;
      case 3 -> "(" + a + "){1,2}" + b;
      case 4 -> "(?i:" + a + ")" + b;
      default -> a + b;
    };
  }

  private static String value(Random random) {
    StringBuilder value = new StringBuilder();
    for (int left = random.nextInt(6); left > 0; left--) {
      value.append(List.of("a", "b", "A", "c", "\n", "é").get(random.nextInt(6)));
    }
    return value.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "a|b|c, AnyOf",
    "(api|web)-[12], AnyOf",
    "(?i)get, AnyOf",
    ".*, Everything",
    "api-.*, Accepted",
    ".*7f.*, Contains",
    "\\bfoo, Expression",
    "(a|b){90}(.*a.{20}), Accepted"
  })
  void takesTheFastestWay(String expression, String way) {
    assertThat(match(expression).test().getClass().getSimpleName()).isEqualTo(way);
  }

  @Test
  void knowsThePrefix() {
    assertThat(match("api-v[12]-.*").test().prefix()).isEqualTo("api-v");
    assertThat(match("(api-a.*|api-b.+)").test().prefix()).isEqualTo("api-");
    assertThat(match("(😀.*|😁.*)").test().prefix()).isEmpty();
  }

  @Test
  void aWrongExpressionIsTheUsersFault() {
    List<String> wrong = new ArrayList<>(List.of("a(", "[", "*", "a**", "\\", "(?<", "a{1001}"));
    for (String expression : wrong) {
      assertThatThrownBy(() -> match(expression))
          .as(expression)
          .isInstanceOf(QueryException.class)
          .hasMessageStartingWith("error parsing regexp: ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{999}){999}){999}",
        "\\b((a{999}){999}){999}",
        "(.{1000}){200}",
        "((a{1,100}){1,100}){1,100}"
      })
  void whatWouldBecomeTooLargeIsRefused(String expression) {
    assertThatThrownBy(() -> match(expression))
        .isInstanceOf(QueryException.class)
        .hasMessageStartingWith("error parsing regexp: expression too large, ")
        .hasMessageEndingWith(": `" + expression + "`");
  }

  @Test
  void deepNestingDoesNotOverflow() {
    assertThatThrownBy(() -> match("(".repeat(50_000))).isInstanceOf(QueryException.class);
    assertThat(match("(".repeat(200) + "a" + ")".repeat(200)).matches("a")).isTrue();
  }

  @Test
  void expressionsWithExponentiallyManyStatesAreMatchedInLinearTime() {
    ValueMatcher matcher = match("(a|b)*a(a|b){200}");
    Random random = new Random(7);
    for (int i = 0; i < 10; i++) {
      StringBuilder value = new StringBuilder();
      for (int n = 0; n < 1000; n++) {
        value.append(random.nextBoolean() ? 'a' : 'b');
      }
      assertThat(matcher.matches(value.toString())).isEqualTo(value.charAt(799) == 'a');
    }
  }

  @Test
  void manyAlternativesAreASet() {
    StringBuilder expression = new StringBuilder("x");
    for (int i = 0; i < 10_000; i++) {
      expression.append("|pod-").append(i);
    }
    assertThat(match(expression.toString()).test()).isInstanceOf(ValueMatcher.AnyOf.class);
  }
}
