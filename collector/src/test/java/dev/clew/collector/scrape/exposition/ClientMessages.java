package dev.clew.collector.scrape.exposition;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Messages of io.prometheus.client, written field by field. */
final class ClientMessages {
  private ClientMessages() {}

  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      fields.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] delimited(byte[]... families) {
    return message(out -> {
      for (byte[] family : families) {
        out.writeUInt32NoTag(family.length);
        out.writeRawBytes(family);
      }
    });
  }

  private static byte[] family(String name, int type, byte[] metric) {
    return message(out -> {
      out.writeString(1, name);
      out.writeString(2, "help");
      out.writeEnum(3, type);
      out.writeByteArray(4, metric);
    });
  }

  private static byte[] label(String name, String value) {
    return message(out -> {
      out.writeByteArray(1, name.getBytes(StandardCharsets.UTF_8));
      out.writeByteArray(2, value.getBytes(StandardCharsets.UTF_8));
    });
  }

  private static byte[] timestamp(long millis) {
    return message(out -> {
      out.writeInt64(1, millis / 1000);
      out.writeInt32(2, (int) (millis % 1000 * 1_000_000));
    });
  }

  static byte[] counter(String name, double value, long startMillis) {
    byte[] exemplar =
        message(out -> {
          out.writeByteArray(1, label("trace_id", "x"));
          out.writeDouble(2, 0.5);
          out.writeByteArray(3, timestamp(2_000));
        });
    byte[] counter =
        message(out -> {
          out.writeDouble(1, value);
          out.writeByteArray(2, exemplar);
          out.writeByteArray(3, timestamp(startMillis));
        });
    return family(
        name,
        0,
        message(out -> {
          out.writeByteArray(1, label("a", "b"));
          out.writeByteArray(3, counter);
        }));
  }

  static byte[] summary(String name) {
    byte[] quantile =
        message(out -> {
          out.writeDouble(1, 0.5);
          out.writeDouble(2, 1.5);
        });
    byte[] summary =
        message(out -> {
          out.writeUInt64(1, 3);
          out.writeDouble(2, 4);
          out.writeByteArray(3, quantile);
        });
    return family(name, 2, message(out -> out.writeByteArray(4, summary)));
  }

  /** Classic and native at once: 1 in the zero bucket, 6 in three buckets of two spans. */
  static byte[] histogram(String name) {
    byte[] bucket =
        message(out -> {
          out.writeUInt64(1, 2);
          out.writeDouble(2, 1);
        });
    byte[] histogram =
        message(out -> {
          out.writeUInt64(1, 7);
          out.writeDouble(2, 9.5);
          out.writeByteArray(3, bucket);
          out.writeSInt32(5, 3);
          out.writeDouble(6, 0.001);
          out.writeUInt64(7, 1);
          out.writeByteArray(12, span(0, 2));
          out.writeByteArray(12, span(5, 1));
          out.writeSInt64(13, 1);
          out.writeSInt64(13, 1);
          out.writeSInt64(13, 1);
        });
    return family(name, 4, message(out -> out.writeByteArray(7, histogram)));
  }

  private static byte[] span(int offset, int length) {
    return message(out -> {
      out.writeSInt32(1, offset);
      out.writeUInt32(2, length);
    });
  }
}
