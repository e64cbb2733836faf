package dev.clew.ui;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Pipes, patterns, live tail and export over the lines of the invented shop. */
final class FixtureAnalysis {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TAIL_MILLIS = 200;

  private final FixtureLogs logs;

  FixtureAnalysis(FixtureLogs logs) {
    this.logs = logs;
  }

  Map<String, Object> analyze(QueryParams params) {
    String query = params.get("query", "");
    FixtureRange range = FixtureRange.of(params);
    if (query.startsWith("{")) {
      return lines(params);
    }
    int wrong = query.indexOf("| stat ");
    if (wrong >= 0) {
      throw new FixtureApi.FixtureRefusal("pipe: \"stat\" (expected: stats, top, uniq)", wrong + 2);
    }
    boolean series = query.contains("time") || query.contains("rate(");
    List<List<Object>> rows = new ArrayList<>();
    List<String> services = FixtureLogs.services();
    for (int bucket = 0; series && bucket < 60; bucket++) {
      long at = range.start() + bucket * range.length() / 60;
      for (int i = 0; i < services.size(); i++) {
        rows.add(List.of(at, services.get(i), 40 / (i + 1) + Math.floorMod(bucket * (i + 3), 17)));
      }
    }
    for (int i = 0; !series && i < services.size(); i++) {
      rows.add(List.of(services.get(i), 8120 / (i + 1), 31.25 / (i + 2)));
    }
    return Map.of(
        "kind",
        series ? "series" : "table",
        "columns",
        series
            ? List.of(column("time", "time"), column("service", "string"), column("count()", "int"))
            : List.of(
                column("service", "string"),
                column("count()", "int"),
                column("avg(duration)", "double")),
        "rows",
        rows,
        "stats",
        FixtureLogs.stats());
  }

  private static Map<String, Object> column(String name, String type) {
    return Map.of("name", name, "type", type);
  }

  private static Map<String, Object> lines(QueryParams params) {
    long newest = FixtureLogs.indexAt(FixtureRange.of(params).end()) - 1;
    Map<?, ?> found =
        (Map<?, ?>)
            FixtureLogs.columns(IntStream.range(0, 100).mapToObj(i -> newest - i).toList(), "")
                .get("columns");
    List<String> names = List.of("id", "time", "severity", "service", "body");
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      List<Object> row = new ArrayList<>();
      for (String name : names) {
        row.add(((List<?>) found.get(name)).get(i));
      }
      row.add("eu-" + i % 3);
      rows.add(row);
    }
    List<Object> columns = new ArrayList<>();
    names.forEach(name -> columns.add(column(name, "string")));
    columns.add(column("region", "string"));
    return Map.of("kind", "lines", "columns", columns, "rows", rows, "stats", FixtureLogs.stats());
  }

  Map<String, Object> patterns(QueryParams params) {
    FixtureRange range = FixtureRange.of(params);
    List<Object> patterns = new ArrayList<>();
    if (!params.get("query", "").contains("charge")) {
      patterns.add(
          pattern(range, "GET /api/cart <*> in <*> ms", 6_010, "info", "\"GET /api/cart\""));
      patterns.add(
          pattern(range, "reserved <*> items for order <*>", 5_200, "info", "\"items for order\""));
    }
    patterns.add(
        pattern(range, "charge rejected code=<*> amount=<*>", 812, "warn", "\"charge rejected\""));
    return Map.of(
        "patterns",
        patterns,
        "startMillis",
        range.start(),
        "stepMillis",
        range.length() / 30,
        "total",
        12_022,
        "distinct",
        patterns.size(),
        "stats",
        FixtureLogs.stats());
  }

  private static Map<String, Object> pattern(
      FixtureRange range, String text, int count, String severity, String query) {
    return Map.ofEntries(
        Map.entry("pattern", text),
        Map.entry("count", count),
        Map.entry("share", count / 12_022.0),
        Map.entry("firstSeen", range.start() + 4_000 + "000000"),
        Map.entry("lastSeen", range.end() - 4_000 + "000000"),
        Map.entry("severities", Map.of(severity, count - 2, "error", 2)),
        Map.entry("services", Map.of("checkout", count / 2, "payment", count - count / 2)),
        Map.entry("sample", text.replace("<*>", "17")),
        Map.entry(
            "counts",
            IntStream.range(0, 30).map(i -> count / 40 + Math.floorMod(i * 7, 11)).toArray()),
        Map.entry("query", query));
  }

  /** Pushes the line of each quarter of a second, four at a time now and then. */
  HttpResponse tail(ServiceRequestContext context, HttpRequest request) {
    String query = QueryParams.fromQueryString(context.query()).get("query", "");
    HttpResponseWriter writer = HttpResponse.streaming();
    writer.write(ResponseHeaders.of(HttpStatus.OK, "content-type", "text/event-stream"));
    context.clearRequestTimeout();
    AtomicLong next = new AtomicLong(FixtureLogs.indexAt(System.currentTimeMillis()));
    ScheduledExecutorService loop = context.eventLoop();
    ScheduledFuture<?> timer =
        loop.scheduleAtFixedRate(
            () -> push(writer, query, next), 0, TAIL_MILLIS, TimeUnit.MILLISECONDS);
    writer.whenComplete().handle((done, failure) -> timer.cancel(false));
    return writer;
  }

  private void push(HttpResponseWriter writer, String query, AtomicLong next) {
    List<Long> rows = new ArrayList<>();
    while (next.get() <= FixtureLogs.indexAt(System.currentTimeMillis())) {
      long index = next.getAndIncrement();
      if (logs.matches(query, index)) {
        rows.add(index);
      }
    }
    try {
      String data = JSON.writeValueAsString(FixtureLogs.columns(rows, ""));
      if (!rows.isEmpty()
          && !writer.tryWrite(HttpData.ofUtf8("event: rows\ndata: " + data + "\n\n"))) {
        writer.close();
      }
    } catch (IOException e) {
      writer.close(e);
    }
  }

  HttpResponse export(ServiceRequestContext context, HttpRequest request) {
    QueryParams params = QueryParams.fromQueryString(context.query());
    boolean csv = params.get("format", "ndjson").equals("csv");
    return HttpResponse.of(
        ResponseHeaders.of(
            HttpStatus.OK,
            "content-type",
            csv ? MediaType.CSV_UTF_8 : MediaType.parse("application/x-ndjson"),
            "content-disposition",
            "attachment; filename=\"logs." + (csv ? "csv" : "ndjson") + "\""),
        HttpData.ofUtf8(csv ? "time,body\n1,hello\n" : "{\"body\":\"hello\"}\n"));
  }
}
