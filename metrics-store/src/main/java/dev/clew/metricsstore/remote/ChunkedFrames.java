package dev.clew.metricsstore.remote;

import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.Labels;
import dev.clew.model.otlp.ProtoWriter;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Builds frames of {@code prometheus.ChunkedReadResponse}: the length as a varint, CRC-32C of the
 * message, the message (storage/remote/chunked.go). A series that is too large for one goes on in
 * the next.
 */
final class ChunkedFrames {
  /** Prometheus' own size of a frame. */
  private static final int FRAME_BYTES = 1 << 20;

  private static final int XOR = 1;

  private final Output output;
  private final ProtoWriter frame = new ProtoWriter(1 << 16);
  private final XorChunk chunk = new XorChunk();

  /** Where frames go. */
  interface Output {
    void frame(byte[] frame);
  }

  ChunkedFrames(Output output) {
    this.output = output;
  }

  /** Writes a series of floats. */
  void add(int query, Labels labels, SeriesData data) {
    int next = 0;
    while (next < data.size()) {
      frame.clear();
      int series = frame.open(1);
      SampledAnswer.writeLabels(frame, labels);
      while (next < data.size() && frame.size() < FRAME_BYTES) {
        next = chunk(data, next);
      }
      frame.close(series);
      frame.tag(2, ProtoWriter.VARINT);
      frame.varint(query);
      output.frame(framed(frame.toByteArray()));
    }
  }

  private int chunk(SeriesData data, int from) {
    int to = Math.min(data.size(), from + XorChunk.MOST_SAMPLES);
    chunk.clear();
    for (int i = from; i < to; i++) {
      chunk.add(data.timesMillis()[i], data.values()[i]);
    }
    int message = frame.open(2);
    frame.tag(1, ProtoWriter.VARINT);
    frame.varint(data.timesMillis()[from]);
    frame.tag(2, ProtoWriter.VARINT);
    frame.varint(data.timesMillis()[to - 1]);
    frame.tag(3, ProtoWriter.VARINT);
    frame.varint(XOR);
    frame.bytes(4, chunk.toByteArray());
    frame.close(message);
    return to;
  }

  private static byte[] framed(byte[] message) {
    CRC32C crc = new CRC32C();
    crc.update(message);
    ByteBuffer framed = ByteBuffer.allocate(9 + message.length);
    int rest = message.length;
    while (rest >= 0x80) {
      framed.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    framed.put((byte) rest);
    framed.putInt((int) crc.getValue());
    framed.put(message);
    byte[] bytes = new byte[framed.position()];
    framed.flip().get(bytes);
    return bytes;
  }
}
