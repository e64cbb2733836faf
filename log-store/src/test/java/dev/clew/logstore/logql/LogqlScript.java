package dev.clew.logstore.logql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.clew.logstore.LogStore;
import dev.clew.logstore.LogStoreConfig;
import dev.clew.logstore.Otlp;
import dev.clew.logstore.logql.result.LogStream;
import dev.clew.logstore.logql.result.LogqlLimits;
import dev.clew.logstore.logql.result.LogqlResult;
import dev.clew.logstore.logql.result.LogqlValue;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import dev.clew.model.Severity;
import dev.clew.model.TimeRange;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.RowQuery;
import dev.clew.testkit.Conformance;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs a script of LogQL: see {@code src/test/resources/logql/README.md}. Times count from {@link
 * #START}.
 */
final class LogqlScript {
  static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
  private static final long T = TimeRange.nanosOf(START);

  private static final Pattern PAIR =
      Pattern.compile("([\\w.:/-]+)\\s*=\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`|[^\\s,}]+)");
  private static final Pattern LINE =
      Pattern.compile("(\\S+)\\s+(\\S+)\\s+(\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`)\\s*(.*)");

  private final List<String> lines;
  private int at;

  LogqlScript(List<String> lines) {
    this.lines = lines;
  }

  void run(Path directory, boolean flushed) throws IOException {
    Clock clock = Clock.fixed(START.plusSeconds(7_200), ZoneOffset.UTC);
    try (LogStore store =
        LogStore.open(LogStoreConfig.defaults(), directory, CorrelationKeys.defaults(), clock)) {
      long position = 0;
      LogqlEngine engine = new LogqlEngine(store, clock, new LogqlLimits(5, 1_000, 1_000, 100_000));
      while (at < lines.size()) {
        String line = lines.get(at++);
        if (line.startsWith("load ")) {
          byte[] request = load(line.substring(5));
          store.ingest(++position, T, request, 0, request.length);
          if (flushed) {
            store.flush();
          }
        } else if (line.startsWith("eval ")) {
          int number = at;
          try {
            Conformance.expect("LogQL", () -> eval(engine, line.substring(5)));
          } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("line " + number + ": " + line + "\n" + e.getMessage(), e);
          }
        } else if (!line.isBlank() && !line.startsWith("#")) {
          throw new AssertionError("line " + at + ": " + line);
        }
      }
    }
  }

  private List<String> block() {
    List<String> block = new ArrayList<>();
    while (at < lines.size() && lines.get(at).startsWith("  ")) {
      block.add(lines.get(at++).strip());
    }
    return block;
  }

  static long nanos(String time) {
    Matcher parts = Pattern.compile("(\\d+)(ms|s|m|h|ns)").matcher(time);
    long sum = 0;
    while (parts.find()) {
      long unit =
          switch (parts.group(2)) {
            case "ns" -> 1L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            default -> 3_600_000_000_000L;
          };
      sum += Long.parseLong(parts.group(1)) * unit;
    }
    return sum;
  }

  private static String unquoted(String text) {
    if (text.startsWith("`")) {
      return text.substring(1, text.length() - 1);
    }
    return text.startsWith("\"")
        ? text.substring(1, text.length() - 1)
            .replace("\\n", "\n")
            .replace("\\t", "\t")
            .replace("\\e", "\u001b")
            .replace("\\\"", "\"")
            .replace("\\\\", "\\")
        : text;
  }

  private byte[] load(String resource) {
    var request = ExportLogsServiceRequest.newBuilder();
    var resourceLogs = request.addResourceLogsBuilder();
    Matcher pairs = PAIR.matcher(resource);
    while (pairs.find()) {
      resourceLogs
          .getResourceBuilder()
          .addAttributes(Otlp.attribute(pairs.group(1), unquoted(pairs.group(2))));
    }
    var scope = resourceLogs.addScopeLogsBuilder();
    for (String line : block()) {
      scope.addLogRecords(record(line));
    }
    return request.build().toByteArray();
  }

  private static LogRecord.Builder record(String line) {
    Matcher parts = LINE.matcher(line);
    assertThat(parts.matches()).as("time severity \"line\" attributes: %s", line).isTrue();
    LogRecord.Builder record =
        LogRecord.newBuilder()
            .setTimeUnixNano(T + nanos(parts.group(1)))
            .setBody(Otlp.string(unquoted(parts.group(3))));
    Severity severity = Severity.parse(parts.group(2));
    if (severity != null) {
      record.setSeverityNumber(SeverityNumber.forNumber(severity.lowestNumber()));
    }
    Matcher pairs = PAIR.matcher(parts.group(4));
    while (pairs.find()) {
      String name = pairs.group(1);
      String value = pairs.group(2);
      if (name.equals("trace")) {
        Otlp.traced(record, unquoted(value), "00f067aa0ba902b7");
      } else if (value.matches("-?\\d+")) {
        record.addAttributes(Otlp.attribute(name, Otlp.whole(Long.parseLong(value))));
      } else {
        record.addAttributes(Otlp.attribute(name, unquoted(value)));
      }
    }
    return record;
  }

  private void eval(LogqlEngine engine, String what) {
    List<String> expected = block();
    if (!expected.isEmpty() && expected.getFirst().startsWith("fail ")) {
      String message = unquoted(expected.getFirst().substring(5).strip());
      try {
        run(engine, what, List.of());
      } catch (QueryException e) {
        assertThat(e.getMessage()).contains(message);
        return;
      } catch (AssertionError e) {
        throw new AssertionError("no failure, but " + e.getMessage(), e);
      }
      throw new AssertionError("no failure");
    }
    run(engine, what, expected);
  }

  private static void run(LogqlEngine engine, String what, List<String> expected) {
    Matcher instant = Pattern.compile("instant at (\\S+) (.*)").matcher(what);
    Matcher range = Pattern.compile("range from (\\S+) to (\\S+) step (\\S+) (.*)").matcher(what);
    Matcher logs = Pattern.compile("logs( newest| oldest)?( limit \\d+)? (.*)").matcher(what);
    Matcher format = Pattern.compile("format (.*)").matcher(what);
    if (instant.matches()) {
      checkInstant(
          engine.instant(instant.group(2), T + nanos(instant.group(1)), QueryLimits.DEFAULT),
          expected);
    } else if (range.matches()) {
      checkRange(
          engine.range(
              range.group(4),
              T + nanos(range.group(1)),
              T + nanos(range.group(2)),
              nanos(range.group(3)),
              QueryLimits.DEFAULT),
          expected);
    } else if (format.matches()) {
      assertThat(engine.format(format.group(1)).lines().map(String::strip).toList())
          .isEqualTo(expected);
    } else if (logs.matches()) {
      boolean newest = logs.group(1) != null && logs.group(1).contains("newest");
      int limit =
          logs.group(2) == null ? 100 : Integer.parseInt(logs.group(2).replaceAll("\\D", ""));
      checkLogs(
          engine.logs(
              logs.group(3),
              new TimeRange(T, T + nanos("2h")),
              limit,
              newest ? RowQuery.Order.NEWEST_FIRST : RowQuery.Order.OLDEST_FIRST,
              QueryLimits.DEFAULT),
          newest,
          expected);
    } else {
      throw new AssertionError("unknown: " + what);
    }
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new TreeMap<>();
    Matcher pairs = PAIR.matcher(text);
    while (pairs.find()) {
      labels.put(pairs.group(1), unquoted(pairs.group(2)));
    }
    return labels;
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static void checkInstant(LogqlResult result, List<String> expected) {
    if (result.value() instanceof LogqlValue.Scalar scalar) {
      assertThat(expected).hasSize(1);
      assertThat(scalar.value()).isEqualTo(number(expected.getFirst()));
      return;
    }
    List<dev.clew.model.seam.MetricSample> samples = ((LogqlValue.Vector) result.value()).samples();
    assertThat(samples).as("%s", samples).hasSize(expected.size());
    for (int i = 0; i < samples.size(); i++) {
      int end = expected.get(i).lastIndexOf('}');
      assertThat(samples.get(i).labels())
          .as("%s", samples)
          .isEqualTo(Labels.of(labels(expected.get(i).substring(0, end))));
      compare(samples.get(i).value(), expected.get(i).substring(end + 1).strip());
    }
  }

  private static void compare(double value, String expected) {
    double number = number(expected);
    if (Double.isFinite(number)) {
      assertThat(value).isCloseTo(number, within(1e-6 * Math.max(1, Math.abs(number))));
    } else {
      assertThat(value).isEqualTo(number);
    }
  }

  private static void checkRange(LogqlResult result, List<String> expected) {
    List<dev.clew.model.seam.MetricSeries> all = ((LogqlValue.Matrix) result.value()).series();
    List<String> found = new ArrayList<>();
    for (dev.clew.model.seam.MetricSeries series : all) {
      StringBuilder line = new StringBuilder(series.labels().toString());
      for (int i = 0; i < series.values().length; i++) {
        line.append(' ')
            .append((series.timesMillis()[i] - T / 1_000_000) / 1000)
            .append("s:")
            .append(
                series.values()[i] == Math.rint(series.values()[i])
                    ? Long.toString((long) series.values()[i])
                    : Double.toString(series.values()[i]));
      }
      found.add(line.toString());
    }
    assertThat(found).isEqualTo(expected);
  }

  private record Entry(long time, String line, Map<String, String> labels) {}

  private static void checkLogs(LogqlResult result, boolean newest, List<String> expected) {
    List<Entry> entries = new ArrayList<>();
    for (LogStream stream : ((LogqlValue.Streams) result.value()).streams()) {
      stream
          .entries()
          .forEach(e -> entries.add(new Entry(e.timeNanos() - T, e.line(), stream.shown())));
    }
    Comparator<Entry> order = Comparator.comparingLong(Entry::time);
    entries.sort(newest ? order.reversed() : order);
    assertThat(entries).as("%s", entries).hasSize(expected.size());
    for (int i = 0; i < entries.size(); i++) {
      Matcher parts =
          Pattern.compile("(\\S+) (\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`)(.*)").matcher(expected.get(i));
      assertThat(parts.matches()).as(expected.get(i)).isTrue();
      Entry entry = entries.get(i);
      assertThat(entry.time()).as("%s", entries).isEqualTo(nanos(parts.group(1)));
      assertThat(entry.line()).isEqualTo(unquoted(parts.group(2)));
      // Only the labels that are named are compared; an empty value means none, '' an empty one.
      labels(parts.group(3))
          .forEach((name, value) ->
              assertThat(entry.labels().getOrDefault(name, "none"))
                  .as("%s of %s", name, entry)
                  .isEqualTo(value.isEmpty() ? "none" : value.equals("''") ? "" : value));
    }
  }
}
