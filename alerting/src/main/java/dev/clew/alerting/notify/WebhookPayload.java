package dev.clew.alerting.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The JSON that Alertmanager sends to webhooks, version 4. */
final class WebhookPayload {
  /** Go's zero time: the end of what has not ended. */
  private static final String NOT_ENDED = "0001-01-01T00:00:00Z";

  private WebhookPayload() {}

  static String of(
      String receiver,
      AlertGroup group,
      List<GroupedAlert> alerts,
      String reason,
      String externalUrl) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("receiver", receiver);
    root.put("status", status(alerts));
    ArrayNode list = root.putArray("alerts");
    alerts.forEach(alert -> list.add(alert(alert)));
    root.put("notification_reason", reason);
    root.set("groupLabels", texts(group.labels()));
    root.set("commonLabels", texts(common(alerts, each -> each.alert().labels().asMap())));
    root.set("commonAnnotations", texts(common(alerts, each -> each.alert().annotations())));
    root.put("externalURL", externalUrl);
    root.put("version", "4");
    root.put("groupKey", group.key());
    root.put("truncatedAlerts", 0);
    return root.toString();
  }

  static String status(List<GroupedAlert> alerts) {
    return alerts.stream().anyMatch(GroupedAlert::isFiring) ? "firing" : "resolved";
  }

  private static ObjectNode alert(GroupedAlert alert) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("status", alert.isFiring() ? "firing" : "resolved");
    node.set("labels", texts(alert.alert().labels().asMap()));
    node.set("annotations", texts(alert.alert().annotations()));
    node.put("startsAt", alert.startsAt().toString());
    Instant end = alert.isFiring() ? null : alert.alert().resolvedAt();
    node.put("endsAt", end == null ? NOT_ENDED : end.toString());
    node.put("generatorURL", alert.generatorUrl());
    node.put("fingerprint", alert.fingerprint());
    return node;
  }

  private static Map<String, String> common(
      List<GroupedAlert> alerts, Function<GroupedAlert, Map<String, String>> of) {
    Map<String, String> common = null;
    for (GroupedAlert alert : alerts) {
      common = shared(common, of.apply(alert));
    }
    return common == null ? Map.of() : common;
  }

  private static Map<String, String> shared(
      @Nullable Map<String, String> sofar, Map<String, String> next) {
    if (sofar == null) {
      return new TreeMap<>(next);
    }
    sofar.entrySet().retainAll(next.entrySet());
    return sofar;
  }

  private static ObjectNode texts(Map<String, String> texts) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    new TreeMap<>(texts).forEach(node::put);
    return node;
  }
}
