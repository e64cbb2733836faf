package dev.clew.alerting.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.clew.alerting.evaluation.Alert;
import dev.clew.alerting.evaluation.AlertState;
import dev.clew.alerting.evaluation.GroupStatus;
import dev.clew.alerting.evaluation.RuleStatus;
import dev.clew.alerting.rule.Rule;
import dev.clew.alerting.template.Template;
import dev.clew.model.NumberText;
import dev.clew.notation.template.GoNumber;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rules and alerts as the HTTP API of Prometheus 3 gives them. */
final class PrometheusRules {
  private static final String NEVER = "0001-01-01T00:00:00Z";

  private PrometheusRules() {}

  static ObjectNode alerts(List<GroupStatus> groups) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    ArrayNode list = data.putArray("alerts");
    for (GroupStatus group : groups) {
      for (RuleStatus rule : group.rules()) {
        rule.active().forEach(alert -> list.add(alert(alert)));
      }
    }
    return data;
  }

  /**
   * @throws IllegalArgumentException when the group to begin with is not there
   */
  static ObjectNode rules(List<GroupStatus> groups, RuleFilter filter) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    ArrayNode list = data.putArray("groups");
    RulePage page = filter.page();
    boolean begun = page.token().isEmpty();
    for (GroupStatus group : groups) {
      begun = begun || page.token().equals(RulePage.token(group.group()));
      if (!begun || !filter.takes(group)) {
        continue;
      }
      ObjectNode node = group(group, filter);
      if (node.path("rules").isEmpty()) {
        continue;
      }
      if (page.limit() > 0 && list.size() == page.limit()) {
        data.put("groupNextToken", RulePage.token(group.group()));
        break;
      }
      list.add(node);
    }
    if (!begun) {
      throw page.unknownToken();
    }
    return data;
  }

  private static ObjectNode group(GroupStatus group, RuleFilter filter) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", group.group().name());
    node.put("file", group.group().file());
    ArrayNode rules = node.putArray("rules");
    for (RuleStatus rule : group.rules()) {
      if (filter.takes(rule)) {
        rules.add(rule(rule, filter.excludesAlerts()));
      }
    }
    number(node, "interval", group.interval().toMillis() / 1000.0);
    node.put("limit", group.group().limit());
    number(node, "evaluationTime", group.evaluationSeconds());
    node.put("lastEvaluation", time(group.lastEvaluation()));
    return node;
  }

  private static ObjectNode rule(RuleStatus status, boolean excludesAlerts) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    switch (status.rule()) {
      case Rule.Alerting rule -> {
        // Until it was evaluated Prometheus does not know.
        node.put("state", status.lastEvaluation() == null ? "unknown" : status.state().id());
        node.put("name", rule.name());
        node.put("query", rule.expression());
        number(node, "duration", rule.holdFor().toMillis() / 1000.0);
        number(node, "keepFiringFor", rule.keepFiringFor().toMillis() / 1000.0);
        node.set("labels", templates(rule.labels()));
        node.set("annotations", templates(rule.annotations()));
        ArrayNode alerts = node.putArray("alerts");
        if (!excludesAlerts) {
          status.active().forEach(alert -> alerts.add(alert(alert)));
        }
        evaluation(node, status, "alerting");
      }
      case Rule.Recording rule -> {
        node.put("name", rule.name());
        node.put("query", rule.expression());
        if (!rule.labels().isEmpty()) {
          node.set("labels", templates(rule.labels()));
        }
        evaluation(node, status, "recording");
      }
    }
    return node;
  }

  private static void evaluation(ObjectNode node, RuleStatus status, String type) {
    node.put("health", status.health().id());
    if (!status.lastError().isEmpty()) {
      node.put("lastError", status.lastError());
    }
    number(node, "evaluationTime", status.evaluationSeconds());
    node.put("lastEvaluation", time(status.lastEvaluation()));
    node.put("type", type);
  }

  private static ObjectNode alert(Alert alert) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set("labels", texts(alert.labels().asMap()));
    node.set("annotations", texts(alert.annotations()));
    node.put("state", alert.state().id());
    node.put("activeAt", alert.activeAt().toString());
    Instant kept = alert.keepFiringSince();
    if (kept != null && alert.state() == AlertState.FIRING) {
      node.put("keepFiringSince", kept.toString());
    }
    node.put("value", GoNumber.format(alert.value(), 'e', -1));
    return node;
  }

  static ObjectNode texts(Map<String, String> texts) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    new TreeMap<>(texts).forEach(node::put);
    return node;
  }

  static ObjectNode templates(Map<String, Template> templates) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    new TreeMap<>(templates).forEach((name, template) -> node.put(name, template.source()));
    return node;
  }

  /** As Go writes it. */
  private static void number(ObjectNode node, String key, double value) {
    node.put(key, new BigDecimal(NumberText.of(value)));
  }

  private static String time(@Nullable Instant time) {
    return time == null ? NEVER : time.toString();
  }
}
