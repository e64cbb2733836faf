package dev.clew.logstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.logstore.twin.HeapLogs;
import dev.clew.model.CorrelationId;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.LogRecord;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.query.Filter;
import dev.clew.model.query.SearchParser;
import dev.clew.storage.rows.Facets;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.RowKey;
import dev.clew.storage.rows.RowQuery;
import dev.clew.storage.rows.ScanReport;
import dev.clew.testkit.ManualClock;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random operations on the store: after each it answers like a list of records. The seed is in the
 * name of the test; {@code -Dclew.model.steps=N} makes it walk further.
 */
class LogStoreModelTest {
  private static final int STEPS = Integer.getInteger("clew.model.steps", 25);
  private static final CorrelationKeys KEYS = CorrelationKeys.defaults();
  private static final String[] SERVICES = {"checkout", "frontend", "Payment", "cart-service"};
  private static final String[] WORDS = {
    "payment",
    "Failed",
    "for",
    "order",
    "accepted",
    "retry",
    "timeout=30s",
    "naïve",
    "10.0.0.17",
    "user_17",
    "GET",
    "/cart/items",
    "state=ok",
    "550e8400-e29b-41d4-a716-446655440000",
    "deadbeef01",
    "\"quoted\"",
    "x",
    "",
    "Ünïcode",
    "at com.shop.Cart.add(Cart.java:42)",
    "\n\t",
    "{\"order.id\":\"o-7\"}",
    "1234567890",
    "v1.2.3"
  };

  @TempDir Path directory;
  private final ManualClock clock = ManualClock.at("2026-11-21T23:30:00Z");
  private final TreeMap<Long, byte[]> buffer = new TreeMap<>();
  private final HeapLogs twin = new HeapLogs(KEYS);
  private Random random;
  private LogStore store;

  private void open() throws IOException {
    // What is found in lines is another test's: the list of records knows what was sent.
    LogStoreConfig config = LogStoreConfig.defaults().withDetectSeverity(false);
    store = LogStore.open(config, directory, KEYS, clock);
    buffer
        .tailMap(store.committedPosition(), false)
        .forEach((position, otlp) -> store.ingest(position, 1, otlp, 0, otlp.length));
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void answersLikeAListOfRecords(long seed) throws IOException {
    random = new Random(seed);
    open();
    for (int i = 0; i < STEPS; i++) {
      switch (random.nextInt(10)) {
        case 0, 1, 2, 3 -> write(1 + random.nextInt(random.nextInt(10) == 0 ? 2000 : 60));
        case 4, 5 -> store.flush();
        case 6 -> store.blocks().merge();
        case 7 -> { // what is in memory only comes back from the buffer
          store.close();
          open();
        }
        case 8 -> delete();
        default -> clock.advance(Duration.ofHours(random.nextInt(8)));
      }
      compare(i);
    }
    store.close();
  }

  private void write(int records) {
    long now = TimeRange.nanosOf(clock.instant());
    ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
    var resource = request.addResourceLogsBuilder();
    resource
        .getResourceBuilder()
        .addAttributes(Otlp.attribute("service.name", pick(SERVICES)))
        .addAttributes(Otlp.attribute("k8s.pod.name", "pod-" + random.nextInt(5)));
    var scope = resource.addScopeLogsBuilder();
    scope.getScopeBuilder().setName("com.shop." + random.nextInt(3));
    for (int i = 0; i < records; i++) {
      var record = scope.addLogRecordsBuilder();
      long age = random.nextInt(15) == 0 ? random.nextLong(Duration.ofDays(3).toNanos()) : 0;
      record.setTimeUnixNano(now - age - random.nextInt(50) * 1_000_000L);
      record.setSeverityNumber(SeverityNumber.forNumber(random.nextInt(25)));
      record.setBody(Otlp.string(body()));
      if (random.nextInt(3) == 0) {
        Otlp.traced(record, trace(random.nextInt(60)), "00000000000000" + (10 + random.nextInt(9)));
      }
      if (random.nextInt(3) == 0) {
        record.addAttributes(Otlp.attribute("order.id", "o-" + random.nextInt(40)));
      }
      switch (random.nextInt(4)) {
        case 0 ->
            record.addAttributes(
                Otlp.attribute("http.status_code", Otlp.whole(200 + 100L * random.nextInt(4))));
        case 1 -> record.addAttributes(Otlp.attribute("http.status_code", "500"));
        default -> {}
      }
      if (random.nextInt(4) == 0) {
        record.addAttributes(Otlp.attribute("http.route", pick(WORDS) + random.nextInt(3)));
      }
    }
    byte[] otlp = request.build().toByteArray();
    long position = buffer.isEmpty() ? 5 : buffer.lastKey() + 1 + random.nextInt(3);
    buffer.put(position, otlp);
    store.ingest(position, 1, otlp, 0, otlp.length);
    twin.ingest(otlp, 1);
  }

  private static String trace(int number) {
    return HexFormat.of().toHexDigits(0x1234_5678_0000_0000L)
        + HexFormat.of().toHexDigits((long) number);
  }

  private String pick(String[] from) {
    return from[random.nextInt(from.length)];
  }

  private String body() {
    StringBuilder body = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      body.append(random.nextInt(5) == 0 ? Integer.toString(random.nextInt(5000)) : pick(WORDS));
      body.append(random.nextInt(6) == 0 ? "" : i == 1 ? "" : " ");
    }
    return body.toString();
  }

  /** Deletes a few rows; what comes later and matches stays. */
  private void delete() throws IOException {
    Filter filter =
        switch (random.nextInt(3)) {
          case 0 -> new Filter.Carries("order.id", "o-" + random.nextInt(40));
          case 1 -> SearchParser.parse("service:cart-service severity>=error");
          default -> SearchParser.parse("\"user_17\" http.status_code:*");
        };
    TimeRange range = range();
    int deleted = twin.delete(filter, range);
    assertThat(store.blocks().delete(filter, range).rows())
        .as("%s in %s", filter, range)
        .isEqualTo(deleted);
  }

  /** Says where the answers part, and not all that they hold. */
  private static void same(List<LogRecord> found, List<LogRecord> expected, String what) {
    for (int i = 0; i < Math.min(found.size(), expected.size()); i++) {
      assertThat(text(found.get(i))).as("%s: record %d", what, i).isEqualTo(text(expected.get(i)));
    }
    assertThat(found.size()).as("%s: records", what).isEqualTo(expected.size());
  }

  /** All of a record but its ID; the order of attributes is not kept. */
  private static String text(LogRecord record) {
    TreeMap<String, String> attributes = new TreeMap<>();
    record.attributes().forEach(a -> attributes.put(a.key(), a.value().toString()));
    record
        .resource()
        .attributes()
        .forEach(a -> attributes.put("r." + a.key(), a.value().toString()));
    return record.timeNanos()
        + " "
        + record.severityNumber()
        + " "
        + record.body()
        + " "
        + attributes
        + " "
        + record.scope()
        + " "
        + record.traceId()
        + " "
        + record.spanId();
  }

  private TimeRange range() {
    long now = TimeRange.nanosOf(clock.instant());
    return random.nextBoolean()
        ? TimeRange.ALL
        : new TimeRange(
            now - Duration.ofMinutes(1 + random.nextInt(3000)).toNanos(),
            now - random.nextInt(50) * 1_000_000L);
  }

  private void compare(int step) throws IOException {
    for (int i = 0; i < 6; i++) {
      Filter filter = SearchParser.parse(query(2));
      TimeRange range = range();
      List<LogRecord> expected =
          twin.search(filter, range).stream().map(HeapLogs.Entry::record).toList();
      same(search(filter, range), expected, "step " + step + ": " + filter + " in " + range);
      counts(filter, range, expected);
    }
    String order = "o-" + random.nextInt(40);
    CorrelationId id = new CorrelationId("order.id", order);
    same(
        store.records(RowQuery.newest(new Filter.Carries(id.key(), id.value()), TimeRange.ALL, 50)),
        twin.carrying(id, TimeRange.ALL, 50),
        "step " + step + ": carrying " + id);
    List<TraceId> traces = new ArrayList<>();
    for (int i = random.nextInt(20); i >= 0; i--) {
      traces.add(TraceId.parse(trace(random.nextInt(80))));
    }
    same(
        store.ofTraces(traces, TimeRange.ALL, 100),
        twin.ofTraces(traces, TimeRange.ALL, 100),
        "step " + step + ": of traces " + traces);
    assertThat(store.coverage(TimeRange.ALL))
        .containsExactlyInAnyOrderElementsOf(twin.coverage(TimeRange.ALL));
  }

  /** Page by page, with a page size that makes equal instants fall across pages. */
  private List<LogRecord> search(Filter filter, TimeRange range) throws IOException {
    int limit = random.nextInt(3) == 0 ? 1 + random.nextInt(30) : 20_000;
    LogRows rows = new LogRows(store.fields());
    List<LogRecord> found = new ArrayList<>();
    RowKey after = null;
    do {
      ScanReport report =
          store
              .blocks()
              .search(
                  RowQuery.newest(filter, range, limit).after(after),
                  row -> found.add(rows.record(row)));
      assertThat(report.partial()).isNull();
      after = report.next();
    } while (after != null);
    return found;
  }

  private void counts(Filter filter, TimeRange range, List<LogRecord> expected) throws IOException {
    Facets facets =
        store
            .blocks()
            .facets(filter, range, List.of("service", "http.route"), 5, QueryLimits.DEFAULT);
    for (Facets.Facet facet : facets.facets()) {
      long counted =
          facet.missing()
              + facet.other()
              + facet.values().stream().mapToLong(Facets.Value::count).sum();
      assertThat(counted).as("%s by %s", filter, facet.field()).isEqualTo(expected.size());
      assertThat(facet.values())
          .isSortedAccordingTo(Comparator.comparingLong(Facets.Value::count).reversed());
    }
  }

  private String query(int depth) {
    return switch (random.nextInt(depth > 0 ? 21 : 18)) {
      case 0 -> "*";
      case 1 -> quoted(pick(WORDS));
      case 2 -> quoted(pick(WORDS) + " " + pick(WORDS));
      case 3 -> "pay*";
      case 4 -> "*" + part() + "*";
      case 5 -> "service:" + pick(SERVICES).toUpperCase(java.util.Locale.ROOT);
      case 6 -> "severity>=" + new String[] {"debug", "warn", "error"}[random.nextInt(3)];
      case 7 -> "http.status_code:" + (200 + 100 * random.nextInt(4));
      case 8 -> "http.status_code>" + (200 + 100 * random.nextInt(4));
      case 9 -> "id:o-" + random.nextInt(40);
      case 10 -> "trace_id:" + trace(random.nextInt(60));
      case 11 -> "order.id:o-1*";
      case 12 -> "http.route:*";
      case 13 ->
          "/"
              + new String[] {"user_\\d+", "(failed|retry)", "o.der", "^GET", "[a-f]{4}\\d"}
                  [random.nextInt(5)]
              + "/";
      case 14 -> "http.route:" + quoted(pick(WORDS) + random.nextInt(3));
      case 15 -> "*" + new String[] {"ed", "17", "items", "der"}[random.nextInt(4)];
      case 16 ->
          "=" + new String[] {"Failed", "failed", "GET", "get", "*om.Sho*"}[random.nextInt(5)];
      case 17 -> "http.status_code:[200 TO " + (300 + 100 * random.nextInt(3)) + "]";
      case 18 -> "-(" + query(depth - 1) + ")";
      case 19 -> "(" + query(depth - 1) + ") (" + query(depth - 1) + ")";
      default -> "(" + query(depth - 1) + ") OR (" + query(depth - 1) + ")";
    };
  }

  private String part() {
    String word = pick(new String[] {"payment", "timeout", "10.0.0.17", "deadbeef01", "com.shop"});
    int from = random.nextInt(word.length() - 2);
    String part = word.substring(from, from + 2 + random.nextInt(word.length() - from - 1));
    return part.replace(".", "\\.");
  }

  private static String quoted(String text) {
    return text.isBlank()
        ? "\"order\""
        : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
