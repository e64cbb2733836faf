package dev.clew.alerting.rule;

import dev.clew.notation.yaml.YamlBounds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A YAML file as nodes that know their place, and the faults found in it. */
final class YamlReader {
  private final String file;
  private final List<String> lines;
  private final String text;
  private final List<RuleFileError> errors = new ArrayList<>();

  YamlReader(String file, String text) {
    this.file = file;
    this.text = text;
    this.lines = text.lines().toList();
  }

  /** The root; null when the file is empty. */
  @Nullable Node compose() throws RuleFileException {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(RuleFileParser.MAXIMUM_FILE_BYTES);
    options.setMaxAliasesForCollections(50);
    try {
      Node root = new Yaml(options).compose(new java.io.StringReader(text));
      YamlBounds.check(root);
      return root;
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark();
      String context = e.getContext() == null ? "" : e.getContext() + ", ";
      add(mark, "not YAML: " + context + e.getProblem());
    } catch (YAMLException e) {
      errors.add(new RuleFileError(file, 1, 1, "not YAML: " + e.getMessage()));
    }
    throw new RuleFileException(errors);
  }

  void throwErrors() throws RuleFileException {
    if (!errors.isEmpty()) {
      errors.sort(
          Comparator.comparingInt(RuleFileError::line).thenComparingInt(RuleFileError::column));
      throw new RuleFileException(errors);
    }
  }

  /**
   * The entries of a mapping; faults are recorded.
   *
   * @param known the keys there may be; null for any
   */
  Map<String, Node> mapping(Node node, String what, @Nullable Set<String> known) {
    Map<String, Node> entries = new LinkedHashMap<>();
    if (!(node instanceof MappingNode mapping)) {
      if (!isNull(node)) {
        error(node, what + ": " + kind(node) + " (expected: a mapping of keys to values)");
      }
      return entries;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        error(
            tuple.getKeyNode(),
            what + ": " + kind(tuple.getKeyNode()) + " as key (expected: text)");
        continue;
      }
      String name = key.getValue();
      if (known != null && !known.contains(name)) {
        error(
            key,
            "unknown key \""
                + name
                + "\" in "
                + what
                + " (expected: "
                + nearest(name, known)
                + ")");
      } else if (entries.put(name, tuple.getValueNode()) != null) {
        error(key, "key \"" + name + "\" stands twice in " + what + " (expected: once)");
      }
    }
    return entries;
  }

  List<Node> items(Node node, String what) {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    if (!isNull(node)) {
      error(node, what + ": " + kind(node) + " (expected: a list, each item with a dash)");
    }
    return List.of();
  }

  /** The text of a scalar; null when there is none. */
  @Nullable String text(@Nullable Node node, String what) {
    if (node == null || isNull(node)) {
      return null;
    }
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    error(node, what + ": " + kind(node) + " (expected: text)");
    return null;
  }

  /** The value of a key; the mapping itself when it has no such key. */
  Node valueOf(Node mapping, String key) {
    if (mapping instanceof MappingNode node) {
      for (NodeTuple tuple : node.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key)) {
          return tuple.getValueNode();
        }
      }
    }
    return mapping;
  }

  void error(@Nullable Node node, String message) {
    add(node == null ? null : node.getStartMark(), message);
  }

  /**
   * Records a fault within a text.
   *
   * @param offset of the fault in the text; -1 when unknown
   */
  void errorInside(@Nullable Node node, int offset, String message) {
    if (!(node instanceof ScalarNode scalar) || offset < 0) {
      error(node, message);
      return;
    }
    Mark start = scalar.getStartMark();
    boolean literal = scalar.getScalarStyle() == ScalarStyle.LITERAL;
    boolean oneLine =
        start.getLine() == scalar.getEndMark().getLine()
            && scalar.getScalarStyle() != ScalarStyle.FOLDED;
    if (literal) {
      inLiteral(scalar.getValue(), start.getLine() + 1, offset, message);
    } else if (oneLine) {
      int quote = scalar.getScalarStyle() == ScalarStyle.PLAIN ? 0 : 1;
      int column = start.getColumn() + quote + offset + escapesBefore(scalar, offset);
      errors.add(new RuleFileError(file, start.getLine() + 1, column + 1, message));
    } else {
      error(node, message);
    }
  }

  private void inLiteral(String value, int firstLine, int offset, String message) {
    String before = value.substring(0, Math.min(offset, value.length()));
    int line = firstLine + (int) before.chars().filter(c -> c == '\n').count();
    int column = before.length() - (before.lastIndexOf('\n') + 1);
    // The indentation of the block is that of its first line with text.
    int indentation = 0;
    for (int i = firstLine; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        indentation = lines.get(i).length() - lines.get(i).stripLeading().length();
        break;
      }
    }
    errors.add(new RuleFileError(file, line + 1, indentation + column + 1, message));
  }

  /** How many characters of escaping stand in a one-line text before an offset of its value. */
  private int escapesBefore(ScalarNode scalar, int offset) {
    if (scalar.getScalarStyle() == ScalarStyle.PLAIN) {
      return 0;
    }
    boolean isSingle = scalar.getScalarStyle() == ScalarStyle.SINGLE_QUOTED;
    String line = lines.get(scalar.getStartMark().getLine());
    int at = scalar.getStartMark().getColumn() + 1;
    int extra = 0;
    for (int value = 0; value < offset && at < line.length() - 1; value++) {
      boolean escape = isSingle ? line.startsWith("''", at) : line.charAt(at) == '\\';
      extra += escape ? 1 : 0;
      at += escape ? 2 : 1;
    }
    return extra;
  }

  private void add(@Nullable Mark mark, String message) {
    errors.add(
        mark == null
            ? new RuleFileError(file, 0, 0, message)
            : new RuleFileError(file, mark.getLine() + 1, mark.getColumn() + 1, message));
  }

  private static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private static String kind(Node node) {
    return switch (node) {
      case MappingNode mapping -> "a mapping";
      case SequenceNode sequence -> "a list";
      case ScalarNode scalar -> "\"" + scalar.getValue() + "\"";
      default -> "nothing";
    };
  }

  private static String nearest(String name, Set<String> known) {
    return known.stream()
        .filter(key -> distance(name, key) <= 2)
        .min(Comparator.comparingInt(key -> distance(name, key)))
        .orElseGet(() -> "one of " + String.join(", ", known.stream().sorted().toList()));
  }

  /** Levenshtein. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(diagonal + change, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
