package dev.clew.alerting.rule;

import dev.clew.alerting.template.Template;
import dev.clew.model.QueryException;
import dev.clew.notation.PrometheusDuration;
import dev.clew.notation.template.TemplateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Reads Prometheus rule files strictly. All faults of a file are found in one pass, each with its
 * place; expressions and templates are checked too.
 */
public final class RuleFileParser {
  /** Larger files are surely no rule files, and YAML costs a multiple of its size. */
  static final int MAXIMUM_FILE_BYTES = 4 * 1024 * 1024;

  private static final Pattern METRIC_NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern LABEL_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  private final BiConsumer<RuleLanguage, String> checkExpression;

  /**
   * @param checkExpression throws {@link QueryException} when an expression is wrong
   */
  public RuleFileParser(BiConsumer<RuleLanguage, String> checkExpression) {
    this.checkExpression = checkExpression;
  }

  /**
   * Reads a file.
   *
   * @param name of the file, for errors
   */
  public RuleFile parse(String name, String text) throws RuleFileException {
    YamlReader yaml = new YamlReader(name, text);
    Node root = yaml.compose();
    List<RuleGroup> groups = List.of();
    if (root != null) {
      Map<String, Node> file = yaml.mapping(root, "the file", Set.of("groups"));
      Node list = file.get("groups");
      groups = list == null ? List.of() : groups(yaml, name, list);
    }
    yaml.throwErrors();
    return new RuleFile(name, groups);
  }

  private List<RuleGroup> groups(YamlReader yaml, String file, Node list) {
    List<RuleGroup> groups = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Node node : yaml.items(list, "groups")) {
      RuleGroup group = group(yaml, file, node);
      if (group != null) {
        if (!names.add(group.name())) {
          yaml.error(
              yaml.valueOf(node, "name"),
              "groups: \""
                  + group.name()
                  + "\" (expected: a name no other group of this file has)");
        }
        groups.add(group);
      }
    }
    return groups;
  }

  private @Nullable RuleGroup group(YamlReader yaml, String file, Node node) {
    Map<String, Node> keys =
        yaml.mapping(
            node,
            "a group",
            Set.of("name", "type", "interval", "limit", "query_offset", "labels", "rules"));
    String name = yaml.text(keys.get("name"), "name");
    if (name == null || name.isEmpty()) {
      yaml.error(
          keys.getOrDefault("name", node), "name: missing (expected: the name of the group)");
      return null;
    }
    Duration interval = duration(yaml, keys.get("interval"), "interval");
    if (interval != null && interval.isZero()) {
      yaml.error(keys.get("interval"), "interval: 0 (expected: more than 0, such as 1m)");
    }
    RuleLanguage language = language(yaml, keys.get("type"));
    Map<String, Template> labels = labels(yaml, keys.get("labels"));
    List<Rule> rules = new ArrayList<>();
    Node list = keys.get("rules");
    if (list != null) {
      for (Node item : yaml.items(list, "rules")) {
        Rule rule = rule(yaml, item, language, labels);
        if (rule != null) {
          rules.add(rule);
        }
      }
    }
    Map<String, String> plain = new TreeMap<>();
    labels.forEach((label, template) -> plain.put(label, template.source()));
    return new RuleGroup(
        file,
        name,
        language,
        interval,
        limit(yaml, keys.get("limit")),
        duration(yaml, keys.get("query_offset"), "query_offset"),
        plain,
        rules);
  }

  private @Nullable Rule rule(
      YamlReader yaml, Node node, RuleLanguage language, Map<String, Template> groupLabels) {
    Map<String, Node> keys =
        yaml.mapping(
            node,
            "a rule",
            Set.of("record", "alert", "expr", "for", "keep_firing_for", "labels", "annotations"));
    Node record = keys.get("record");
    Node alert = keys.get("alert");
    if ((record == null) == (alert == null)) {
      yaml.error(
          record == null ? node : record,
          (record == null ? "neither record nor alert" : "both record and alert")
              + " (expected: one of them)");
      return null;
    }
    String expression = expression(yaml, node, language, keys.get("expr"));
    Map<String, Template> labels = new TreeMap<>(groupLabels);
    labels.putAll(labels(yaml, keys.get("labels")));
    return record != null
        ? recording(yaml, keys, record, expression, labels)
        : alerting(yaml, keys, alert, expression, labels);
  }

  private static @Nullable Rule recording(
      YamlReader yaml,
      Map<String, Node> keys,
      Node record,
      String expression,
      Map<String, Template> labels) {
    for (String key : List.of("for", "keep_firing_for", "annotations")) {
      if (keys.containsKey(key)) {
        yaml.error(
            keys.get(key), key + ": not possible for a recording rule (expected: no " + key + ")");
      }
    }
    String name = yaml.text(record, "record");
    if (name == null || !METRIC_NAME.matcher(name).matches()) {
      yaml.error(record, "record: \"" + name + "\" (expected: a metric name: " + METRIC_NAME + ")");
      return null;
    }
    return new Rule.Recording(name, expression, labels);
  }

  private static @Nullable Rule alerting(
      YamlReader yaml,
      Map<String, Node> keys,
      @Nullable Node alert,
      String expression,
      Map<String, Template> labels) {
    String name = yaml.text(alert, "alert");
    if (name == null || name.isEmpty()) {
      yaml.error(alert, "alert: missing (expected: the name of the alert)");
      return null;
    }
    Duration holdFor = duration(yaml, keys.get("for"), "for");
    Duration keepFiringFor = duration(yaml, keys.get("keep_firing_for"), "keep_firing_for");
    return new Rule.Alerting(
        name,
        expression,
        holdFor == null ? Duration.ZERO : holdFor,
        keepFiringFor == null ? Duration.ZERO : keepFiringFor,
        labels,
        templates(yaml, keys.get("annotations"), "annotations"));
  }

  private static RuleLanguage language(YamlReader yaml, @Nullable Node node) {
    String text = node == null ? null : yaml.text(node, "type");
    if (text == null) {
      return RuleLanguage.PROMQL;
    }
    for (RuleLanguage language : RuleLanguage.values()) {
      if (language.id().equals(text)) {
        return language;
      }
    }
    yaml.error(node, "type: \"" + text + "\" (expected: promql or logql)");
    return RuleLanguage.PROMQL;
  }

  private String expression(
      YamlReader yaml, Node rule, RuleLanguage language, @Nullable Node node) {
    String expression = node == null ? null : yaml.text(node, "expr");
    if (expression == null || expression.isBlank()) {
      yaml.error(
          node == null ? rule : node,
          "expr: missing (expected: "
              + (language == RuleLanguage.LOGQL ? "a LogQL metric query" : "a PromQL expression")
              + ")");
      return "";
    }
    try {
      checkExpression.accept(language, expression);
    } catch (QueryException e) {
      yaml.errorInside(node, e.position(), "expr: " + e.getMessage());
    }
    return expression;
  }

  private static Map<String, Template> labels(YamlReader yaml, @Nullable Node node) {
    Map<String, Template> labels = templates(yaml, node, "labels");
    if (node instanceof MappingNode mapping) {
      for (var entry : mapping.getValue()) {
        if (entry.getKeyNode() instanceof ScalarNode key) {
          checkLabel(yaml, key);
        }
      }
    }
    return labels;
  }

  private static void checkLabel(YamlReader yaml, ScalarNode key) {
    if (key.getValue().equals("__name__")) {
      yaml.error(key, "labels: \"__name__\" (expected: any other name; record names the metric)");
    } else if (!LABEL_NAME.matcher(key.getValue()).matches()) {
      yaml.error(
          key, "labels: \"" + key.getValue() + "\" (expected: a label name: " + LABEL_NAME + ")");
    }
  }

  private static Map<String, Template> templates(
      YamlReader yaml, @Nullable Node node, String what) {
    Map<String, Template> templates = new LinkedHashMap<>();
    if (node == null) {
      return templates;
    }
    yaml.mapping(node, what, null)
        .forEach((name, value) -> {
          String text = yaml.text(value, name);
          try {
            templates.put(name, Template.parse(text == null ? "" : text));
          } catch (TemplateException e) {
            yaml.errorInside(value, e.position(), what + "." + name + ": " + e.getMessage());
          }
        });
    return templates;
  }

  private static int limit(YamlReader yaml, @Nullable Node node) {
    String text = node == null ? null : yaml.text(node, "limit");
    if (text == null) {
      return 0;
    }
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 0) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    yaml.error(node, "limit: " + text + " (expected: a whole number >= 0)");
    return 0;
  }

  private static @Nullable Duration duration(YamlReader yaml, @Nullable Node node, String key) {
    String text = node == null ? null : yaml.text(node, key);
    if (text == null) {
      return null;
    }
    try {
      return PrometheusDuration.parse(text);
    } catch (IllegalArgumentException e) {
      yaml.error(node, key + ": \"" + text + "\" (expected: a duration such as 30s, 5m or 1h30m)");
      return null;
    }
  }
}
