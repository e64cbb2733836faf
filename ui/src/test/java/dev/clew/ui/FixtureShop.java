package dev.clew.ui;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Services, receiver, alerts and status of the invented shop. */
final class FixtureShop {

  private static final List<String> NAMES =
      List.of("checkout", "payment", "frontend", "cart", "inventory", "shipping", "mailer");

  private final boolean empty;

  FixtureShop(boolean empty) {
    this.empty = empty;
  }

  Map<String, Object> receiver() {
    List<Object> senders = new ArrayList<>();
    List<Object> totals = new ArrayList<>();
    if (!empty) {
      for (int i = 0; i < NAMES.size(); i++) {
        senders.add(sender(NAMES.get(i), "traces", 1 + i));
        senders.add(sender(NAMES.get(i), "logs", 2 + i));
      }
      totals.add(total("logs", 812_300, 2));
      totals.add(total("traces", 1_412_000, 4));
      totals.add(total("metrics", 5_201_000, 0));
    }
    return Map.of(
        "endpoints",
        Map.of("grpcPort", 4317, "httpPort", 4318),
        "totals",
        totals,
        "senders",
        senders,
        "refusals",
        List.of(refusal()));
  }

  private static Map<String, Object> sender(String service, String signal, int seconds) {
    return Map.of(
        "service",
        service,
        "signal",
        signal,
        "protocol",
        seconds % 2 == 0 ? "http" : "grpc",
        "sdk",
        "java 1.54.0",
        "requests",
        1_200 + seconds,
        "records",
        48_000 / seconds,
        "bytes",
        7_000_000 / seconds,
        "lastSeen",
        nanosAgo(seconds * 1_000L));
  }

  private static Map<String, Object> total(String signal, long records, int refused) {
    return Map.of(
        "signal", signal,
        "requests", records / 40,
        "records", records,
        "bytes", records * 310,
        "refusedRequests", refused);
  }

  private static Map<String, Object> refusal() {
    return Map.of(
        "time", nanosAgo(14_000),
        "remote", "10.0.0.5",
        "protocol", "http",
        "signal", "traces",
        "count", 4,
        "status", 415,
        "reason", "gRPC sent to the HTTP port",
        "remedy", "Use port 4317, or set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf.");
  }

  Map<String, Object> alerts() {
    List<Object> groups = new ArrayList<>();
    if (!empty) {
      Map<String, Object> alert =
          Map.of(
              "labels", Map.of("alertname", "CheckoutErrors", "service", "checkout"),
              "annotations", Map.of("summary", "4.2 % of checkout requests fail"),
              "state", "firing",
              "activeAt", nanosAgo(1_500_000),
              "firedAt", nanosAgo(1_440_000),
              "value", 0.042);
      Map<String, Object> rule = new LinkedHashMap<>();
      rule.put("kind", "alert");
      rule.put("name", "CheckoutErrors");
      rule.put(
          "expression",
          "sum(rate(traces_spanmetrics_calls_total{status_code=\"STATUS_CODE_ERROR\"}[5m])) > 1");
      rule.put("forSeconds", 60);
      rule.put("state", "firing");
      rule.put("health", "ok");
      rule.put("lastError", "");
      rule.put("labels", Map.of("severity", "page"));
      rule.put("annotations", Map.of());
      rule.put("alerts", List.of(alert));
      groups.add(
          Map.of(
              "name",
              "shop",
              "file",
              "shop.yml",
              "intervalSeconds",
              15,
              "lastEvaluation",
              nanosAgo(4_000),
              "evaluationMillis",
              1.2,
              "rules",
              List.of(rule)));
    }
    return Map.of(
        "groups",
        groups,
        "fileErrors",
        List.of(),
        "notifications",
        List.of(),
        "firing",
        empty ? 0 : 1,
        "pending",
        0);
  }

  Map<String, Object> services(FixtureRange range) {
    List<Object> services = new ArrayList<>();
    if (!empty) {
      for (int i = 0; i < NAMES.size(); i++) {
        services.add(summary(NAMES.get(i), i, range));
      }
    }
    return Map.of("services", services);
  }

  Map<String, Object> service(String name, FixtureRange range) {
    int index = Math.max(0, NAMES.indexOf(name));
    Map<String, Object> answer = summary(name, index, range);
    List<Object> operations = new ArrayList<>();
    for (String operation :
        List.of("POST /pay", "GET /orders/{id}", "PlaceOrder", "consume orders")) {
      Map<String, Object> row = red(index + operations.size(), range);
      row.put("name", operation);
      row.put("kind", operations.size() == 3 ? "consumer" : "server");
      operations.add(row);
    }
    answer.put("operations", operations);
    return answer;
  }

  private static Map<String, Object> summary(String name, int index, FixtureRange range) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("name", name);
    row.putAll(red(index, range));
    if (name.equals("mailer")) {
      row.put("ratePerSecond", null);
    } else {
      row.put(
          "before",
          Map.of("ratePerSecond", 11.8, "errorRatio", 0.001, "p95Millis", 120.0 / (index + 1)));
    }
    row.put("logs", 812 * (NAMES.size() - index));
    row.put("spans", name.equals("mailer") ? 0 : 4_711 * (NAMES.size() - index));
    row.put("logsWithTraceContextRatio", name.equals("mailer") ? 0.0 : 0.98);
    row.put("versions", List.of(index == 0 ? "1.4.1" : "1.4.0"));
    return row;
  }

  private static Map<String, Object> red(int index, FixtureRange range) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("ratePerSecond", 12.1 * (index + 1));
    row.put("errorRatio", index == 0 ? 0.042 : index == 1 ? 0.011 : 0.0);
    row.put("p50Millis", 31.0 / (index + 1));
    row.put("p95Millis", 410.0 / (index + 1));
    row.put("p99Millis", 900.0 / (index + 1));
    row.put("spark", spark(index, range));
    return row;
  }

  private static Map<String, Object> spark(int index, FixtureRange range) {
    List<Double> rate = new ArrayList<>();
    List<Double> errors = new ArrayList<>();
    List<Double> p95 = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      double wave = Math.sin(i / 3.0 + index);
      boolean trouble = index < 2 && i > 20;
      rate.add(12.0 * (index + 1) + 3 * wave);
      errors.add(trouble ? 0.5 + wave * 0.3 : 0.0);
      p95.add((trouble ? 420.0 : 120.0) / (index + 1) + 10 * wave);
    }
    return Map.of(
        "startMillis", range.start(),
        "stepMillis", range.length() / 30,
        "rate", rate,
        "errors", errors,
        "p95", p95);
  }

  Map<String, Object> incidents() {
    return Map.of(
        "conditions",
        List.of(),
        "events",
        List.of(),
        "scrub",
        Map.of(
            "startedMillis",
            0,
            "finishedMillis",
            System.currentTimeMillis() - 3 * 86_400_000L,
            "reading",
            "",
            "bytes",
            3_930_000_000L,
            "allBytes",
            3_930_000_000L,
            "findings",
            0,
            "nextMillis",
            System.currentTimeMillis() + 27 * 86_400_000L));
  }

  Map<String, Object> status() {
    List<Object> buffers = new ArrayList<>();
    List<Object> stores = new ArrayList<>();
    for (String signal : List.of("logs", "traces", "metrics")) {
      buffers.add(
          Map.of(
              "signal",
              signal,
              "bytes",
              84_000_000,
              "lagEntries",
              3,
              "lagMillis",
              12,
              "quarantined",
              0));
      stores.add(
          Map.of(
              "signal",
              signal,
              "rows",
              empty ? 0 : 18_400_000,
              "bytes",
              empty ? 0 : 1_310_000_000L,
              "days",
              empty ? 0 : 9,
              "oldest",
              nanosAgo(9 * 86_400_000L),
              "memoryBytes",
              41_000_000));
    }
    return Map.of(
        "version",
        "0.1.0",
        "uptimeMillis",
        93_600_000,
        "health",
        "healthy",
        "reasons",
        List.of(),
        "buffer",
        buffers,
        "stores",
        stores,
        "disk",
        Map.of(
            "path", "/var/lib/clew",
            "totalBytes", 256_000_000_000L,
            "freeBytes", 181_000_000_000L,
            "dataBytes", 3_930_000_000L),
        "memory",
        Map.of("heapUsedBytes", 151_000_000, "heapMaxBytes", 512_000_000),
        "retentionDays",
        20);
  }

  static String nanosAgo(long millis) {
    return (System.currentTimeMillis() - millis) + "000000";
  }
}
