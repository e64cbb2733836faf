package dev.clew.alerting.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.clew.alerting.AlertingStatus;
import dev.clew.alerting.evaluation.Alert;
import dev.clew.alerting.evaluation.GroupStatus;
import dev.clew.alerting.evaluation.RuleStatus;
import dev.clew.alerting.evaluation.Transition;
import dev.clew.alerting.notify.Notification;
import dev.clew.alerting.rule.Rule;
import dev.clew.model.TimeRange;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules, alerts and notifications as {@code docs/http-api.md} describes them. */
final class AlertsPage {
  private AlertsPage() {}

  static ObjectNode of(AlertingStatus status) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode groups = root.putArray("groups");
    status.groups().forEach(group -> groups.add(group(group)));
    ArrayNode errors = root.putArray("fileErrors");
    status
        .fileErrors()
        .forEach(error ->
            errors
                .addObject()
                .put("file", error.file())
                .put("line", error.line())
                .put("column", error.column())
                .put("message", error.message()));
    ArrayNode notifications = root.putArray("notifications");
    status.notifications().forEach(each -> notifications.add(notification(each)));
    root.put("firing", status.firing());
    root.put("pending", status.pending());
    return root;
  }

  private static ObjectNode group(GroupStatus group) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", group.group().name());
    node.put("file", group.group().file());
    node.put("language", group.group().language().id());
    node.put("intervalSeconds", group.interval().toMillis() / 1000.0);
    put(node, "lastEvaluation", group.lastEvaluation());
    node.put("evaluationMillis", group.evaluationSeconds() * 1000);
    node.put("missed", group.missed());
    ArrayNode rules = node.putArray("rules");
    group.rules().forEach(rule -> rules.add(rule(rule)));
    return node;
  }

  private static ObjectNode rule(RuleStatus status) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    Rule rule = status.rule();
    node.put("kind", rule instanceof Rule.Alerting ? "alert" : "record");
    node.put("name", rule.name());
    node.put("expression", rule.expression());
    if (rule instanceof Rule.Alerting alerting) {
      node.put("forSeconds", alerting.holdFor().toMillis() / 1000.0);
      node.put("keepFiringForSeconds", alerting.keepFiringFor().toMillis() / 1000.0);
      node.put("state", status.state().id());
      node.set("annotations", PrometheusRules.templates(alerting.annotations()));
      ArrayNode alerts = node.putArray("alerts");
      status.active().forEach(alert -> alerts.add(alert(alert)));
    }
    node.put("health", status.health().id());
    node.put("lastError", status.lastError());
    put(node, "lastEvaluation", status.lastEvaluation());
    node.put("evaluationMillis", status.evaluationSeconds() * 1000);
    node.set("labels", PrometheusRules.templates(rule.labels()));
    return node;
  }

  private static ObjectNode alert(Alert alert) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set("labels", PrometheusRules.texts(alert.labels().asMap()));
    node.set("annotations", PrometheusRules.texts(alert.annotations()));
    node.put("state", alert.state().id());
    put(node, "activeAt", alert.activeAt());
    put(node, "firedAt", alert.firedAt());
    value(node, alert.value());
    return node;
  }

  private static ObjectNode notification(Notification notification) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    Instant finished = notification.finishedAt();
    put(node, "time", finished == null ? notification.createdAt() : finished);
    node.put("receiver", notification.receiver());
    node.put("status", notification.status());
    node.put("reason", notification.reason());
    node.put("alerts", notification.alerts());
    node.set("groupLabels", PrometheusRules.texts(notification.groupLabels()));
    node.put("outcome", notification.outcome());
    node.put("attempts", notification.attempts());
    node.put("error", notification.error());
    return node;
  }

  /** Newest first. */
  static ObjectNode history(List<Transition> transitions, TimeRange range) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode list = root.putArray("transitions");
    for (Transition transition : transitions.reversed()) {
      if (range.contains(TimeRange.nanosOf(transition.time()))) {
        ObjectNode node = list.addObject();
        put(node, "time", transition.time());
        node.put("rule", transition.rule());
        node.put("group", transition.group());
        node.set("labels", PrometheusRules.texts(transition.labels().asMap()));
        node.put("from", transition.from().id());
        node.put("to", transition.to().id());
        value(node, transition.value());
      }
    }
    return root;
  }

  /** JSON has no NaN and no infinity; they are text. */
  private static void value(ObjectNode node, double value) {
    if (Double.isFinite(value)) {
      node.put("value", value);
    } else {
      node.put("value", Double.toString(value));
    }
  }

  /** A decimal string of nanoseconds; null when there is no such instant. */
  private static void put(ObjectNode node, String key, @Nullable Instant time) {
    node.put(key, time == null ? null : Long.toString(TimeRange.nanosOf(time)));
  }
}
