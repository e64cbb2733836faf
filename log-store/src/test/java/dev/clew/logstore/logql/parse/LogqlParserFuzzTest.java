package dev.clew.logstore.logql.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.logstore.logql.ast.Expression;
import dev.clew.logstore.logql.ast.Printer;
import dev.clew.logstore.pipeline.Line;
import dev.clew.logstore.pipeline.template.Template;
import dev.clew.model.QueryException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is given to the parsers, they answer or refuse it as a user's fault. */
class LogqlParserFuzzTest {
  private static final List<String> SEEDS =
      List.of(
          "{a=\"b\", c=~\"d.*\"} |= \"x\" or ip(\"1.2.3.4\") != `y` | json a=\"b[0].c\", d",
          "{a=\"b\"} | logfmt --strict --keep-empty | x>5m and y<=20KB or (z=\"w\", v!=3)",
          "{a=\"b\"} | line_format \"{{.x | lower}}\" | label_format y=\"{{.z}}\", w=v | drop q",
          "sum by (x, y) (rate({a=\"b\"} | unwrap duration(z) | __error__=\"\" [5m] offset 1h))",
          "topk(5, avg_over_time({a=\"b\"} | json | unwrap x [1m]) by (y)) / on (z) group_left (w)"
              + " quantile_over_time(0.9, {a=\"b\"} | unwrap bytes(x) [5m]) > bool 2 ^ -1",
          "label_replace(vector(1), \"a\", \"$1\", \"b\", \"(.*)\") or (1 + 2) * 3 unless vector(0)",
          "((((((((((rate(((({a=\"b\"}))))[5m]))))))))))");

  private static final List<String> TEMPLATES =
      List.of(
          "{{.x}} {{ if and (eq .a \"b\") (gt 1 2.5) -}} y {{- else if .z }}w{{else}}v{{end}}",
          "{{range $i, $v := fromJson .q}}{{$i}}={{$v.x.y | printf \"%-5.2s|%05d\" }}{{end}}",
          "{{with $x := .a}}{{$x | replace \"a\" `b` | trunc -5}}{{end}}{{/* c */}}",
          "{{__timestamp__ | date \"2006-01-02\"}}{{regexReplaceAll \"(a*)\" .x \"${1}b\"}}");

  private static final String PIECES =
      "{}()[]|=!~<>,\"`+-*/%^#.$_ \n\\\u00e9\u0000abcinfNaNjson5m1e9KB{{}}by:or";

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void queries(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 4_000; i++) {
      String text = text(random, SEEDS);
      try {
        Expression tree = LogqlParser.parse(text);
        assertThat(LogqlParser.parse(Printer.pretty(tree)).toString())
            .as("seed %d, query %s", seed, text)
            .isEqualTo(tree.toString());
      } catch (QueryException e) {
        assertThat(e.getMessage()).isNotEmpty();
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed " + seed + ", query " + text, e);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void templates(long seed) {
    Random random = new Random(seed);
    Line line = new Line();
    for (int i = 0; i < 4_000; i++) {
      String text = text(random, TEMPLATES);
      try {
        line.reset(i, "line");
        line.append("a", "b", Line.Origin.STREAM);
        line.append("q", "[{\"x\":{\"y\":1}}]", Line.Origin.PARSED);
        Template.parse(text, Clock.systemUTC()).apply(line);
      } catch (QueryException e) {
        assertThat(e.getMessage()).isNotEmpty();
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed " + seed + ", template " + text, e);
      }
    }
  }

  private static String text(Random random, List<String> seeds) {
    if (random.nextInt(4) == 0) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
    StringBuilder text = new StringBuilder(seeds.get(random.nextInt(seeds.size())));
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes && !text.isEmpty(); i++) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(4)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, PIECES.charAt(random.nextInt(PIECES.length())));
        case 2 -> {
          String other = seeds.get(random.nextInt(seeds.size()));
          text.insert(at, other, 0, random.nextInt(other.length()));
        }
        default -> text.delete(at, Math.min(text.length(), at + random.nextInt(10)));
      }
    }
    return text.toString();
  }

  @Test
  void deepQueriesAreRefused() {
    for (String piece : List.of("(", "sum(", "{a=\"b\"} | (", "1+(", "rate((", "a=1 ")) {
      String deep = piece.repeat(20_000 / piece.length());
      for (String query : List.of(deep, "{a=\"b\"} | " + deep, "1" + "+1".repeat(9_000))) {
        try {
          LogqlParser.parse(query);
        } catch (QueryException e) {
          assertThat(e.getMessage()).isNotEmpty();
        }
      }
      try {
        Template.parse("{{" + "(".repeat(20_000), Clock.systemUTC());
        Template.parse("{{if .a}}".repeat(5_000), Clock.systemUTC());
      } catch (QueryException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }
}
