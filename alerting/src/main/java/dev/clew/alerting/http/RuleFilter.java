package dev.clew.alerting.http;

import com.linecorp.armeria.common.QueryParams;
import dev.clew.alerting.evaluation.GroupStatus;
import dev.clew.alerting.evaluation.RuleStatus;
import dev.clew.alerting.rule.Rule;
import dev.clew.alerting.template.Template;
import dev.clew.model.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Which rules {@code /api/v1/rules} gives; an empty set is no restriction.
 *
 * @param type {@code alert}, {@code record} or empty
 * @param selections a rule has to match one of them by its labels
 * @param page which part of the groups
 */
record RuleFilter(
    String type,
    Set<String> names,
    Set<String> groups,
    Set<String> files,
    List<Predicate<Labels>> selections,
    boolean excludesAlerts,
    RulePage page) {

  /**
   * Reads the parameters of Prometheus, in the order in which it complains about them.
   *
   * @param selectors reads a {@code match[]}
   * @throws IllegalArgumentException when one has a value it cannot have
   */
  static RuleFilter of(QueryParams parameters, Function<String, Predicate<Labels>> selectors) {
    List<Predicate<Labels>> selections = new ArrayList<>();
    parameters.getAll("match[]").forEach(text -> selections.add(selectors.apply(text)));
    String type = parameters.get("type", "").toLowerCase(Locale.ROOT);
    if (!Set.of("", "alert", "record").contains(type)) {
      throw invalid("type", "not supported value \"" + type + "\"");
    }
    String exclude = parameters.get("exclude_alerts", "").toLowerCase(Locale.ROOT);
    if (!Set.of("", "true", "false", "1", "0", "t", "f").contains(exclude)) {
      throw invalid(
          "exclude_alerts",
          "error converting exclude_alerts: strconv.ParseBool: parsing \""
              + exclude
              + "\": invalid syntax");
    }
    return new RuleFilter(
        type,
        Set.copyOf(parameters.getAll("rule_name[]")),
        Set.copyOf(parameters.getAll("rule_group[]")),
        Set.copyOf(parameters.getAll("file[]")),
        selections,
        Set.of("true", "1", "t").contains(exclude),
        RulePage.of(parameters));
  }

  static IllegalArgumentException invalid(String parameter, String message) {
    return new IllegalArgumentException("invalid parameter \"" + parameter + "\": " + message);
  }

  boolean takes(GroupStatus group) {
    return (groups.isEmpty() || groups.contains(group.group().name()))
        && (files.isEmpty() || files.contains(group.group().file()));
  }

  boolean takes(RuleStatus rule) {
    boolean alert = rule.rule() instanceof Rule.Alerting;
    return (names.isEmpty() || names.contains(rule.rule().name()))
        && (type.isEmpty() || type.equals(alert ? "alert" : "record"))
        && matches(rule.rule());
  }

  private boolean matches(Rule rule) {
    if (selections.isEmpty()) {
      return true;
    }
    Map<String, Template> templates =
        switch (rule) {
          case Rule.Alerting alerting -> alerting.labels();
          case Rule.Recording recording -> recording.labels();
        };
    Map<String, String> texts = new HashMap<>();
    templates.forEach((name, template) -> texts.put(name, template.source()));
    Labels labels = Labels.of(texts);
    return selections.stream().anyMatch(selection -> selection.test(labels));
  }
}
