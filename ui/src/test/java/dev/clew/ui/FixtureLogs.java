package dev.clew.ui;

import com.linecorp.armeria.common.QueryParams;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Log lines of the invented shop: one every 250 ms, the same for the same instant. */
final class FixtureLogs {

  private static final long STEP_MILLIS = 250;
  private static final int PAGE = 100;
  private static final List<String> SERVICES =
      List.of("checkout", "payment", "frontend", "cart", "inventory");
  private static final List<String> BODIES =
      List.of(
          "payment failed for order 7f3a91c2: card declined",
          "GET /api/cart 200 in 12 ms",
          "reserved 3 items for order 7f3a91c2",
          "charge rejected code=51 amount=129.90",
          "retrying charge, attempt 2 of 3",
          "java.lang.IllegalStateException: stock is negative\n\tat shop.Stock.take(Stock.java:41)\n\tat shop.Cart.add(Cart.java:17)",
          "{\"event\":\"order_placed\",\"order.id\":\"7f3a91c2\",\"total\":129.9}");

  private final boolean empty;

  FixtureLogs(boolean empty) {
    this.empty = empty;
  }

  private static String severity(long index) {
    long turn = Math.floorMod(index * 7919, 41);
    return turn == 0 ? "error" : turn < 4 ? "warn" : turn < 8 ? "debug" : "info";
  }

  private static String service(long index) {
    return SERVICES.get((int) Math.floorMod(index * 31 / 3, (long) SERVICES.size()));
  }

  private static String body(long index) {
    String severity = severity(index);
    if (severity.equals("error")) {
      return BODIES.get(Math.floorMod(index, 2L) == 0 ? 0 : 5);
    }
    return severity.equals("warn")
        ? BODIES.get(3 + (int) Math.floorMod(index, 2L))
        : BODIES.get(index % 3 == 0 ? 6 : index % 3 == 1 ? 1 : 2);
  }

  private static String traceId(long index) {
    return "%032x".formatted(0x4bf92f3577b34da6L * (index / 6 + 1));
  }

  private static String withoutPipes(String query) {
    int pipe = query.indexOf('|');
    return pipe < 0 ? query : query.substring(0, pipe);
  }

  static List<String> services() {
    return SERVICES;
  }

  static long indexAt(long millis) {
    return millis / STEP_MILLIS;
  }

  boolean matches(String query, long index) {
    for (String term : withoutPipes(query).split("\\s+(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")) {
      boolean not = term.startsWith("-");
      String plain = not ? term.substring(1) : term;
      boolean hit =
          plain.isEmpty()
              || (plain.startsWith("service:") && service(index).equals(plain.substring(8)))
              || (plain.startsWith("severity:") && severity(index).equals(plain.substring(9)))
              || plain.startsWith("http.route:")
              || (plain.startsWith("severity>=warn")
                  && List.of("warn", "error").contains(severity(index)))
              || (!plain.contains(":")
                  && !plain.contains(">")
                  && body(index).contains(plain.replace("\"", "")));
      if (hit == not && !plain.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  Map<String, Object> search(QueryParams params) {
    String query = params.get("query", "");
    int wrong = query.indexOf("severity:lod");
    if (wrong >= 0) {
      throw new FixtureApi.FixtureRefusal(
          "severity: \"lod\" (expected: trace, debug, info, warn, error or fatal)", wrong + 9);
    }
    FixtureRange range = FixtureRange.of(params);
    int limit = Math.min(params.getInt("limit", PAGE), 5_000);
    long step = params.get("order", "newest").equals("oldest") ? 1 : -1;
    long first = Math.ceilDiv(range.start(), STEP_MILLIS);
    long last = Math.ceilDiv(range.end(), STEP_MILLIS) - 1;
    List<Long> rows = new ArrayList<>();
    long at = params.getLong("cursor", step < 0 ? last : first);
    for (; at >= first && at <= last && rows.size() < limit && !empty; at += step) {
      if (matches(query, at)) {
        rows.add(at);
      }
    }
    Map<String, Object> answer = columns(rows, params.get("fields", ""));
    if (rows.size() == limit) {
      answer.put("cursor", String.valueOf(at));
    }
    if (params.get("explain", "").equals("true")) {
      answer.put("explain", explain(query));
    }
    return answer;
  }

  private static Map<String, Object> explain(String query) {
    return Map.of(
        "filter", query,
        "terms", List.of("service=checkout"),
        "segments", 12,
        "blocks", 240,
        "skippedByTime", 200,
        "skippedByIndex", 30,
        "skippedByOrder", 9,
        "scannedBlocks", 1,
        "steps",
            List.of(
                Map.of("name", "index", "millis", 0.4),
                Map.of("name", "read", "millis", 1.8),
                Map.of("name", "match", "millis", 0.3)));
  }

  static Map<String, Object> columns(List<Long> rows, String fields) {
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("id", rows.stream().map(i -> "r" + i).toList());
    columns.put("time", rows.stream().map(i -> i * STEP_MILLIS + "123456").toList());
    columns.put("severity", rows.stream().map(FixtureLogs::severity).toList());
    columns.put("severityNumber", rows.stream().map(i -> 9).toList());
    columns.put("service", rows.stream().map(FixtureLogs::service).toList());
    columns.put("body", rows.stream().map(FixtureLogs::body).toList());
    columns.put("traceId", rows.stream().map(FixtureLogs::traceId).toList());
    columns.put("spanId", rows.stream().map(i -> "00f067aa0ba902b7").toList());
    Map<String, Object> extra = new LinkedHashMap<>();
    for (String field : fields.split(",")) {
      if (!field.isEmpty()) {
        extra.put(field, rows.stream().map(i -> i % 4 == 0 ? null : "/pay").toList());
      }
    }
    columns.put("fields", extra);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("columns", columns);
    answer.put("rows", rows.size());
    answer.put("stats", stats());
    return answer;
  }

  static Map<String, Object> stats() {
    return Map.of(
        "elapsedMillis",
        3.1,
        "scannedRows",
        8192,
        "scannedBlocks",
        1,
        "skippedBlocks",
        14,
        "bytesRead",
        70112);
  }

  Map<String, Object> histogram(QueryParams params) {
    FixtureRange range = FixtureRange.of(params);
    int buckets = params.getInt("buckets", 60);
    long step = Math.max(1, range.length() / buckets);
    Map<String, int[]> counts = new TreeMap<>();
    long total = 0;
    for (long i = range.start() / STEP_MILLIS + 1; i * STEP_MILLIS < range.end() && !empty; i++) {
      if (matches(params.get("query", ""), i)) {
        int bucket = (int) Math.min(buckets - 1, (i * STEP_MILLIS - range.start()) / step);
        counts.computeIfAbsent(severity(i), s -> new int[buckets])[bucket]++;
        total++;
      }
    }
    List<Object> series = new ArrayList<>();
    counts.forEach((severity, row) -> series.add(Map.of("severity", severity, "counts", row)));
    return Map.of(
        "startMillis",
        range.start(),
        "stepMillis",
        step,
        "series",
        series,
        "total",
        total,
        "stats",
        stats());
  }

  Map<String, Object> facets(QueryParams params) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("service", facet("service", SERVICES, 812));
    all.put("severity", facet("severity", List.of("info", "debug", "warn", "error"), 9_100));
    all.put("http.route", facet("http.route", List.of("/pay", "/api/cart", "/orders/{id}"), 512));
    all.put(
        "k8s.pod.name",
        facet("k8s.pod.name", List.of("checkout-5c9d7f-x2x8q", "payment-77b9c4-k9v2p"), 300));
    List<Object> facets = new ArrayList<>();
    String asked = params.get("fields", "");
    if (!empty && asked.isEmpty()) {
      facets.addAll(all.values());
    } else if (!empty) {
      for (String field : asked.split(",")) {
        facets.add(all.getOrDefault(field, facet(field, List.of("7f3a91c2", "51be02aa"), 210)));
      }
    }
    return Map.of("facets", facets, "stats", stats());
  }

  private static Map<String, Object> facet(String field, List<String> values, int most) {
    return Map.of(
        "field",
        field,
        "values",
        IntStream.range(0, values.size())
            .mapToObj(i -> Map.of("value", values.get(i), "count", most / (i + 1)))
            .toList(),
        "other",
        12,
        "missing",
        0);
  }

  Map<String, Object> fields() {
    return Map.of(
        "fields",
        List.of(
            field("service", "string", 9_000),
            field("severity", "string", 9_000),
            field("http.route", "string", 512),
            field("http.response.status_code", "int", 512),
            field("order.id", "string", 310)),
        "rows",
        9_000,
        "exact",
        true);
  }

  private static Map<String, Object> field(String name, String type, int rows) {
    return Map.of("name", name, "type", type, "rows", rows, "coverage", rows / 9_000.0);
  }

  Map<String, Object> values(QueryParams params) {
    List<String> all =
        params.get("field", "").equals("service")
            ? SERVICES
            : List.of("info", "debug", "warn", "error");
    return Map.of(
        "values",
        all.stream()
            .filter(v -> v.startsWith(params.get("prefix", "")))
            .map(v -> Map.of("value", v, "count", 812))
            .toList());
  }

  Map<String, Object> record(String id) {
    long index = Long.parseLong(id.substring(1));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("id", id);
    answer.put("time", index * STEP_MILLIS + "123456");
    answer.put("observedTime", index * STEP_MILLIS + "923456");
    answer.put("severity", severity(index));
    answer.put("severityNumber", 9);
    answer.put("severityText", severity(index).toUpperCase(java.util.Locale.ROOT));
    answer.put("service", service(index));
    answer.put("body", body(index));
    answer.put("eventName", "");
    answer.put("traceId", traceId(index));
    answer.put("spanId", "00f067aa0ba902b7");
    answer.put(
        "attributes",
        List.of(
            attribute("http.route", "string", "/pay"),
            attribute("http.response.status_code", "int", "502"),
            attribute("order.id", "string", "7f3a91c2"),
            attribute("thread.name", "string", "http-nio-8080-exec-7")));
    answer.put(
        "resource",
        List.of(
            attribute("service.name", "string", service(index)),
            attribute("service.version", "string", "1.4.1"),
            attribute("k8s.pod.name", "string", service(index) + "-5c9d7f-x2x8q")));
    answer.put("scope", Map.of("name", "shop.Checkout", "version", ""));
    answer.put("correlation", List.of(Map.of("key", "order.id", "value", "7f3a91c2")));
    return answer;
  }

  private static Map<String, Object> attribute(String key, String type, Object value) {
    return Map.of("key", key, "type", type, "value", value);
  }

  /** The lines around one, of its service or of all. */
  Map<String, Object> context(String id, QueryParams params) {
    long index = Long.parseLong(id.substring(1));
    boolean all = params.get("by", "service").equals("all");
    int before = params.getInt("before", 20);
    List<Long> rows = new ArrayList<>();
    for (long i = index - 1; rows.size() < before; i--) {
      if (all || service(i).equals(service(index))) {
        rows.add(0, i);
      }
    }
    int place = rows.size();
    rows.add(index);
    for (long i = index + 1; rows.size() <= place + params.getInt("after", 20); i++) {
      if (all || service(i).equals(service(index))) {
        rows.add(i);
      }
    }
    Map<String, Object> answer = columns(rows, "");
    answer.put("index", place);
    return answer;
  }
}
