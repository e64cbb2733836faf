package dev.clew.notation.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoTemplateTest {
  private static final ZonedDateTime TIME =
      LocalDateTime.of(2026, 3, 7, 15, 4, 5, 120_000_000).atZone(ZoneId.of("Europe/Berlin"));

  private static final Dialect<Map<String, Object>> DIALECT =
      new Dialect<>(
          Map.of("fail", call -> call.takes(0).template("nothing", null)),
          data -> data,
          Map.of("$given", data -> data.get("text")),
          new Dialect.Limits(1_000, 4_000, 500));

  private static final Map<String, Object> DATA =
      Map.of(
          "text",
          "añb",
          "labels",
          new TextMap(Map.of("b", "2", "a", "1")),
          "list",
          Arrays.asList("x", null, 3L),
          "number",
          7L,
          "real",
          2.5,
          "time",
          TIME,
          "took",
          Duration.ofMillis(90_500));

  private static String render(String template) {
    return GoTemplate.parse(template, DIALECT).render(DATA);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '\u0001',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "{{.text}} {{.none}} {{.labels.none}}| => añb <no value> |",
        "{{print .none}} {{.list}} {{len .list}} {{index .list 2}} => <nil> [x <nil> 3] 3 3",
        "{{.labels}} {{range $k, $v := .labels}}{{$k}}={{$v}};{{end}} => map[a:1 b:2] a=1;b=2;",
        "{{len .text}} {{slice .text 0 1}} {{index .text 0}} => 4 a 97",
        "{{slice .list 1 3}} {{len (slice .list 1 2 2)}} => [<nil> 3] 1",
        "{{$x := 1}}{{range .list}}{{$x = 2}}{{continue}}no{{end}}{{$x}}{{$given}} => 2añb",
        "{{range 3}}{{.}}{{end}}{{range .none}}x{{else}}none{{end}} => 012none",
        "{{define \"t\"}}<{{.}}>{{end}}{{template \"t\" .number}}{{block \"u\" 1}}{{.}}{{end}} => <7>1",
        "{{with $y := .number}}{{$y}}{{end}}{{with 0}}x{{else with 1}}{{.}}{{end}} => 71",
        "{{if and .text (eq .number 7) (not .none)}}yes{{end}}{{or .none \"\" 3}} => yes3",
        "{{eq 1 2 1}} {{ne 1 2}} {{lt 1 2}} {{le 2 2}} {{gt \"b\" \"a\"}} {{ge 1.5 1.5}} => true true true true true true",
        "{{html \"<a&'>\"}} {{urlquery \"a b*~\"}} {{js \"'<\"}} => &lt;a&amp;&#39;&gt; a+b%2A~ \\'\\u003C",
        "{{print 1 2 \"a\" 3}}|{{println \"a\" 1}}| => 1 2a3|a 1\\n|",
        "{{.took}} {{.time.Year}} {{.time.Format \"02 Jan 06 15:04 MST\"}} => 1m30.5s 2026 07 Mar 26 15:04 CET",
        "{{(.time.Add 60000000000).Minute}} {{.time.UTC.Hour}} {{.time.Month}} => 5 14 March",
        "a{{/* said */}}b {{- 1 -}} c => ab1c",
        "{{0x10}} {{1_000}} {{1e3}} {{017}} {{'\\n'}} {{\"\\101\\x41\\u00e9\"}} => 16 1000 1000 15 10 AAé",
      })
  void doesAsGoDoes(String template, String expected) {
    assertThat(render(template)).isEqualTo(expected.replace("\\n|", "\n|"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '\u0001',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "\"%v %v %v\" 1000000.0 123456.5 1e-5 => 1e+06 123456.5 1e-05",
        "\"%5d|%-5d|%05d|%+d|% d|%x|%X|%#x|%o|%b|%c|%U|%q\" 42 42 42 42 42 255 255 255 8 5 65 65 65 =>    42|42   |00042|+42| 42|ff|FF|0xff|10|101|A|U+0041|'A'",
        "\"%.2f|%8.3f|%e|%G|%g\" 3.14159 3.14159 1234.5678 1e21 0.1 => 3.14|   3.142|1.234568e+03|1E+21|0.1",
        "\"%s|%5s|%-5s|%.1s|%q|%x|% x\" \"ab\" \"ab\" \"ab\" \"ñb\" \"a\\\"b\" \"ab\" \"ab\" => ab|   ab|ab   |ñ|\"a\\\"b\"|6162|61 62",
        "\"%t %v %T %T\" true nil 1 \"a\" => true <nil> int string",
        "\"%*d|%-*d|%.*f\" 5 1 4 2 2 1.0 =>     1|2   |1.00",
        "\"%d %z %\" \"x\" 1 => %!d(string=x) %!z(int=1) %!(NOVERB)",
        "\"%s\" => %!s(MISSING)",
        "\"a\" 1 \"b\" => a%!(EXTRA int=1, string=b)",
        "\"%d%%\" 5 => 5%",
        "\"%03d|%.3d\" -5 -5 => -05|-005",
      })
  void printsAsFmtDoes(String arguments, String expected) {
    assertThat(render("{{printf " + arguments + "}}")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '\u0001',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "Mon Jan _2 15:04:05 2006 => Sat Mar  7 15:04:05 2026",
        "Monday, 02-Jan-06 15:04:05 MST => Saturday, 07-Mar-26 15:04:05 CET",
        "2006-01-02T15:04:05.999999999Z07:00 => 2026-03-07T15:04:05.12+01:00",
        "3:04PM 03:4:5pm => 3:04PM 03:4:5pm",
        "2006-01-02 15:04:05.000 -0700 => 2026-03-07 15:04:05.120 +0100",
        "002 __2 1/2/06 Z07 -07 => 066  66 3/7/26 +01 +01",
        "Months of Janet => Months of Janet",
        "x_2006 => x_2026",
        "_202 15,000 5.99 Z070000 -07:00:00 => " + " 707 15,120 5.12 +010000 +01:00:00",
      })
  void writesTimesByGosLayouts(String layout, String expected) {
    assertThat(GoTime.format(layout, TIME)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '\u0001',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "{{eq 1 1.0}} => template: t:1:2: executing \"t\" at <eq 1 1.0>: error calling eq: incompatible types for comparison",
        "a\\nb{{lt .list 1}} => template: t:2:3: executing \"t\" at <lt .list 1>: error calling lt: invalid type for comparison",
        "{{index .list 9}} => template: t:1:2: executing \"t\" at <index .list 9>: error calling index: index out of range: 9",
        "{{.number.x}} => template: t:1:2: executing \"t\" at <.number.x>: can't evaluate field x in type int",
        "{{.labels.a 1}} => template: t:1:2: executing \"t\" at <.labels.a>: a is not a method but has arguments",
        "{{range .text}}x{{end}} => template: t:1:8: executing \"t\" at <.text>: range can't iterate over añb",
        "{{fail}} => template: t:1:0: executing \"t\" template \"nothing\" not defined",
        "{{print $none}} => template: t:1: undefined variable \"$none\"",
        "{{break}} => template: t:1: {{break}} outside {{range}}",
      })
  void saysWhatIsWrongAndWhere(String template, String message) {
    String source = template.replace("\\n", "\n");
    assertThatThrownBy(() -> render(source))
        .isInstanceOfSatisfying(
            TemplateException.class, e -> assertThat(e.told("t", source)).isEqualTo(message));
  }

  @Test
  void whatItMakesIsBounded() {
    assertThatThrownBy(() -> render("{{range 400}}0123456789{{end}}"))
        .hasMessageContaining("at most 1000 characters");
    assertThatThrownBy(() -> render("{{range 400}} {{end}}{{range 400}} {{end}}"))
        .hasMessageContaining("more than 500 steps");
    assertThatThrownBy(() -> render("{{printf \"%900d%900d\" 1 1}}"))
        .hasMessageContaining("at most 1000");
    assertThatThrownBy(() -> render("{{$a := printf \"%900d\" 1}}" + "{{len $a}}".repeat(5)))
        .hasMessageContaining("4000 together");
    assertThat(GoTemplate.parse("plain", DIALECT).render(Map.of())).isEqualTo("plain");
    assertThat(GoTemplate.parse("", DIALECT).plain()).isEmpty();
    assertThat(List.of(GoTemplate.parse("{{.a}}", DIALECT)).getFirst().plain()).isNull();
  }
}
