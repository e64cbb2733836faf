package dev.clew.logstore.logql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.logstore.LogStore;
import dev.clew.logstore.LogStoreConfig;
import dev.clew.logstore.Otlp;
import dev.clew.logstore.logql.result.LogqlLimits;
import dev.clew.logstore.logql.result.LogqlResult;
import dev.clew.logstore.logql.result.LogqlValue;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.TimeRange;
import dev.clew.model.seam.MetricSeries;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.Row;
import dev.clew.storage.rows.RowQuery;
import dev.clew.storage.rows.WantedRows;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers over random lines are those of a list that is gone through line by line. */
class LogqlRandomTest {
  private static final long T = TimeRange.nanosOf(Instant.parse("2026-11-21T12:00:00Z"));
  private static final long SECOND = 1_000_000_000L;
  private static final String[] WORDS = {
    "Error", "error", "pay", "PAY", "x=1", "10.0.0.1", "é", "1"
  };
  private static final String[] NAMES = {
    "service_name", "app", "http_route", "code", "a_b", "none"
  };
  private static final String[] VALUES = {"a", "A", "b", "/x", "200", "500", "", "1"};

  @TempDir Path directory;

  /** A line as the test knows it. */
  private record Known(long time, String text, Map<String, String> labels) {}

  /** A piece of a query and what it means. */
  private record Test(String text, Predicate<Known> test) {}

  private final List<Known> all = new ArrayList<>();

  private static <X> X any(Random random, X[] from) {
    return from[random.nextInt(from.length)];
  }

  private byte[] lines(Random random) {
    var request = ExportLogsServiceRequest.newBuilder();
    for (int group = 0; group < 3; group++) {
      Map<String, String> shared = new HashMap<>();
      String service = any(random, VALUES);
      shared.put("service_name", service.isEmpty() ? "unknown_service" : service);
      var resourceLogs = request.addResourceLogsBuilder();
      if (!service.isEmpty()) {
        resourceLogs.getResourceBuilder().addAttributes(Otlp.attribute("service.name", service));
      }
      if (random.nextBoolean()) {
        String app = any(random, VALUES);
        shared.put("app", app);
        resourceLogs.getResourceBuilder().addAttributes(Otlp.attribute("app", app));
      }
      var scope = resourceLogs.addScopeLogsBuilder();
      for (int i = random.nextInt(30); i >= 0; i--) {
        scope.addLogRecords(line(random, shared));
      }
    }
    return request.build().toByteArray();
  }

  private LogRecord.Builder line(Random random, Map<String, String> shared) {
    Map<String, String> labels = new HashMap<>(shared);
    long time = T + random.nextInt(600) * SECOND;
    String text = any(random, WORDS) + " " + any(random, WORDS) + any(random, WORDS);
    LogRecord.Builder record =
        LogRecord.newBuilder().setTimeUnixNano(time).setBody(Otlp.string(text));
    if (random.nextBoolean()) {
      String route = any(random, VALUES);
      labels.put("http_route", route);
      record.addAttributes(Otlp.attribute("http.route", route));
    }
    if (random.nextBoolean()) {
      long code = random.nextBoolean() ? 200 : 500;
      labels.put("code", Long.toString(code));
      record.addAttributes(
          random.nextBoolean()
              ? Otlp.attribute("code", Otlp.whole(code))
              : Otlp.attribute("code", Long.toString(code)));
    }
    if (random.nextInt(4) == 0) {
      labels.put("a_b", "1");
      record.addAttributes(Otlp.attribute("a", Otlp.map(Otlp.attribute("b", Otlp.whole(1)))));
    }
    all.add(new Known(time, text, labels));
    return record;
  }

  private static Test matcher(Random random) {
    String name = any(random, NAMES);
    String value = any(random, VALUES);
    Predicate<String> test;
    String operator;
    String operand = value;
    switch (random.nextInt(4)) {
      case 0 -> {
        operator = "=";
        test = value::equals;
      }
      case 1 -> {
        operator = "!=";
        test = found -> !found.equals(value);
      }
      case 2 -> {
        String other = any(random, VALUES);
        operator = "=~";
        operand = value + "|" + other;
        test = found -> found.equals(value) || found.equals(other);
      }
      default -> {
        operator = random.nextBoolean() ? "=~" : "!~";
        boolean negative = operator.equals("!~");
        operand = ".*" + value + ".+";
        test =
            found -> {
              int at = found.indexOf(value);
              boolean matched = at >= 0 && found.length() > at + value.length();
              return matched != negative;
            };
      }
    }
    return new Test(
        name + operator + "\"" + operand + "\"",
        line -> test.test(line.labels().getOrDefault(name, "")));
  }

  private static Test lineFilter(Random random) {
    String word = any(random, WORDS);
    String other = any(random, WORDS);
    return switch (random.nextInt(6)) {
      case 0 -> new Test("|= \"" + word + "\"", line -> line.text().contains(word));
      case 1 -> new Test("!= \"" + word + "\"", line -> !line.text().contains(word));
      case 2 ->
          new Test(
              "|= \"" + word + "\" or \"" + other + "\"",
              line -> line.text().contains(word) || line.text().contains(other));
      case 3 ->
          new Test(
              "|~ \"(?i)" + word + "\"",
              line -> line.text().toLowerCase().contains(word.toLowerCase()));
      case 4 ->
          new Test(
              "|~ \"" + word + ".*" + other + "\"",
              line -> {
                int at = line.text().indexOf(word);
                return at >= 0 && line.text().indexOf(other, at + word.length()) >= 0;
              });
      default ->
          new Test(
              "|> \"" + word + "<_>\"",
              line -> {
                int at = line.text().indexOf(word);
                return at >= 0 && line.text().length() > at + word.length();
              });
    };
  }

  private static List<Test> pieces(Random random) {
    List<Test> pieces = new ArrayList<>();
    pieces.add(new Test("{service_name=~\".+\"", line -> true));
    for (int i = random.nextInt(3); i > 0; i--) {
      Test matcher = matcher(random);
      pieces.add(new Test(", " + matcher.text(), matcher.test()));
    }
    pieces.add(new Test("}", line -> true));
    for (int i = random.nextInt(3); i > 0; i--) {
      if (random.nextInt(3) == 0) {
        Test matcher = matcher(random);
        pieces.add(new Test(" | " + matcher.text(), matcher.test()));
      } else {
        Test filter = lineFilter(random);
        pieces.add(new Test(" " + filter.text(), filter.test()));
      }
    }
    return pieces;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void answersAreThoseOfAList(long seed) throws Exception {
    Random random = new Random(seed);
    Clock clock = Clock.fixed(Instant.parse("2026-11-21T13:00:00Z"), ZoneOffset.UTC);
    try (LogStore store =
        LogStore.open(LogStoreConfig.defaults(), directory, CorrelationKeys.defaults(), clock)) {
      for (int i = 1; i <= 6; i++) {
        byte[] request = lines(random);
        store.ingest(i, T, request, 0, request.length);
        if (random.nextBoolean()) {
          store.flush();
        }
      }
      LogqlEngine engine = new LogqlEngine(store, clock, LogqlLimits.defaults());
      for (int i = 0; i < 150; i++) {
        List<Test> pieces = pieces(random);
        String query = String.join("", pieces.stream().map(Test::text).toList());
        List<Known> wanted =
            all.stream().filter(l -> pieces.stream().allMatch(p -> p.test().test(l))).toList();
        String about = "seed " + seed + ", query " + query;
        checkLines(engine, query, wanted, random, about);
        checkCounts(engine, query, wanted, random, about);
        checkRows(store, engine, query, wanted.size(), about);
      }
    }
  }

  private static void checkLines(
      LogqlEngine engine, String query, List<Known> wanted, Random random, String about) {
    int limit = 1 + random.nextInt(60);
    boolean newest = random.nextBoolean();
    LogqlResult result =
        engine.logs(
            query,
            new TimeRange(T, T + 600 * SECOND),
            limit,
            newest ? RowQuery.Order.NEWEST_FIRST : RowQuery.Order.OLDEST_FIRST,
            QueryLimits.DEFAULT);
    Stream<Long> found =
        ((LogqlValue.Streams) result.value())
            .streams().stream().flatMap(s -> s.entries().stream().map(e -> e.timeNanos()));
    List<Long> times = wanted.stream().map(Known::time).sorted().toList();
    times = newest ? times.reversed() : times;
    List<Long> expected = times.subList(0, Math.min(limit, times.size()));
    assertThat(found).as(about).containsExactlyInAnyOrderElementsOf(expected);
  }

  /** As deletion and patterns see them, by a filter alone where there is one. */
  private static void checkRows(
      LogStore store, LogqlEngine engine, String query, int wanted, String about)
      throws IOException {
    TimeRange range = new TimeRange(T, T + 600 * SECOND);
    WantedRows rows = engine.rows(query, range);
    Predicate<Row> test = rows.test();
    int[] found = {0};
    store
        .blocks()
        .scan(
            rows.filter(),
            range,
            QueryLimits.DEFAULT,
            row -> {
              found[0] += test == null || test.test(row) ? 1 : 0;
              return true;
            });
    assertThat(found[0]).as("%s: %s", about, rows).isEqualTo(wanted);
  }

  private static void checkCounts(
      LogqlEngine engine, String query, List<Known> wanted, Random random, String about) {
    String label = any(random, NAMES);
    long range = (1 + random.nextInt(120)) * SECOND;
    long step = (1 + random.nextInt(120)) * SECOND;
    String metric =
        "sum by (" + label + ") (count_over_time(" + query + " [" + range / SECOND + "s]))";
    Map<String, String> expected = new TreeMap<>();
    for (long at = T; at <= T + 600 * SECOND; at += step) {
      long end = at;
      Map<String, Integer> counts = new TreeMap<>();
      wanted.stream()
          .filter(l -> l.time() > end - range && l.time() <= end)
          .forEach(l -> counts.merge(l.labels().getOrDefault(label, ""), 1, Integer::sum));
      counts.forEach((value, count) ->
          expected.merge(value, end / 1_000_000 + "=" + count + " ", String::concat));
    }
    LogqlResult result = engine.range(metric, T, T + 600 * SECOND, step, QueryLimits.DEFAULT);
    Map<String, String> found = new TreeMap<>();
    for (MetricSeries series : ((LogqlValue.Matrix) result.value()).series()) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < series.values().length; i++) {
        text.append(series.timesMillis()[i])
            .append('=')
            .append((int) series.values()[i])
            .append(' ');
      }
      found.put(series.labels().get(label), text.toString());
    }
    assertThat(found).as("%s: %s", about, metric).isEqualTo(expected);
  }
}
