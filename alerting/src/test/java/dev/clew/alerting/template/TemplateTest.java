package dev.clew.alerting.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.model.Labels;
import dev.clew.model.seam.MetricSample;
import dev.clew.notation.template.TemplateException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
  private static final List<MetricSample> SAMPLES =
      List.of(
          new MetricSample(Labels.of("__name__", "metric", "instance", "b"), 0, 21),
          new MetricSample(Labels.of("__name__", "metric", "instance", "a"), 0, 11));

  private static String render(String template, double value) {
    return Template.parse(template)
        .render(
            new TemplateContext(
                Map.of("instance", "shop-1:8080", "code", "500"),
                value,
                new TemplateContext.Site(
                    Map.of("region", "eu"), "http://testhost:9090/path/prefix"),
                Instant.ofEpochMilli(1_435_065_584_128L),
                query -> query.equals("missing") ? List.of() : SAMPLES));
  }

  private static String render(String template) {
    return render(template, 1.5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '\u0001',
      value = {
        "plain text => plain text",
        "{{ 1 }} => 1",
        "{{ $labels.instance }} is {{ $value }} => shop-1:8080 is 1.5",
        "{{ .Labels.code }}/{{ .Value }} => 500/1.5",
        "{{ $externalLabels.region }}|{{ $labels.nothing }}| => eu||",
        "{{ $x := query \"metric\" | first }}{{ $x.Labels.foo }}{{ $x.Value }} => 21",
        "{{ query \"metric\" | first | value }} => 21",
        "{{ query \"metric\" | first | label \"instance\" }} => b",
        "{{ range query \"metric\" | sortByLabel \"instance\" }}{{.Labels.instance}}:{{.Value}} {{end}}| => a:11 b:21 |",
        "{{ range $i, $s := query \"metric\" }}{{ $i }}{{ $s.Value }},{{ end }} => 021,111,",
        "{{ range query \"missing\" }}x{{ else }}none{{ end }} => none",
        "{{ with query \"missing\" }}x{{ else }}none{{ end }} => none",
        "{{ with $labels.code }}{{ . }}{{ end }} => 500",
        "{{ if gt $value 1.0 }}high{{ else if gt $value 0.5 }}mid{{ else }}low{{ end }} => high",
        "{{ if and (eq $labels.code \"500\") (ne $labels.instance \"x\") }}yes{{ end }} => yes",
        "{{ if or false $labels.code }}yes{{ end }}{{ not true }} => yesfalse",
        "{{ eq $labels.code \"404\" \"500\" }} {{ le 1 1 }} {{ ge 2 3 }} {{ lt \"a\" \"b\" }} => true true false true",
        "{{define \"x\"}}{{.arg0}} {{.arg1}}{{end}}{{template \"x\" (args 1 \"2\")}} => 1 2",
        "{{ define \"a\" }}x{{ end }}{{ $name := \"a\"}}{{ tmpl $name . }} => x",
        "a {{- 1 -}} b => a1b",
        "a {{- /* said nothing */ -}} b => ab",
        "{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }} => 2",
        "{{ printf \"%.2f%% %s %d %5.1f|%-4s|%04d %v %q\" $value \"s\" 7 $value \"ab\" 42 $value \"q\\n\" }} => 1.50% s 7   1.5|ab  |0042 1.5 \"q\\n\"",
        "{{ printf \"%d\" $value }} => %!d(float64=1.5)",
        "{{ printf \"%s\" }} => %!s(MISSING)",
        "{{ printf \"x\" 1 }} => x%!(EXTRA int=1)",
        "{{ $value | printf \"%.0f\" }} => 2",
        "{{ reReplaceAll \"(a)b\" \"x$1\" \"ab\" }} => xa",
        "{{ reReplaceAll \"(?P<h>[^:]+):.*\" \"${h}!\" $labels.instance }} => shop-1!",
        "{{ match \"a+\" \"aa\" }} {{ match \"a+\" \"b\" }} => true false",
        "{{ \"aa bb CC\" | title }} {{ toUpper \"aB\" }} {{ toLower \"aB\" }} => Aa Bb CC AB ab",
        "{{ graphLink \"up == 0\" }} => /graph?g0.expr=up+%3D%3D+0&g0.tab=0",
        "{{ tableLink \"up\" }} => /graph?g0.expr=up&g0.tab=1",
        "{{ pathPrefix }} {{ externalURL }} {{ $externalURL }} => /path/prefix http://testhost:9090/path/prefix http://testhost:9090/path/prefix",
        "{{ printf \"%0.2f\" (parseDuration \"1h2m10ms\") }} => 3720.01",
        "{{ stripPort $labels.instance }} {{ stripPort \"[2001:0DB8::1]:12345\" }} {{ stripPort \"2001:0DB8::1\" }} {{ stripPort \"[2001:0DB8::1]::12345\" }} => shop-1 2001:0DB8::1 2001:0DB8::1 [2001:0DB8::1]::12345",
        "{{ stripDomain \"foo.example.com:12345\" }} {{ stripDomain \"192.0.2.1:12345\" }} => foo:12345 192.0.2.1:12345",
        "{{ (1435065584.128 | toTime).Format \"2006-01-02\" }} => 2015-06-23",
        "{{ 1435065584.128 | humanizeTimestamp }} => 2015-06-23 13:19:44.128 +0000 UTC",
        "{{ now | humanizeTimestamp }} => 2015-06-23 13:19:44.128 +0000 UTC",
        "{{ humanizeDuration (toDuration 90) }} => 1m 30s",
        "{{ len $labels.code }} {{ index $labels \"code\" }} {{ slice \"abc\" 1 2 }} => 3 500 b",
        "{{ $labels }} => map[code:500 instance:shop-1:8080]",
        "{{ range $labels }}{{ . }};{{ end }} => 500;shop-1:8080;",
        "{{ 1e3 }} {{ 0x10 }} {{ 'a' }} {{ -1.5 }} {{ true }} {{ `raw\"` }} => 1000 16 97 -1.5 true raw\"",
        "{{ range query \"metric\" }}{{ break }}{{ end }}done => done",
      })
  void rendersAsPrometheusDoes(String template, String expected) {
    assertThat(render(template)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0", "1, 1", "1234567, 1.235M", ".12, 120m", "-1, -1", "9.223372036854775807e18, 9.223E",
    "999.95, 1000", "1e-30, 1e-06y", "Inf, +Inf", "-Inf, -Inf", "NaN, NaN", "1e30, 1e+06Y"
  })
  void humanizes(String value, String expected) {
    assertThat(render("{{ humanize \"" + value + "\" }}")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "1048576, 1Mi",
    ".12, 0.12",
    "1234567, 1.177Mi",
    "1.8446744073709552e19, 16Ei"
  })
  void humanizesBinary(String value, String expected) {
    assertThat(render("{{ humanize1024 \"" + value + "\" }}")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "1, 1s",
    "60, 1m 0s",
    "3600, 1h 0m 0s",
    "86400, 1d 0h 0m 0s",
    "90000, 1d 1h 0m 0s",
    "-183845, -2d 3h 4m 5s",
    "899.99, 14m 59s",
    ".1, 100ms",
    ".0001, 100us",
    ".12345, 123.5ms",
    "60.5, 1m 0s",
    "1.2345, 1.234s",
    "12.345, 12.35s",
    "NaN, NaN",
    "1234567, 14d 6h 56m 7s"
  })
  void humanizesDurations(String value, String expected) {
    assertThat(render("{{ humanizeDuration \"" + value + "\" }}")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "-0.22222, -22.22%",
    "0.0, 0%",
    "0.1234567, 12.35%",
    "1.23456, 123.5%",
    "1234567, 1.235e+08%"
  })
  void humanizesPercentages(String value, String expected) {
    assertThat(render("{{ humanizePercentage \"" + value + "\" }}")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "1000000, 1e+06",
    "123456, 123456",
    "1234567, 1.234567e+06",
    "0.0001, 0.0001",
    "0.00001, 1e-05",
    "0.1, 0.1",
    "1e21, 1e+21",
    "12.5, 12.5"
  })
  void showsNumbersAsGo(double value, String expected) {
    assertThat(render("{{ $value }}", value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '\u0001',
      value = {
        "{{ => unclosed action => 0",
        "x {{ $nothing }} => undefined variable \"$nothing\" => 5",
        "{{ humanise 1 }} => function \"humanise\" not defined => 3",
        "{{ if true }}x => unexpected EOF: {{if}} without {{end}} => 3",
        "{{ end }} => unexpected {{end}} => 9",
        "{{ }} => missing value for command => 3",
        "{{ \"a => unterminated quoted string => 3",
        "{{ (1 }} => unclosed left paren => 6",
        "{{ 1 | 2 }} => non executable command in pipeline stage 2 => 7",
        "{{ $x := }} => missing value for command => 9",
        "{{ ; }} => unrecognized character in action: U+003B => 3",
      })
  void saysWhereATemplateIsWrong(String template, String message, int position) {
    assertThatThrownBy(() -> Template.parse(template))
        .isInstanceOfSatisfying(
            TemplateException.class, e -> assertThat(e.position()).isEqualTo(position))
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '\u0001',
      value = {
        "{{ query \"missing\" | first }} => at <first>: error calling first: first() called on vector with no elements => 21",
        "{{ humanize \"one\" }} => at <humanize \"one\">: error calling humanize: strconv.ParseFloat: parsing \"one\": invalid syntax => 3",
        "{{ \"one\" | humanizePercentage }} => at <humanizePercentage>: error calling humanizePercentage: strconv.ParseFloat: parsing \"one\": invalid syntax => 11",
        "{{ gt $value 1 }} => at <gt $value 1>: error calling gt: incompatible types for comparison => 3",
        "{{ toUpper 1 }} => at <toUpper 1>: wrong type for value; expected string; got int => 3",
        "{{ toUpper }} => at <toUpper>: wrong number of args for toUpper: want 1 got 0 => 3",
        "{{ (query \"missing\").banana }} => at <(query \"missing\").banana>: can't evaluate field banana in type template.queryResult => 3",
        "{{ $labels.code 1 }} => at <$labels.code>: code is not a method but has arguments => 3",
        "{{ $value 1 }} => at <$value 1>: can't give argument to non-function $value => 3",
        "{{ template \"x\" }} => template \"x\" not defined => 3",
        "{{ humanizeTimestamp 1e30 }} => at <humanizeTimestamp 1e30>: error calling humanizeTimestamp: 1e+30 cannot be represented as a nanoseconds timestamp since it overflows int64 => 3",
        "{{ match \"(\" \"a\" }} => at <match \"(\" \"a\">: error calling match: error parsing regexp: missing closing ): `(` => 3",
      })
  void saysWhyATemplateCannotBeFilledIn(String template, String message, int position) {
    assertThatThrownBy(() -> render(template))
        .isInstanceOfSatisfying(
            TemplateException.class, e -> assertThat(e.position()).isEqualTo(position))
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{ define \"a\" }}{{ template \"a\" }}{{ end }}{{ template \"a\" }}"})
  void endlessTemplatesEnd(String template) {
    assertThatThrownBy(() -> render(template)).hasMessageContaining("maximum template depth");
  }

  @Test
  void plainTextIsKeptAsItIs() {
    Template template = Template.parse("critical");
    assertThat(template.isPlain()).isTrue();
    assertThat(template.source()).isEqualTo("critical");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{if true}}…{{end}}",
        "{{range query \"metric\"}}…{{end}}",
        "{{with 1}}…{{end}}",
        "{{define \"a\"}}…{{end}}",
        "{{if true}}x{{else if true}}…{{end}}"
      })
  void nestingIsBounded(String level) {
    int middle = level.indexOf('…');
    String close = level.endsWith("else if true}}…{{end}}") ? "" : level.substring(middle + 1);
    String before = level.substring(0, middle);
    String deep =
        close.isEmpty()
            ? "{{if true}}x" + "{{else if true}}x".repeat(10_000) + "{{end}}"
            : before.repeat(10_000) + "x" + close.repeat(10_000);
    assertThatThrownBy(() -> render(deep))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("nested deeper than");
  }

  @Test
  void parenthesesAndCallsAreBounded() {
    assertThatThrownBy(() -> render("{{" + "(".repeat(20_000) + "1" + ")".repeat(20_000) + "}}"))
        .hasMessageContaining("nested deeper than");
    String nested =
        "{{define \"a\"}}"
            + "{{if true}}".repeat(200)
            + "{{template \"a\"}}"
            + "{{end}}".repeat(201);
    assertThatThrownBy(() -> render(nested + "{{template \"a\"}}"))
        .hasMessageContaining("nested deeper than");
    assertThat(render("{{" + "(".repeat(200) + "1" + ")".repeat(200) + "}}")).isEqualTo("1");
    assertThat(render("{{if true}}".repeat(100) + "x" + "{{end}}".repeat(100))).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ reReplaceAll \"((a{999}){999}){999}\" \"x\" \"a\" }}",
        "{{ match \"((a{1,100}){1,100}){1,100}\" \"a\" }}"
      })
  void expressionsThatBecomeTooLargeAreRefused(String template) {
    assertThatThrownBy(() -> render(template)).hasMessageContaining("expression too large");
  }

  @Test
  void replacementsWithinOthersAreBounded() {
    String doubled = "{{ \"xxxxxxxx\"" + " | reReplaceAll \"(.*)\" \"$1$1\"".repeat(30) + " }}";
    assertThatThrownBy(() -> render(doubled)).hasMessageContaining("(expected: one of at most");
  }

  @Test
  void textsThatFunctionsMakeAreBounded() {
    String doubled = "{{ $a := \"x\" }}" + "{{ $a = print $a $a }}".repeat(26);
    assertThatThrownBy(() -> render(doubled))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("print")
        .hasMessageContaining("131072 characters (expected: one of at most 65536");
    String expanded =
        "{{ $a := printf \"%999d\" 1 }}{{ reReplaceAll \".+\" \"" + "$0".repeat(100) + "\" $a }}";
    assertThatThrownBy(() -> render(expanded))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("reReplaceAll: a text of ");
  }
}
