package dev.clew.logstore.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.model.QueryException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParserStagesTest {
  private final Line line = new Line();

  private Map<String, String> after(Stage stage, String text) {
    line.reset(0, text);
    line.append("app", "shop", Line.Origin.STREAM);
    line.append("meta", "data", Line.Origin.METADATA);
    assertThat(stage.process(line)).isTrue();
    Map<String, String> labels = line.labels();
    labels.remove("app", "shop");
    labels.remove("meta", "data");
    return labels;
  }

  @Test
  void jsonIsFlattened() {
    assertThat(
            after(
                new JsonStage(),
                "{\"a.b\":{\"c\":\"d\"},\"e\":1.50,\"f\":[1],\"g\":true,\"h\":null}"))
        .isEqualTo(Map.of("a_b_c", "d", "e", "1.50", "g", "true"));
    assertThat(after(new JsonStage(), "{\"app\":\"x\",\"meta\":\"y\",\"k\":1,\"k\":2}"))
        .isEqualTo(Map.of("app_extracted", "x", "meta_extracted", "y", "k", "1"));
  }

  @Test
  void textThatIsNoJsonIsKeptWithAnError() {
    assertThat(after(new JsonStage(), "hello")).containsEntry("__error__", "JSONParserErr");
    assertThat(after(new JsonStage(), "[1]")).containsEntry("__error__", "JSONParserErr");
    assertThat(after(new JsonStage(), "{\"a\":1,"))
        .containsEntry("__error__", "JSONParserErr")
        .containsEntry("a", "1");
  }

  @Test
  void fieldsOfJsonAreFoundByPath() {
    String text =
        "{\"servers\":[\"a\",\"b\"],\"request\":{\"headers\":{\"User-Agent\":\"curl\"}, \"n\":7}}";
    assertThat(
            after(
                new JsonFieldsStage(
                    List.of(
                        new Extraction("first", "servers[0]"),
                        new Extraction("ua", "request.headers[\"User-Agent\"]"),
                        new Extraction("all", "servers"),
                        new Extraction("headers", "request.headers"),
                        new Extraction("none", "request.none[3].x"))),
                text))
        .isEqualTo(
            Map.of(
                "first",
                "a",
                "ua",
                "curl",
                "all",
                "[\"a\",\"b\"]",
                "headers",
                "{\"User-Agent\":\"curl\"}",
                "none",
                ""));
  }

  @Test
  void wrongPathsAreRefused() {
    for (String wrong : List.of("", "a[", "a[x]", ".a", "a..b", "a[1", "a[\"b", "]")) {
      assertThatThrownBy(() -> JsonPath.parse(wrong)).isInstanceOf(QueryException.class);
    }
  }

  @Test
  void logfmtPairsBecomeLabels() {
    assertThat(
            after(new LogfmtStage(), "at=info fwd=\"1 \\\"2\\\"\" empty= alone a.b=c foo=b=c x=1"))
        .isEqualTo(Map.of("at", "info", "fwd", "1 \"2\"", "a_b", "c", "x", "1"));
    assertThat(after(new LogfmtStage(true, false, List.of()), "a=1 b=2=3 c=4"))
        .containsEntry("__error__", "LogfmtParserErr")
        .containsEntry("a", "1")
        .doesNotContainKey("c");
    assertThat(after(new LogfmtStage(false, true, List.of()), "a= b"))
        .isEqualTo(Map.of("a", "", "b", ""));
    assertThat(
            after(
                new LogfmtStage(
                    false, false, List.of(new Extraction("x", "a"), new Extraction("b", "b"))),
                "a=1 b=2 c=3"))
        .isEqualTo(Map.of("x", "1", "b", "2"));
  }

  @Test
  void namedGroupsBecomeLabels() {
    assertThat(
            after(
                new RegexpStage(
                    "(?P<method>\\w+) (?P<path>[\\w|/]+) \\((?P<status>\\d+?)\\) (?P<d>.*)"),
                "POST /api/v1 (200) 1.5s"))
        .isEqualTo(Map.of("method", "POST", "path", "/api/v1", "status", "200", "d", "1.5s"));
    assertThatThrownBy(() -> new RegexpStage("a(b)")).isInstanceOf(QueryException.class);
    assertThatThrownBy(() -> new RegexpStage("(")).isInstanceOf(QueryException.class);
  }

  @Test
  void capturesBecomeLabels() {
    assertThat(
            after(
                new PatternStage("<ip> - - <_> \"<method> <uri> <_>\" <status> <size>"),
                "1.2.3.4 - - [x] \"GET /a HTTP/1.1\" 200 17"))
        .isEqualTo(
            Map.of("ip", "1.2.3.4", "method", "GET", "uri", "/a", "status", "200", "size", "17"));
    assertThat(after(new PatternStage("a <b> c <d>"), "a 1 x")).isEqualTo(Map.of("b", "1 x"));
    assertThat(after(new PatternStage("a <b> c <d>"), "b 1 c 2")).isEmpty();
    assertThat(after(new PatternStage("<b> c <d> e"), "1 c 2"))
        .isEqualTo(Map.of("b", "1", "d", "2"));
    assertThat(after(new PatternStage("<b>"), "")).isEmpty();
    for (String wrong : List.of("", "abc", "<_>", "<a><b>", "<a> <a>")) {
      assertThatThrownBy(() -> new PatternStage(wrong)).isInstanceOf(QueryException.class);
    }
  }

  @Test
  void patternsFilterWholeLines() {
    assertThat(LinePattern.parse("a<_>b").matches("a--b")).isTrue();
    assertThat(LinePattern.parse("a<_>b").matches("a--bc")).isFalse();
    assertThat(LinePattern.parse("<_>b<_>").matches("abc")).isTrue();
    assertThat(LinePattern.parse("<_>b").matches("ab b")).isFalse();
    assertThat(LinePattern.parse("ab").matches("abc")).isFalse();
    assertThat(LinePattern.parse("ab<_>").matches("abc")).isTrue();
    assertThat(LinePattern.parse("a<_>a").matches("a")).isFalse();
    assertThat(LinePattern.parse("ab").matches("xab")).isTrue();
    assertThat(LinePattern.parse("a<_>b").matches("ab")).isFalse();
    assertThat(LinePattern.lineFilter("").matches("")).isTrue();
    assertThat(LinePattern.lineFilter("").matches("a")).isFalse();
    assertThat(LinePattern.lineFilter("<_>").matches("")).isFalse();
  }
}
