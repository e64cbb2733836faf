package dev.clew.logstore.logql.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.logstore.pipeline.template.Template;
import dev.clew.logstore.pipes.PipeQuery;
import dev.clew.model.QueryException;
import dev.clew.model.query.Nesting;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Queries and templates that are deep, in each of the languages over logs. */
class DepthTest {
  private static final String RATE = "rate({a=\"b\"}[5m])";

  private static String around(String before, String inner, String after, int levels) {
    return before.repeat(levels) + inner + after.repeat(levels);
  }

  static List<String> refusedLogql() {
    return List.of(
        RATE + (" or " + RATE).repeat(999),
        RATE + "+1".repeat(3_000),
        "1 ^ ".repeat(5_000) + RATE,
        "(".repeat(20_000),
        around("(", RATE, ")", 20_000),
        around("sum(", RATE, ")", 10_000),
        around("label_replace(", RATE, ",\"a\",\"b\",\"c\",\"d\")", 3_000),
        around("(", "{a=\"b\"}", ")", 20_000),
        "rate(" + around("(", "{a=\"b\"}", ")", 20_000) + "[5m])",
        "{a=\"b\"} | x=\"y\"" + " or x=\"y\"".repeat(5_000),
        "{a=\"b\"} | x=\"y\"" + " and x=\"y\"".repeat(5_000),
        "{a=\"b\"} | x=\"y\"" + ", x=\"y\"".repeat(5_000),
        "{a=\"b\"} | " + around("(", "x=\"y\"", ")", 20_000));
  }

  @ParameterizedTest
  @MethodSource
  void refusedLogql(String query) {
    assertThatThrownBy(() -> LogqlParser.parse(query))
        .isInstanceOf(QueryException.class)
        .satisfies(e -> assertThat(e.getMessage()).containsAnyOf(Nesting.message(), "operators"));
  }

  @ParameterizedTest
  @MethodSource
  void takenLogql(String query) {
    assertThat(LogqlParser.parse(query).toString()).isNotEmpty();
    assertThat(LogqlParser.parse(query)).isEqualTo(LogqlParser.parse(query));
  }

  static List<String> takenLogql() {
    int most = Nesting.MOST - 1;
    return List.of(
        RATE + (" or " + RATE).repeat(most),
        around("sum(", RATE, ")", most - 1),
        "{a=\"b\"} | x=\"y\"" + " or x=\"y\"".repeat(most - 1),
        "{a=\"b\"} " + "|= \"x\" ".repeat(3_000),
        "{a=\"b\"} |= \"x\"" + " or \"x\"".repeat(10_000));
  }

  static List<String> refusedPipes() {
    return List.of(
        around("(", "a", ")", 5_000),
        "NOT ".repeat(3_000) + "a",
        "-".repeat(5_000) + "a",
        "a:" + around("(", "b", ")", 5_000),
        "a:(" + "NOT ".repeat(3_000) + "b)",
        "* | where " + around("(", "a", ")", 5_000) + " > 1",
        "* | where a > 1 and " + "! ".repeat(3_000) + "a",
        "* | eval b = " + "- ".repeat(5_000) + "a",
        "* | eval b = " + around("abs(", "a", ")", 3_000),
        "* " + "| limit 1 ".repeat(1_000));
  }

  @ParameterizedTest
  @MethodSource
  void refusedPipes(String query) {
    assertThatThrownBy(() -> PipeQuery.parse(query))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("(expected: ");
  }

  static List<String> takenPipes() {
    return List.of(
        "a" + " OR a".repeat(3_000),
        "a" + " AND a".repeat(2_500),
        "a" + " AND NOT b".repeat(1_500),
        "a:(b" + " OR b".repeat(2_000) + ")",
        "* | where a > 1" + " or a > 1".repeat(1_400),
        "* | where a > 1" + " and a > 1".repeat(1_400),
        "* | eval b = a" + " + 1".repeat(4_000),
        "* | eval b = a" + " * 1".repeat(4_000),
        around("(", "a", ")", Nesting.MOST));
  }

  @ParameterizedTest
  @MethodSource
  void takenPipes(String query) {
    assertThatCode(
            () -> {
              PipeQuery parsed = PipeQuery.parse(query);
              assertThat(PipeQuery.parse(parsed.filter().toString()).filter())
                  .isEqualTo(parsed.filter());
            })
        .doesNotThrowAnyException();
  }

  static List<String> refusedTemplates() {
    return List.of(
        around("{{if .a}}", "x", "{{end}}", 10_000),
        around("{{range .a}}", "x", "{{end}}", 10_000),
        "{{if .a}}x" + "{{else if .a}}x".repeat(10_000) + "{{end}}",
        "{{" + around("(", ".a", ")", 10_000) + "}}");
  }

  @ParameterizedTest
  @MethodSource
  void refusedTemplates(String template) {
    assertThatThrownBy(() -> Template.parse(template, Clock.systemUTC()))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining(Nesting.message());
  }

  @Test
  void openParenthesesOfATemplateAreRefusedBeforeTheyNest() {
    assertThatThrownBy(() -> Template.parse("{{" + "(".repeat(20_000) + "}}", Clock.systemUTC()))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("unclosed left paren");
  }
}
