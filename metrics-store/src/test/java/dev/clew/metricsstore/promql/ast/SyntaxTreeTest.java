package dev.clew.metricsstore.promql.ast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.metricsstore.promql.parse.Parser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SyntaxTreeTest {
  @Test
  void showsWhatTheApiShows() {
    Map<String, Object> tree =
        SyntaxTree.of(Parser.parse("sum by (job) (rate(up{a!=\"b\"}[5m] offset 1m @ 3))"));
    assertThat(tree)
        .containsEntry("type", "aggregation")
        .containsEntry("op", "sum")
        .containsEntry("grouping", List.of("job"))
        .containsEntry("without", false)
        .containsEntry("param", null);
    assertThat(tree.get("expr").toString())
        .isEqualTo(
            "{type=call, func={name=rate, argTypes=[matrix], variadic=0, returnType=vector},"
                + " args=[{type=matrixSelector, name=up, range=300000, offset=60000,"
                + " matchers=[{name=a, value=b, type=!=}, {name=__name__, value=up, type==}],"
                + " timestamp=3000, startOrEnd=null, anchored=false, smoothed=false}]}");
  }

  @Test
  void showsMatchingOfTwoVectorsOnly() {
    assertThat(SyntaxTree.of(Parser.parse("a / on(x) group_left(y) b")).get("matching").toString())
        .isEqualTo(
            "{card=many-to-one, labels=[x], on=true, include=[y], fillValues={lhs=null,"
                + " rhs=null}}");
    assertThat(SyntaxTree.of(Parser.parse("1 + 2"))).containsEntry("matching", null);
    assertThat(SyntaxTree.of(Parser.parse("a[5m:1m] @ end()")))
        .containsEntry("type", "subquery")
        .containsEntry("step", 60_000L)
        .containsEntry("startOrEnd", "end");
  }
}
