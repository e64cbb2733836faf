package dev.clew.logstore.logql;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.logstore.logql.ast.Expression;
import dev.clew.logstore.logql.ast.LogQuery;
import dev.clew.logstore.logql.ast.Printer;
import dev.clew.logstore.logql.eval.StageCompiler;
import dev.clew.logstore.logql.parse.LogqlParser;
import dev.clew.logstore.pipeline.Line;
import dev.clew.logstore.pipeline.Stage;
import dev.clew.logstore.pipeline.template.Template;
import dev.clew.model.QueryException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** LogQL, its stages and its templates: they do their work, or say what is wrong. */
class LogqlFuzzTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** A query that is printed reads as the same query. */
  @FuzzTest
  void parse(byte[] bytes) {
    try {
      Expression tree = LogqlParser.parse(text(bytes));
      assertThat(LogqlParser.parse(Printer.pretty(tree))).hasToString(tree.toString());
      assertThat(LogqlParser.parse(Printer.print(tree))).hasToString(tree.toString());
    } catch (QueryException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  /** The first line is the pipeline, the rest is a log line that goes through it. */
  @FuzzTest
  void pipeline(byte[] bytes) {
    String text = text(bytes);
    int end = text.indexOf('\n');
    String stages = text.substring(0, Math.max(0, end));
    try {
      if (!(LogqlParser.parse("{a=\"b\"} " + stages) instanceof LogQuery query)) {
        return;
      }
      Line line = line(text.substring(end + 1));
      Stage.all(new StageCompiler(CLOCK).compile(query.stages())).process(line);
      line.forEach((name, value) -> assertThat(name).isNotEmpty());
    } catch (QueryException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  private static Line line(String text) {
    Line line = new Line();
    line.reset(1_763_683_200_000_000_000L, text);
    line.append("a", "b", Line.Origin.STREAM);
    line.append("q", "[{\"x\":{\"y\":1}}]", Line.Origin.PARSED);
    line.append("n", "42.5", Line.Origin.PARSED);
    return line;
  }

  @FuzzTest
  void template(byte[] bytes) {
    try {
      Template template = Template.parse(text(bytes), CLOCK);
      Line line = line("{\"a\":[1,\"x\"]}");
      assertThat(template.apply(line) == null).isEqualTo(line.hasError());
    } catch (QueryException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
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
        Template.parse("{{" + "(".repeat(20_000), CLOCK);
        Template.parse("{{if .a}}".repeat(5_000), CLOCK);
      } catch (QueryException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }
}
