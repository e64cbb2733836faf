package dev.clew.logstore.pipes;

import dev.clew.logstore.LogStore;
import dev.clew.logstore.LogStoreConfig;
import dev.clew.logstore.Otlp;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.TimeRange;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A log store with lines given as text: {@code 12s info checkout "payment failed" retries=3}. */
public final class LoadedLogs implements AutoCloseable {
  static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
  public static final Clock CLOCK = Clock.fixed(START.plusSeconds(3600), ZoneOffset.UTC);
  static final long START_NANOS = TimeRange.nanosOf(START);
  public static final TimeRange RANGE = new TimeRange(START_NANOS, START_NANOS + 3600_000_000_000L);

  public final LogStore store;
  private long position;

  public LoadedLogs(Path directory) throws IOException {
    store = LogStore.open(LogStoreConfig.defaults(), directory, CorrelationKeys.defaults(), CLOCK);
  }

  /** One line: seconds since the start, severity, service, body and attributes. */
  public void load(String line) {
    List<String> words = words(line);
    long seconds = Long.parseLong(words.get(0).replace("s", ""));
    LogRecord.Builder record =
        Otlp.record(START_NANOS + seconds * 1_000_000_000L, words.get(1), words.get(3));
    for (String pair : words.subList(4, words.size())) {
      int sign = pair.indexOf('=');
      String value = pair.substring(sign + 1);
      record.addAttributes(Otlp.attribute(pair.substring(0, sign), typed(value)));
    }
    byte[] request = Otlp.request(words.get(2), record);
    store.ingest(++position, START_NANOS, request, 0, request.length);
  }

  /** A line with text attributes. */
  public void load(
      long nanos, String severity, String service, String body, Map<String, String> attributes) {
    LogRecord.Builder record = Otlp.record(nanos, severity, body);
    attributes.forEach((key, value) -> record.addAttributes(Otlp.attribute(key, typed(value))));
    byte[] request = Otlp.request(service, record);
    store.ingest(++position, START_NANOS, request, 0, request.length);
  }

  private static AnyValue typed(String value) {
    if (value.matches("-?\\d+")) {
      return Otlp.whole(Long.parseLong(value));
    }
    if (value.matches("-?\\d+\\.\\d+")) {
      return AnyValue.newBuilder().setDoubleValue(Double.parseDouble(value)).build();
    }
    if (value.equals("true") || value.equals("false")) {
      return AnyValue.newBuilder().setBoolValue(value.equals("true")).build();
    }
    return Otlp.string(value);
  }

  /** Blanks separate words; single quotes hold them together. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i <= line.length(); i++) {
      char c = i == line.length() ? ' ' : line.charAt(i);
      if (c == '\'' && i < line.length()) {
        quoted = !quoted;
      } else if (c == ' ' && !quoted) {
        if (!word.isEmpty()) {
          words.add(word.toString());
          word.setLength(0);
        }
      } else {
        word.append(c);
      }
    }
    return words;
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
