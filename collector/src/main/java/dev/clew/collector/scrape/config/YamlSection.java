package dev.clew.collector.scrape.config;

import dev.clew.notation.PrometheusDuration;
import dev.clew.notation.yaml.YamlBounds;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
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

/**
 * A mapping of a YAML file that is read key by key. A key that nobody has asked for by {@link
 * #finish} is an error: a misspelt setting must not pass for a default.
 */
final class YamlSection {
  private static final int MAX_CODE_POINTS = 16 << 20;
  private static final int MAX_ALIASES = 200;

  private final String file;
  private final String path;
  private final Node node;
  private final Map<String, NodeTuple> tuples = new LinkedHashMap<>();
  private final Set<String> known = new TreeSet<>();

  private YamlSection(String file, String path, Node node) throws ScrapeFileException {
    this.file = file;
    this.path = path;
    this.node = node;
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        String key = scalar(tuple.getKeyNode(), "key");
        if (tuples.put(key, tuple) != null) {
          throw fault(tuple.getKeyNode(), path(key) + ": stands twice (expected: once)");
        }
      }
    } else if (!isNull(node)) {
      throw fault(node, label() + kind(node) + " (expected: keys with values)");
    }
  }

  /**
   * @param file its name for messages
   */
  static YamlSection root(String file, String text) throws ScrapeFileException {
    Node root = compose(file, text);
    return new YamlSection(
        file,
        "",
        root == null ? new MappingNode(Tag.MAP, List.of(), DumperOptions.FlowStyle.BLOCK) : root);
  }

  /** The sections of a file that is a list. */
  static List<YamlSection> list(String file, String text) throws ScrapeFileException {
    Node root = compose(file, text);
    List<YamlSection> sections = new ArrayList<>();
    if (root instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        sections.add(new YamlSection(file, "[" + sections.size() + "]", item));
      }
    } else if (root != null && !isNull(root)) {
      throw new ScrapeFileException(file + ":1:1: " + kind(root) + " (expected: a list)");
    }
    return sections;
  }

  static @Nullable Node compose(String file, String text) throws ScrapeFileException {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_CODE_POINTS);
    options.setMaxAliasesForCollections(MAX_ALIASES);
    try {
      Node root = new Yaml(options).compose(new StringReader(text));
      YamlBounds.check(root);
      return root;
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark();
      String place = mark == null ? "" : ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
      throw new ScrapeFileException(file + place + ": not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      throw new ScrapeFileException(file + ": not YAML: " + e.getMessage());
    }
  }

  /** Whether the key is there and has a value. */
  boolean has(String key) {
    return find(key) != null;
  }

  private @Nullable Node find(String key) {
    known.add(key);
    NodeTuple tuple = tuples.get(key);
    return tuple == null || isNull(tuple.getValueNode()) ? null : tuple.getValueNode();
  }

  /** All keys that are there. */
  Set<String> keys() {
    return tuples.keySet();
  }

  @Nullable String text(String key) throws ScrapeFileException {
    Node value = find(key);
    return value == null ? null : scalar(value, path(key));
  }

  String text(String key, String standard) throws ScrapeFileException {
    NodeTuple tuple = tuples.get(key);
    if (tuple != null && tuple.getValueNode() instanceof ScalarNode scalar) {
      known.add(key);
      return isNull(scalar) ? "" : scalar.getValue();
    }
    String text = text(key);
    return text == null ? standard : text;
  }

  boolean flag(String key, boolean standard) throws ScrapeFileException {
    return parsed(
        key,
        standard,
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true", "yes", "on" -> true;
              case "false", "no", "off" -> false;
              default ->
                  throw new IllegalArgumentException("\"" + text + "\" (expected: true or false)");
            });
  }

  long whole(String key, long standard) throws ScrapeFileException {
    return parsed(
        key,
        standard,
        text -> {
          try {
            long value = Long.parseLong(text);
            if (value >= 0) {
              return value;
            }
          } catch (NumberFormatException e) {
            // Answered below.
          }
          throw new IllegalArgumentException("\"" + text + "\" (expected: a whole number >= 0)");
        });
  }

  Duration duration(String key, Duration standard) throws ScrapeFileException {
    return parsed(
        key,
        standard,
        text -> {
          try {
            return PrometheusDuration.parse(text);
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                "\"" + text + "\" (expected: a duration such as 15s, 1m30s or 500ms, at most 292y)",
                e);
          }
        });
  }

  /** A size such as {@code 10MB}, in powers of 1024 as Prometheus has it. */
  long size(String key, long standard) throws ScrapeFileException {
    return parsed(key, standard, YamlSection::parseSize);
  }

  private static long parseSize(String text) {
    String upper = text.strip().toUpperCase(Locale.ROOT).replace("IB", "B");
    int digits = 0;
    while (digits < upper.length()
        && (Character.isDigit(upper.charAt(digits)) || upper.charAt(digits) == '.')) {
      digits++;
    }
    int unit = List.of("B", "KB", "MB", "GB", "TB", "PB", "EB").indexOf(upper.substring(digits));
    if (digits == 0 || (unit < 0 && digits < upper.length())) {
      throw new IllegalArgumentException("\"" + text + "\" (expected: a size such as 10MB)");
    }
    try {
      return (long)
          (Double.parseDouble(upper.substring(0, digits)) * (1L << (10 * Math.max(0, unit))));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" (expected: a size such as 10MB)", e);
    }
  }

  <T> T parsed(String key, T standard, Function<String, T> parser) throws ScrapeFileException {
    String text = text(key);
    if (text == null) {
      return standard;
    }
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw error(key, path(key) + ": " + e.getMessage());
    }
  }

  List<String> texts(String key) throws ScrapeFileException {
    Node value = find(key);
    List<String> texts = new ArrayList<>();
    if (value instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        texts.add(scalar(item, path(key) + "[" + texts.size() + "]"));
      }
    } else if (value != null) {
      throw fault(value, path(key) + ": " + kind(value) + " (expected: a list)");
    }
    return texts;
  }

  @Nullable YamlSection section(String key) throws ScrapeFileException {
    Node value = find(key);
    return value == null ? null : new YamlSection(file, path(key), value);
  }

  List<YamlSection> sections(String key) throws ScrapeFileException {
    Node value = find(key);
    List<YamlSection> sections = new ArrayList<>();
    if (value instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        sections.add(new YamlSection(file, path(key) + "[" + sections.size() + "]", item));
      }
    } else if (value != null) {
      throw fault(value, path(key) + ": " + kind(value) + " (expected: a list)");
    }
    return sections;
  }

  /** A mapping of names to texts, whatever the names. */
  Map<String, String> textMap(String key) throws ScrapeFileException {
    Map<String, String> map = new LinkedHashMap<>();
    YamlSection section = section(key);
    if (section != null) {
      for (String name : section.keys()) {
        map.put(name, section.text(name, ""));
      }
    }
    return map;
  }

  /**
   * Refuses keys that nobody asked for.
   *
   * @param refused why keys that people know from Prometheus are not there
   */
  void finish(Map<String, String> refused) throws ScrapeFileException {
    for (String key : tuples.keySet()) {
      if (known.contains(key)) {
        continue;
      }
      String why = refused.get(key);
      throw error(
          key,
          why != null
              ? path(key) + ": " + why
              : path(key) + ": unknown key (expected: one of " + String.join(", ", known) + ")");
    }
  }

  void finish() throws ScrapeFileException {
    finish(Map.of());
  }

  String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private String label() {
    return path.isEmpty() ? "" : path + ": ";
  }

  /** A fault at a key, or at the section when it has no such key. */
  ScrapeFileException error(String key, String message) {
    NodeTuple tuple = tuples.get(key);
    return fault(tuple == null ? node : tuple.getKeyNode(), message);
  }

  private ScrapeFileException fault(Node place, String message) {
    Mark mark = place.getStartMark();
    return new ScrapeFileException(
        file
            + (mark == null ? "" : ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
            + ": "
            + message);
  }

  private String scalar(Node value, String what) throws ScrapeFileException {
    if (value instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw fault(value, what + ": " + kind(value) + " (expected: text)");
  }

  private static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private static String kind(Node node) {
    return switch (node) {
      case MappingNode mapping -> "keys with values";
      case SequenceNode sequence -> "a list";
      case ScalarNode scalar -> "\"" + scalar.getValue() + "\"";
      default -> "nothing";
    };
  }
}
