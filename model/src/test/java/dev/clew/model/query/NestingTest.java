package dev.clew.model.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.model.QueryException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class NestingTest {
  private record Node(List<Node> children) {}

  private static Node chain(int levels) {
    Node node = new Node(List.of());
    for (int i = 1; i < levels; i++) {
      node = new Node(List.of(new Node(List.of()), node));
    }
    return node;
  }

  @Test
  void countsLevelsWithoutRecursion() {
    assertThat(Nesting.isWithin(chain(Nesting.MOST), Node::children)).isTrue();
    assertThat(Nesting.isWithin(chain(Nesting.MOST + 1), Node::children)).isFalse();
    assertThat(Nesting.isWithin(chain(1_000_000), Node::children)).isFalse();
  }

  @Test
  void noFilterIsTooDeepToBeWalked() {
    List<UnaryOperator<Filter>> wraps =
        List.of(
            Filter.Not::new,
            filter -> new Filter.And(List.of(Filter.all(), filter)),
            filter -> new Filter.Or(List.of(filter, Filter.all())));
    for (UnaryOperator<Filter> wrap : wraps) {
      Filter filter = new Filter.Exists("a");
      for (int i = 1; i < Filter.MOST_LEVELS; i++) {
        filter = wrap.apply(filter);
      }
      Filter deepest = filter;
      assertThat(deepest.mapFields(String::toUpperCase).toString()).contains("A");
      assertThat(deepest.hashCode()).isEqualTo(deepest.mapFields(name -> name).hashCode());
      assertThatThrownBy(() -> wrap.apply(deepest))
          .isInstanceOf(QueryException.class)
          .hasMessage(Nesting.message());
    }
  }
}
