package dev.clew.alerting.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.alerting.FakeMetrics;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleFileParserTest {
  private final RuleFileParser parser =
      new RuleFileParser((language, text) -> new FakeMetrics().check(text));

  private RuleFile parse(String text) {
    try {
      return parser.parse("f.yml", text);
    } catch (RuleFileException e) {
      throw new AssertionError(
          e.errors().stream().map(RuleFileError::toString).collect(Collectors.joining("\n")), e);
    }
  }

  private String errors(String text) {
    try {
      parser.parse("f.yml", text);
      return "";
    } catch (RuleFileException e) {
      return e.errors().stream().map(RuleFileError::toString).collect(Collectors.joining("\n"));
    }
  }

  @Test
  void aGroupSaysItsLanguage() throws Exception {
    assertThat(parser.parse("a.yml", "groups: [{name: a, type: logql}, {name: b}]").groups())
        .extracting(RuleGroup::language)
        .containsExactly(RuleLanguage.LOGQL, RuleLanguage.PROMQL);
    assertThatThrownBy(() -> parser.parse("a.yml", "groups: [{name: a, type: sql}]"))
        .hasMessageContaining("type: \"sql\" (expected: promql or logql)");
  }

  @Test
  void readsEverythingARuleFileMayHave() {
    RuleGroup group =
        parse(
                """
                groups:
                  - name: shop
                    interval: 30s
                    limit: 10
                    query_offset: 1m
                    labels: &common {team: shop}
                    rules:
                      - record: job:errors:rate5m
                        expr: sum by (job) (rate(errors[5m]))
                        labels: *common
                      - alert: High
                        expr: |
                          job:errors:rate5m
                            > 0.1
                        for: 1h30m
                        keep_firing_for: 5m
                        labels: {severity: page, team: other}
                        annotations:
                          summary: '{{ $labels.job }}'
                """)
            .groups()
            .getFirst();
    assertThat(group.interval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(group.queryOffset()).isEqualTo(Duration.ofMinutes(1));
    assertThat(group.limit()).isEqualTo(10);
    assertThat(group.rules()).hasSize(2);
    Rule.Alerting alert = (Rule.Alerting) group.rules().getLast();
    assertThat(alert.holdFor()).isEqualTo(Duration.ofMinutes(90));
    assertThat(alert.keepFiringFor()).isEqualTo(Duration.ofMinutes(5));
    assertThat(alert.expression()).isEqualTo("job:errors:rate5m\n  > 0.1\n");
    assertThat(alert.labels().get("team")).hasToString("other");
    assertThat(group.rules().getFirst().labels().get("team")).hasToString("shop");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing yet\n", "groups:\n", "groups: []\n"})
  void anEmptyFileHasNoRules(String text) {
    assertThat(parse(text).groups()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '\u0001',
      value = {
        "group: [] => f.yml:1:1: unknown key \"group\" in the file (expected: groups)",
        "groups: x => f.yml:1:9: groups: \"x\" (expected: a list, each item with a dash)",
        "groups: [{rules: []}] => f.yml:1:10: name: missing (expected: the name of the group)",
        "groups: [{name: a}, {name: a}] => f.yml:1:28: groups: \"a\" (expected: a name no other group of this file has)",
        "groups: [{name: a, name: b}] => f.yml:1:20: key \"name\" stands twice in a group (expected: once)",
        "groups: [{name: a, interval: 1x}] => f.yml:1:30: interval: \"1x\" (expected: a duration such as 30s, 5m or 1h30m)",
        "groups: [{name: a, interval: 0s}] => f.yml:1:30: interval: 0 (expected: more than 0, such as 1m)",
        "groups: [{name: a, limit: -1}] => f.yml:1:27: limit: -1 (expected: a whole number >= 0)",
        "groups: [{name: a, rules: [{expr: x}]}] => f.yml:1:28: neither record nor alert (expected: one of them)",
        "groups: [{name: a, rules: [{alert: A}]}] => f.yml:1:28: expr: missing (expected: a PromQL expression)",
        "groups: [{name: a, rules: [{alert: A, exp: x}]}] => f.yml:1:39: unknown key \"exp\" in a rule (expected: expr)",
        "groups: [{name: a, rules: [{record: 'a b', expr: x}]}] => f.yml:1:37: record: \"a b\" (expected: a metric name: [a-zA-Z_:][a-zA-Z0-9_:]*)",
        "groups: [{name: a, rules: [{record: a, expr: x, for: 1m}]}] => f.yml:1:54: for: not possible for a recording rule (expected: no for)",
        "groups: [{name: a, rules: [{alert: A, expr: x, labels: {a-b: c}}]}] => f.yml:1:57: labels: \"a-b\" (expected: a label name: [a-zA-Z_][a-zA-Z0-9_]*)",
        "groups: [{name: a, rules: [{alert: A, expr: x, labels: {__name__: c}}]}] => f.yml:1:57: labels: \"__name__\" (expected: any other name; record names the metric)",
        "groups: [{name: a, rules: [{alert: A, expr: 'a syntax error'}]}] => f.yml:1:48: expr: unexpected identifier",
        "groups: [{name: a, rules: [{alert: A, expr: a syntax error}]}] => f.yml:1:47: expr: unexpected identifier",
        "groups: [{name: a, rules: [{alert: A, expr: \"\\\"a\\\" syntax error\"}]}] => f.yml:1:52: expr: unexpected identifier",
        "groups: [{name: a, rules: [{alert: A, expr: x, annotations: {s: '{{ $x }}'}}]}] => f.yml:1:69: annotations.s: undefined variable \"$x\"",
        "groups: [{name: a, rules: [{alert: [A], expr: x}]}] => f.yml:1:36: alert: a list (expected: text)",
      })
  void saysWhereAFileIsWrong(String text, String error) {
    assertThat(errors(text).lines()).anyMatch(line -> line.startsWith(error));
  }

  @Test
  void findsTheLineWithinABlockOfText() {
    assertThat(
            errors(
                """
                groups:
                  - name: g
                    rules:
                      - alert: A
                        expr: |
                          a +
                            syntax error
                        annotations:
                          s: |
                            fine
                            {{ if }}
                """))
        .isEqualTo(
            """
            f.yml:7:13: expr: unexpected identifier
            f.yml:11:19: annotations.s: missing value for if\
            """);
  }

  @Test
  void allFaultsOfAFileAreFound() {
    assertThat(
            errors(
                    """
                    groups:
                      - name: g
                        interval: soon
                        rules:
                          - alert: A
                            expr: syntax error
                          - record: r
                    """)
                .lines())
        .hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"groups: [", "a: b: c", "\tgroups: []", "groups: *x"})
  void whatIsNoYamlIsRefusedWithItsPlace(String text) {
    assertThatThrownBy(() -> parser.parse("f.yml", text))
        .isInstanceOf(RuleFileException.class)
        .hasMessageStartingWith("f.yml:1:")
        .hasMessageContaining("not YAML");
  }
}
