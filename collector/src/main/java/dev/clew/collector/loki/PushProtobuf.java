package dev.clew.collector.loki;

import dev.clew.collector.body.ClaimedBytes;
import dev.clew.collector.intake.Refusal;
import dev.clew.collector.intake.RefusedException;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.otlp.MalformedProtobufException;
import dev.clew.model.otlp.OtlpLimits;
import dev.clew.model.otlp.ProtoCursor;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Reads Loki's {@code logproto.PushRequest}; the numbers in here are its field numbers. */
final class PushProtobuf {
  private final ProtoCursor cursor = new ProtoCursor();
  private final PushedLogs logs;
  private final Pairs metadata;

  private PushProtobuf(PushedLogs logs, OtlpLimits limits, MemoryBudget.Claim claim) {
    this.logs = logs;
    metadata = new Pairs(claim, limits.attributes());
  }

  /**
   * @throws RefusedException when the bytes are no such request
   */
  static void read(
      ClaimedBytes push, PushedLogs logs, OtlpLimits limits, MemoryBudget.Claim claim) {
    PushProtobuf reader = new PushProtobuf(logs, limits, claim);
    try {
      reader.cursor.reset(push.array(), 0, push.size());
      reader.request();
    } catch (MalformedProtobufException e) {
      throw new RefusedException(
          Refusal.Kind.MALFORMED,
          "not a push request of Loki: " + e.getMessage(),
          "Send logproto.PushRequest, compressed with snappy, or JSON.");
    }
  }

  private void request() {
    while (cursor.next()) {
      if (cursor.field() == 1) {
        int outer = cursor.enter();
        stream();
        cursor.leave(outer);
      } else {
        cursor.skip();
      }
    }
  }

  /** Labels mostly come first, but need not. */
  private void stream() {
    int begin = cursor.position();
    String labels = "";
    while (cursor.next()) {
      if (cursor.field() == 1) {
        labels = labels();
      } else {
        cursor.skip();
      }
    }
    logs.beginStream();
    logs.labels(labels.isEmpty() ? Map.of() : LabelText.parse(labels));
    cursor.rewind(begin);
    while (cursor.next()) {
      if (cursor.field() == 2 && logs.hasRoom()) {
        int outer = cursor.enter();
        entry();
        cursor.leave(outer);
      } else {
        cursor.skip();
      }
    }
    logs.endStream();
  }

  private String labels() {
    int outer = cursor.enter();
    int length = cursor.limit() - cursor.position();
    String text =
        new String(
            cursor.array(),
            cursor.position(),
            Math.min(length, LabelText.LONGEST + 1),
            StandardCharsets.UTF_8);
    cursor.leave(outer);
    return text;
  }

  private void entry() {
    long seconds = 0;
    long nanos = 0;
    int line = 0;
    int lineEnd = 0;
    metadata.clear();
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> {
          int outer = cursor.enter();
          while (cursor.next()) {
            switch (cursor.field()) {
              case 1 -> seconds = cursor.varintField();
              case 2 -> nanos = cursor.varintField();
              default -> cursor.skip();
            }
          }
          cursor.leave(outer);
        }
        case 2 -> {
          int outer = cursor.enter();
          line = cursor.position();
          lineEnd = cursor.limit();
          cursor.leave(outer);
        }
        case 3 -> pair();
        default -> cursor.skip();
      }
    }
    logs.beginLine();
    logs.time(PushTime.nanos(seconds, nanos));
    logs.line(cursor.array(), line, lineEnd - line);
    logs.endLine(metadata.map());
  }

  private void pair() {
    String name = "";
    String value = "";
    int outer = cursor.enter();
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> name = cursor.string();
        case 2 -> value = cursor.string();
        default -> cursor.skip();
      }
    }
    cursor.leave(outer);
    metadata.put(name, value);
  }
}
