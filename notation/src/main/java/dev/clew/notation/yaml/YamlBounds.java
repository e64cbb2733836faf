package dev.clew.notation.yaml;

import dev.clew.model.query.Nesting;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Bounds what a document becomes when its aliases are followed. The parser shares the node that an
 * alias stands for, so a document of a few lines in which each list holds the one before twice is
 * small until somebody walks it; one that holds itself has no end.
 */
public final class YamlBounds {
  /** Nodes with every alias followed; a file of the largest size that is read holds fewer. */
  private static final int MOST_NODES = 4_000_000;

  private YamlBounds() {}

  private record Level(Node node, int level) {}

  /**
   * @throws YAMLException when the document is too deep or becomes too large
   */
  public static void check(@Nullable Node root) {
    if (root == null) {
      return;
    }
    Deque<Level> open = new ArrayDeque<>();
    open.push(new Level(root, 1));
    int nodes = 0;
    while (!open.isEmpty()) {
      Level at = open.pop();
      if (++nodes > MOST_NODES) {
        throw new YAMLException(
            "aliases make more than " + MOST_NODES + " nodes (expected: fewer)");
      }
      if (at.level() > Nesting.MOST) {
        throw new YAMLException(
            "nested deeper than "
                + Nesting.MOST
                + " levels (expected: fewer, and no alias in"
                + " itself)");
      }
      for (Node child : children(at.node())) {
        open.push(new Level(child, at.level() + 1));
      }
    }
  }

  private static List<Node> children(Node node) {
    return switch (node) {
      case SequenceNode list -> list.getValue();
      case MappingNode map -> map.getValue().stream().flatMap(YamlBounds::both).toList();
      default -> List.of();
    };
  }

  private static Stream<Node> both(NodeTuple tuple) {
    return Stream.of(tuple.getKeyNode(), tuple.getValueNode());
  }
}
