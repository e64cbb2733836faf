package dev.clew.alerting.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.clew.model.Labels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What alerting remembers over a restart.
 *
 * @param savedAt when it was written: until then the conditions were watched
 * @param rules alerts by {@link RuleRunner#key}
 * @param transitions newest last
 */
record AlertMemory(Instant savedAt, Map<String, List<Alert>> rules, List<Transition> transitions) {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  static final AlertMemory EMPTY = new AlertMemory(Instant.EPOCH, Map.of(), List.of());

  ObjectNode toJson() {
    ObjectNode root = NODES.objectNode();
    root.put("version", 1);
    root.put("savedAt", savedAt.toString());
    ObjectNode byRule = root.putObject("rules");
    rules.forEach((key, alerts) -> {
      ArrayNode list = byRule.putArray(key);
      alerts.forEach(alert -> list.add(toJson(alert)));
    });
    ArrayNode changes = root.putArray("transitions");
    transitions.forEach(transition -> changes.add(toJson(transition)));
    return root;
  }

  private static ObjectNode toJson(Alert alert) {
    ObjectNode node = NODES.objectNode();
    node.set("labels", toJson(alert.labels().asMap()));
    node.set("annotations", toJson(alert.annotations()));
    node.put("state", alert.state().id());
    // As text, because JSON has no NaN.
    node.put("value", Double.toString(alert.value()));
    node.put("activeAt", alert.activeAt().toString());
    put(node, "firedAt", alert.firedAt());
    put(node, "resolvedAt", alert.resolvedAt());
    put(node, "keepFiringSince", alert.keepFiringSince());
    return node;
  }

  private static ObjectNode toJson(Transition transition) {
    ObjectNode node = NODES.objectNode();
    node.put("time", transition.time().toString());
    node.put("group", transition.group());
    node.put("rule", transition.rule());
    node.set("labels", toJson(transition.labels().asMap()));
    node.put("from", transition.from().id());
    node.put("to", transition.to().id());
    node.put("value", Double.toString(transition.value()));
    return node;
  }

  private static ObjectNode toJson(Map<String, String> texts) {
    ObjectNode node = NODES.objectNode();
    new TreeMap<>(texts).forEach(node::put);
    return node;
  }

  private static void put(ObjectNode node, String key, @Nullable Instant time) {
    if (time != null) {
      node.put(key, time.toString());
    }
  }

  static AlertMemory fromJson(JsonNode root) {
    Map<String, List<Alert>> rules = new HashMap<>();
    root.path("rules")
        .properties()
        .forEach(entry -> {
          List<Alert> alerts = new ArrayList<>();
          entry.getValue().forEach(node -> alerts.add(alert(node)));
          rules.put(entry.getKey(), alerts);
        });
    List<Transition> transitions = new ArrayList<>();
    root.path("transitions").forEach(node -> transitions.add(transition(node)));
    return new AlertMemory(Instant.parse(root.path("savedAt").asText()), rules, transitions);
  }

  private static Alert alert(JsonNode node) {
    return new Alert(
        Labels.of(texts(node.path("labels"))),
        texts(node.path("annotations")),
        state(node.path("state")),
        Double.parseDouble(node.path("value").asText()),
        Instant.parse(node.path("activeAt").asText()),
        time(node, "firedAt"),
        time(node, "resolvedAt"),
        time(node, "keepFiringSince"));
  }

  private static Transition transition(JsonNode node) {
    return new Transition(
        Instant.parse(node.path("time").asText()),
        node.path("group").asText(),
        node.path("rule").asText(),
        Labels.of(texts(node.path("labels"))),
        state(node.path("from")),
        state(node.path("to")),
        Double.parseDouble(node.path("value").asText()));
  }

  private static AlertState state(JsonNode node) {
    return AlertState.valueOf(node.asText().toUpperCase(Locale.ROOT));
  }

  private static Map<String, String> texts(JsonNode node) {
    Map<String, String> texts = new TreeMap<>();
    node.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }

  private static @Nullable Instant time(JsonNode node, String key) {
    return node.has(key) ? Instant.parse(node.path(key).asText()) : null;
  }
}
