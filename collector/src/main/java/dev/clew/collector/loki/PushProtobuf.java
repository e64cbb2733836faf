package dev.clew.collector.loki;

import dev.clew.collector.Refusal;
import dev.clew.collector.RefusedException;
import dev.clew.model.otlp.MalformedProtobufException;
import dev.clew.model.otlp.ProtoCursor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads Loki's {@code logproto.PushRequest}; the numbers in here are its field numbers. */
final class PushProtobuf {
  private final ProtoCursor cursor = new ProtoCursor();
  private final PushedLogs logs = new PushedLogs();

  private PushProtobuf() {}

  /**
   * @throws RefusedException when the bytes are no such request
   */
  static byte[] toOtlp(byte[] push) {
    PushProtobuf reader = new PushProtobuf();
    try {
      reader.cursor.reset(push, 0, push.length);
      reader.request();
    } catch (MalformedProtobufException e) {
      throw new RefusedException(
          Refusal.Kind.MALFORMED,
          "not a push request of Loki: " + e.getMessage(),
          "Send logproto.PushRequest, compressed with snappy, or JSON.");
    }
    return reader.logs.toOtlp();
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
        labels = cursor.string();
      } else {
        cursor.skip();
      }
    }
    logs.stream(labels.isEmpty() ? Map.of() : LabelText.parse(labels));
    cursor.rewind(begin);
    while (cursor.next()) {
      if (cursor.field() == 2) {
        int outer = cursor.enter();
        entry();
        cursor.leave(outer);
      } else {
        cursor.skip();
      }
    }
  }

  private void entry() {
    long seconds = 0;
    long nanos = 0;
    String line = "";
    Map<String, String> metadata = Map.of();
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
        case 2 -> line = cursor.string();
        case 3 -> {
          if (metadata.isEmpty()) {
            metadata = new LinkedHashMap<>();
          }
          pair(metadata);
        }
        default -> cursor.skip();
      }
    }
    logs.line(PushTime.nanos(seconds, nanos), line, metadata);
  }

  private void pair(Map<String, String> metadata) {
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
