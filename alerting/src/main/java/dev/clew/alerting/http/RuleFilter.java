package dev.clew.alerting.http;

import com.linecorp.armeria.common.QueryParams;
import dev.clew.alerting.evaluation.GroupStatus;
import dev.clew.alerting.evaluation.RuleStatus;
import dev.clew.alerting.rule.Rule;
import java.util.Set;

/**
 * Which rules {@code /api/v1/rules} gives; an empty set is no restriction.
 *
 * @param type {@code alert}, {@code record} or empty
 */
record RuleFilter(
    String type, Set<String> names, Set<String> groups, Set<String> files, boolean excludesAlerts) {

  /**
   * Reads the parameters of Prometheus.
   *
   * @throws IllegalArgumentException when one has a value it cannot have
   */
  static RuleFilter of(QueryParams parameters) {
    String type = parameters.get("type", "").toLowerCase(java.util.Locale.ROOT);
    if (!Set.of("", "alert", "record").contains(type)) {
      throw new IllegalArgumentException(
          "invalid parameter \"type\": not supported value \"" + type + "\"");
    }
    String exclude = parameters.get("exclude_alerts", "");
    if (!Set.of("", "true", "false", "1", "0", "t", "f").contains(exclude)) {
      throw new IllegalArgumentException(
          "invalid parameter \"exclude_alerts\": strconv.ParseBool: parsing \""
              + exclude
              + "\": invalid syntax");
    }
    return new RuleFilter(
        type,
        Set.copyOf(parameters.getAll("rule_name[]")),
        Set.copyOf(parameters.getAll("rule_group[]")),
        Set.copyOf(parameters.getAll("file[]")),
        Set.of("true", "1", "t").contains(exclude));
  }

  boolean takes(GroupStatus group) {
    return (groups.isEmpty() || groups.contains(group.group().name()))
        && (files.isEmpty() || files.contains(group.group().file()));
  }

  boolean takes(RuleStatus rule) {
    boolean alert = rule.rule() instanceof Rule.Alerting;
    return (names.isEmpty() || names.contains(rule.rule().name()))
        && (type.isEmpty() || type.equals(alert ? "alert" : "record"));
  }
}
