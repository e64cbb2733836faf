package dev.clew.collector.loki;

import com.google.protobuf.CodedOutputStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.compression.Snappy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Push requests as Loki's clients encode them. */
public final class Pushes {
  private Pushes() {}

  public record Entry(long timeNanos, String line, Map<String, String> metadata) {}

  private interface Content {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      content.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** {@code logproto.PushRequest} with one stream. */
  public static byte[] protobuf(String labels, List<Entry> entries) {
    return message(request ->
        request.writeByteArray(
            1,
            message(stream -> {
              stream.writeString(1, labels);
              for (Entry entry : entries) {
                stream.writeByteArray(2, entry(entry));
              }
              stream.writeUInt64(3, 42);
            })));
  }

  private static byte[] entry(Entry entry) {
    byte[] time =
        message(out -> {
          out.writeInt64(1, entry.timeNanos() / 1_000_000_000);
          out.writeInt32(2, (int) (entry.timeNanos() % 1_000_000_000));
        });
    return message(out -> {
      out.writeByteArray(1, time);
      out.writeString(2, entry.line());
      for (Map.Entry<String, String> pair : entry.metadata().entrySet()) {
        out.writeByteArray(
            3,
            message(label -> {
              label.writeString(1, pair.getKey());
              label.writeString(2, pair.getValue());
            }));
      }
    });
  }

  /** Snappy's block format, by an encoder that is not ours. */
  public static byte[] snappy(byte[] bytes) {
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    ByteBuf out = Unpooled.buffer();
    new Snappy().encode(in, out, bytes.length);
    return ByteBufUtil.getBytes(out);
  }
}
