package dev.clew.model.otlp;

import dev.clew.model.Resource;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The few resource attributes that say who sent something. */
final class SenderNames {
  private static final byte[] SERVICE_NAME = ascii("service.name");
  private static final byte[] SDK_LANGUAGE = ascii("telemetry.sdk.language");
  private static final byte[] SDK_VERSION = ascii("telemetry.sdk.version");

  private String service = "";
  private String language = "";
  private String version = "";

  private SenderNames() {}

  /** Reads who sent a ResourceLogs, ResourceSpans or ResourceMetrics; it may be malformed. */
  static OtlpReport.Sender read(byte[] array, int begin, int end) {
    ProtoCursor reader = new ProtoCursor().reset(array, begin, end - begin);
    SenderNames names = new SenderNames();
    try {
      while (reader.next()) {
        if (reader.field() == 1 && reader.wireType() == ProtoCursor.BYTES) {
          int outer = reader.enter();
          names.readResource(reader);
          reader.leave(outer);
        } else {
          reader.skip();
        }
      }
    } catch (MalformedProtobufException e) {
      return new OtlpReport.Sender("", "", 0); // the check finds it too, and says where
    }
    String service = names.service.isEmpty() ? Resource.UNKNOWN_SERVICE : names.service;
    return new OtlpReport.Sender(service, (names.language + " " + names.version).strip(), 0);
  }

  private void readResource(ProtoCursor reader) {
    while (reader.next()) {
      if (reader.field() == 1) {
        int outer = reader.enter();
        readAttribute(reader);
        reader.leave(outer);
      } else {
        reader.skip();
      }
    }
  }

  private void readAttribute(ProtoCursor reader) {
    int keyStart = 0;
    int keyEnd = 0;
    while (reader.next()) {
      int field = reader.field();
      if (field > 2) {
        reader.skip();
        continue;
      }
      int outer = reader.enter();
      if (field == 1) {
        keyStart = reader.position();
        keyEnd = reader.limit();
      } else {
        readValue(reader, keyStart, keyEnd);
      }
      reader.leave(outer);
    }
  }

  private void readValue(ProtoCursor reader, int keyStart, int keyEnd) {
    if (is(SERVICE_NAME, reader, keyStart, keyEnd)) {
      service = text(reader);
    } else if (is(SDK_LANGUAGE, reader, keyStart, keyEnd)) {
      language = text(reader);
    } else if (is(SDK_VERSION, reader, keyStart, keyEnd)) {
      version = text(reader);
    }
  }

  private static boolean is(byte[] name, ProtoCursor reader, int from, int to) {
    return Arrays.equals(reader.array(), from, to, name, 0, name.length);
  }

  private static String text(ProtoCursor reader) {
    return reader.next() && reader.field() == 1 ? reader.string() : "";
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
