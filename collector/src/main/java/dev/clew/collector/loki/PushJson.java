package dev.clew.collector.loki;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.clew.collector.Refusal;
import dev.clew.collector.RefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Loki's push request in JSON: {@code {"streams":[{"stream":{"app":"shop"},"values":
 * [["1763683200000000000","line",{"trace_id":"…"}]]}]}}, and its first form with {@code labels} and
 * {@code entries}.
 */
final class PushJson {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(20)
                  .maxStringLength(Integer.MAX_VALUE) // the body is bounded already
                  .build())
          .build();

  private final JsonParser parser;
  private final PushedLogs logs = new PushedLogs();

  /** A line that was read; the labels of its stream may stand behind it. */
  private record Entry(long timeNanos, String line, Map<String, String> metadata) {}

  private PushJson(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * @throws RefusedException when the text is not JSON or does not fit; the message says where
   */
  static byte[] toOtlp(byte[] json) {
    try (JsonParser parser = JSON.createParser(json)) {
      PushJson reader = new PushJson(parser);
      reader.request();
      return reader.logs.toOtlp();
    } catch (JsonProcessingException e) {
      throw refusal(e.getOriginalMessage(), e.getLocation().getByteOffset());
    } catch (IOException e) {
      throw refusal(String.valueOf(e.getMessage()), -1);
    }
  }

  private void request() throws IOException {
    parser.nextToken();
    expect(JsonToken.START_OBJECT, "the body", "a JSON object");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals("streams")) {
        expect(JsonToken.START_ARRAY, "streams", "an array");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          stream();
        }
      } else {
        parser.skipChildren();
      }
    }
    if (parser.nextToken() != null) {
      throw malformed("text after the JSON object", "nothing");
    }
  }

  private void stream() throws IOException {
    expect(JsonToken.START_OBJECT, "a stream", "an object");
    Map<String, String> labels = Map.of();
    List<Entry> entries = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "stream" -> labels = texts("stream");
        case "labels" -> labels = LabelText.parse(text("labels"));
        case "values" -> array("values", entries, this::value);
        case "entries" -> array("entries", entries, this::entry);
        default -> parser.skipChildren();
      }
    }
    logs.stream(labels);
    entries.forEach(entry -> logs.line(entry.timeNanos(), entry.line(), entry.metadata()));
  }

  /** Reads one item of an array. */
  private interface Item {
    Entry read() throws IOException;
  }

  private void array(String name, List<Entry> entries, Item item) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    expect(JsonToken.START_ARRAY, name, "an array");
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      entries.add(item.read());
    }
  }

  /** {@code ["1763683200000000000", "line", {…}]}. */
  private Entry value() throws IOException {
    expect(JsonToken.START_ARRAY, "a value", "[time, line] or [time, line, metadata]");
    parser.nextToken();
    long time =
        parser.currentToken() == JsonToken.VALUE_NUMBER_INT
            ? PushTime.ofNanos(parser.getText())
            : PushTime.ofNanos(text("a time"));
    parser.nextToken();
    String line = text("a line");
    Map<String, String> metadata = Map.of();
    if (parser.nextToken() != JsonToken.END_ARRAY) {
      metadata = texts("structured metadata");
      parser.nextToken();
      expect(JsonToken.END_ARRAY, "a value", "[time, line] or [time, line, metadata]");
    }
    return new Entry(time, line, metadata);
  }

  /** {@code {"ts":"2026-11-21T00:00:00Z","line":"…"}}. */
  private Entry entry() throws IOException {
    expect(JsonToken.START_OBJECT, "an entry", "an object");
    long time = 0;
    String line = "";
    Map<String, String> metadata = Map.of();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "ts", "timestamp" -> time = PushTime.ofRfc3339(text(name));
        case "line" -> line = text(name);
        case "structuredMetadata" -> metadata = texts(name);
        default -> parser.skipChildren();
      }
    }
    return new Entry(time, line, metadata);
  }

  private Map<String, String> texts(String what) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return Map.of();
    }
    expect(JsonToken.START_OBJECT, what, "an object of strings");
    Map<String, String> texts = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      texts.put(name, text(what + " " + Shortened.of(name)));
    }
    return texts;
  }

  private String text(String what) throws IOException {
    expect(JsonToken.VALUE_STRING, what, "a string");
    return parser.getText();
  }

  private void expect(JsonToken token, String what, String expected) {
    if (parser.currentToken() != token) {
      throw malformed(what, expected);
    }
  }

  private RefusedException malformed(String what, String expected) {
    return refusal(
        what + " (expected: " + expected + ")", parser.currentTokenLocation().getByteOffset());
  }

  private static RefusedException refusal(String what, long offset) {
    return new RefusedException(
        Refusal.Kind.MALFORMED,
        "not a push request of Loki: " + what + (offset < 0 ? "" : " at byte " + offset),
        "Send {\"streams\":[{\"stream\":{\"app\":\"shop\"},\"values\":[[\"nanoseconds\",\"line\"]]}]}.");
  }
}
