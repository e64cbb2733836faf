package dev.clew.collector.loki;

import dev.clew.collector.intake.Refusal;
import dev.clew.collector.intake.RefusedException;
import dev.clew.collector.json.JsonReader;
import dev.clew.collector.json.MalformedJsonException;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.otlp.OtlpLimits;
import dev.clew.model.otlp.ProtoWriter;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads Loki's push request in JSON: {@code {"streams":[{"stream":{"app":"shop"},"values":
 * [["1763683200000000000","line",{"trace_id":"…"}]]}]}}, and its first form with {@code labels} and
 * {@code entries}. What is read goes on at once; nothing of the text is kept.
 */
final class PushJson {
  private static final int DEEPEST = 20;
  private static final byte[] STREAMS = ascii("streams");
  private static final byte[] STREAM = ascii("stream");
  private static final byte[] LABELS = ascii("labels");
  private static final byte[] VALUES = ascii("values");
  private static final byte[] ENTRIES = ascii("entries");
  private static final byte[] TS = ascii("ts");
  private static final byte[] TIMESTAMP = ascii("timestamp");
  private static final byte[] LINE = ascii("line");
  private static final byte[] METADATA = ascii("structuredMetadata");

  private final JsonReader json;
  private final PushedLogs logs;
  private final Pairs labels;
  private final Pairs metadata;
  private final ProtoWriter text;
  private final int valueBytes;
  private final byte[] time = new byte[64];

  private PushJson(InputStream in, PushedLogs logs, OtlpLimits limits, MemoryBudget.Claim claim) {
    json = new JsonReader(in, DEEPEST);
    this.logs = logs;
    labels = new Pairs(claim, limits.attributes());
    metadata = new Pairs(claim, limits.attributes());
    text = new ProtoWriter(256, claim);
    valueBytes = limits.valueBytes();
  }

  /**
   * @throws RefusedException when the text is not JSON or does not fit; the message says where
   */
  static void read(InputStream in, PushedLogs logs, OtlpLimits limits, MemoryBudget.Claim claim) {
    try {
      new PushJson(in, logs, limits, claim).request();
    } catch (MalformedJsonException e) {
      throw new RefusedException(
          Refusal.Kind.MALFORMED,
          "not a push request of Loki: " + e.getMessage(),
          "Send {\"streams\":[{\"stream\":{\"app\":\"shop\"},\"values\":[[\"nanoseconds\",\"line\"]]}]}.");
    }
  }

  private void request() {
    json.expect(JsonReader.Kind.OBJECT, "the body", "a JSON object");
    json.beginObject("the body");
    while (json.nextName()) {
      if (json.isName(STREAMS)) {
        json.beginArray("streams");
        while (json.nextItem()) {
          stream();
        }
      } else {
        json.skip();
      }
    }
    json.end();
  }

  private void stream() {
    json.beginObject("a stream");
    logs.beginStream();
    labels.clear();
    while (json.nextName()) {
      if (json.isName(STREAM)) {
        texts("stream", labels);
        logs.labels(labels.map());
      } else if (json.isName(LABELS)) {
        logs.labels(LabelText.parse(text("labels", LabelText.LONGEST)));
      } else if (json.isName(VALUES)) {
        array("values", this::value);
      } else if (json.isName(ENTRIES)) {
        array("entries", this::entry);
      } else {
        json.skip();
      }
    }
    logs.endStream();
  }

  private void array(String name, Runnable item) {
    if (json.kind() == JsonReader.Kind.NULL) {
      json.skip();
      return;
    }
    json.beginArray(name);
    while (json.nextItem()) {
      if (logs.hasRoom()) {
        item.run();
      } else {
        json.skip();
      }
    }
  }

  /** {@code ["1763683200000000000", "line", {…}]}. */
  private void value() {
    json.beginArray("a value");
    need(json.nextItem());
    logs.beginLine();
    logs.time(PushTime.ofNanos(time()));
    need(json.nextItem());
    logs.line((out, most) -> json.text("a line", out, most));
    metadata.clear();
    if (json.nextItem()) {
      texts("structured metadata", metadata);
      need(!json.nextItem());
    }
    logs.endLine(metadata.map());
  }

  private void need(boolean as) {
    if (!as) {
      throw json.malformed("a value", "[time, line] or [time, line, metadata]");
    }
  }

  private String time() {
    int length = json.number("a time", time);
    return new String(time, 0, Math.max(0, length), StandardCharsets.UTF_8);
  }

  /** {@code {"ts":"2026-11-21T00:00:00Z","line":"…"}}. */
  private void entry() {
    json.beginObject("an entry");
    logs.beginLine();
    metadata.clear();
    boolean timed = false;
    boolean lined = false;
    while (json.nextName()) {
      if (!timed && (json.isName(TS) || json.isName(TIMESTAMP))) {
        logs.time(PushTime.ofRfc3339(text("ts", time.length)));
        timed = true;
      } else if (!lined && json.isName(LINE)) {
        logs.line((out, most) -> json.text("line", out, most));
        lined = true;
      } else if (json.isName(METADATA)) {
        texts("structuredMetadata", metadata);
      } else {
        json.skip();
      }
    }
    logs.endLine(metadata.map());
  }

  private void texts(String what, Pairs into) {
    into.clear();
    if (json.kind() == JsonReader.Kind.NULL) {
      json.skip();
      return;
    }
    json.expect(JsonReader.Kind.OBJECT, what, "an object of strings");
    json.beginObject(what);
    while (json.nextName()) {
      String name = json.name();
      into.put(name, text(what + " " + Shortened.of(name), valueBytes));
    }
  }

  /** A text of which one byte more than the greatest length is kept, so that it is too long. */
  private String text(String what, int most) {
    text.clear();
    int kept = most == Integer.MAX_VALUE ? most : most + 1;
    json.text(what, text, kept);
    return new String(text.array(), 0, text.size(), StandardCharsets.UTF_8);
  }

  private static byte[] ascii(String word) {
    return word.getBytes(StandardCharsets.US_ASCII);
  }
}
