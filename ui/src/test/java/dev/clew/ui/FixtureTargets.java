package dev.clew.ui;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Targets of the invented shop: one is down, one job finds nothing. */
final class FixtureTargets {
  private final boolean empty;

  FixtureTargets(boolean empty) {
    this.empty = empty;
  }

  Object overview() {
    if (empty) {
      return Map.of("configFile", "", "problem", "", "notes", List.of(), "pools", List.of());
    }
    return Map.of(
        "configFile",
        "/etc/clew/prometheus.yml",
        "problem",
        "",
        "notes",
        List.of("rule_files has no effect here: rules live in the directory alerting.rules"),
        "pools",
        List.of(
            Map.of("name", "node", "problems", List.of(), "dropped", 1),
            Map.of(
                "name",
                "shop",
                "problems",
                List.of("/etc/clew/targets/shop.json:1:1: not YAML: expected ',' or ']'"),
                "dropped",
                0)));
  }

  Object targets() {
    if (empty) {
      return answer(List.of(), List.of(), Map.of());
    }
    String refused = "Connection refused: payment/10.0.0.7:9100";
    return answer(
        List.of(target("node", "checkout:9100", ""), target("node", "payment:9100", refused)),
        List.of(
            Map.of(
                "discoveredLabels",
                Map.of("__address__", "old:9100", "job", "node"),
                "scrapePool",
                "node")),
        Map.of("node", 1, "shop", 0));
  }

  private static Object answer(List<?> active, List<?> dropped, Map<String, Integer> counts) {
    return Map.of(
        "status",
        "success",
        "data",
        Map.of("activeTargets", active, "droppedTargets", dropped, "droppedTargetCounts", counts));
  }

  private static Map<String, Object> target(String job, String address, String error) {
    boolean up = error.isEmpty();
    return Map.ofEntries(
        Map.entry(
            "discoveredLabels", Map.of("__address__", address, "__scheme__", "http", "job", job)),
        Map.entry("labels", Map.of("instance", address, "job", job)),
        Map.entry("scrapePool", job),
        Map.entry("scrapeUrl", "http://" + address + "/metrics"),
        Map.entry("globalUrl", "http://" + address + "/metrics"),
        Map.entry("lastError", error),
        Map.entry("lastScrape", Instant.now().minusSeconds(7).toString()),
        Map.entry("lastScrapeDuration", 0.0123),
        Map.entry("health", up ? "up" : "down"),
        Map.entry("scrapeInterval", "15s"),
        Map.entry("scrapeTimeout", "10s"),
        Map.entry("samples", up ? 1234 : 0),
        Map.entry("samplesKept", up ? 1200 : 0),
        Map.entry("seriesAdded", 0),
        Map.entry("duplicates", 0),
        Map.entry("bodyBytes", up ? 65_536 : 0));
  }
}
