package dev.clew.metricsstore.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.clew.metricsstore.promql.EngineConfig;
import dev.clew.metricsstore.series.HeapSeries;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.NativeHistogram.CounterReset;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.Labels;
import dev.clew.model.otlp.ProtoCursor;
import dev.clew.model.otlp.SnappyBlock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Remote read over a real port, read as its specification says. */
class RemoteReadTest {
  private static final long T = 1_772_323_200_000L;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static Server server;

  @BeforeAll
  static void start() {
    HeapSeries series = new HeapSeries();
    Labels b = Labels.of("__name__", "up", "job", "b");
    Labels a = Labels.of("__name__", "up", "job", "a", "instance", "ü");
    for (int i = 0; i < 300; i++) {
      series.add(b, T + i * 15_000L, i % 7 == 0 ? 0.1 * i : i);
    }
    series.add(a, T, 1);
    series.add(a, T + 1, SeriesData.STALE_NAN);
    series.add(Labels.of("__name__", "native"), T, histogram());
    ServerBuilder builder = Server.builder().http(0);
    new RemoteReadApi(series, EngineConfig.defaults()).register(builder);
    server = builder.build();
    server.start().join();
  }

  @AfterAll
  static void stop() {
    server.stop().join();
    CLIENT.close();
  }

  private static NativeHistogram histogram() {
    return new NativeHistogram(
        2,
        9,
        4.5,
        0.001,
        1,
        CounterReset.NOT_RESET,
        new int[] {-2, -1, 3},
        new double[] {1, 2, 3},
        new int[] {5},
        new double[] {2},
        new double[0]);
  }

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

  /** A request for one metric. */
  private static byte[] request(String regex, long start, long end, int... accepted) {
    return message(out -> {
      out.writeByteArray(
          1,
          message(query -> {
            query.writeInt64(1, start);
            query.writeInt64(2, end);
            query.writeByteArray(
                3,
                message(matcher -> {
                  matcher.writeEnum(1, 2);
                  matcher.writeString(2, "__name__");
                  matcher.writeString(3, regex);
                }));
            query.writeByteArray(4, message(hints -> hints.writeInt64(1, 15_000)));
          }));
      for (int type : accepted) {
        out.writeEnum(2, type);
      }
    });
  }

  private static HttpResponse<byte[]> send(byte[] body) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:" + server.activeLocalPort() + "/prometheus/api/v1/read"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private static HttpResponse<byte[]> read(byte[] request) throws Exception {
    return send(SnappyBlock.encode(request));
  }

  private static String pair(ProtoCursor cursor) {
    int outer = cursor.enter();
    cursor.next();
    String name = cursor.string();
    cursor.next();
    String text = name + "=" + cursor.string();
    cursor.leave(outer);
    return text;
  }

  /** Lines of labels, then of samples as time and bits. */
  private static List<String> samples(HttpResponse<byte[]> answer) {
    assertThat(answer.headers().firstValue("content-type")).contains("application/x-protobuf");
    assertThat(answer.headers().firstValue("content-encoding")).contains("snappy");
    byte[] body = SnappyBlock.decode(answer.body(), 1 << 20);
    List<String> lines = new ArrayList<>();
    ProtoCursor cursor = new ProtoCursor().reset(body, 0, body.length);
    while (cursor.next()) {
      int result = cursor.enter();
      while (cursor.next()) {
        int series = cursor.enter();
        while (cursor.next()) {
          switch (cursor.field()) {
            case 1 -> lines.add(pair(cursor));
            case 2 -> {
              int sample = cursor.enter();
              cursor.next();
              long bits = cursor.fixed64();
              cursor.next();
              lines.add((cursor.varintField() - T) + " " + Double.longBitsToDouble(bits));
              cursor.leave(sample);
            }
            default -> {
              lines.add("histogram");
              cursor.skip();
            }
          }
        }
        cursor.leave(series);
      }
      cursor.leave(result);
    }
    return lines;
  }

  @Test
  void samplesAreTheDefaultAndSortedByLabels() throws Exception {
    HttpResponse<byte[]> answer = read(request("up", T, T + 15_000));

    assertThat(samples(answer))
        .containsExactly(
            "__name__=up",
            "instance=ü",
            "job=a",
            "0 1.0",
            "1 NaN",
            "__name__=up",
            "job=b",
            "0 0.0",
            "15000 1.0");
  }

  @Test
  void rangesAreInclusiveAndMayBeEmpty() throws Exception {
    assertThat(samples(read(request("up", T + 15_000, T + 15_000, 0))))
        .containsExactly("__name__=up", "job=b", "15000 1.0");
    assertThat(samples(read(request("nothing", T, T + 15_000)))).isEmpty();
  }

  @Test
  void chunksHoldTheSameSamples() throws Exception {
    HttpResponse<byte[]> answer = read(request("up", T, T + 1_000_000_000, 1, 0));

    assertThat(answer.headers().firstValue("content-type"))
        .contains("application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse");
    List<String> lines = new ArrayList<>();
    ByteBuffer body = ByteBuffer.wrap(answer.body());
    while (body.hasRemaining()) {
      byte[] frame = frame(body);
      chunkedSeries(new ProtoCursor().reset(frame, 0, frame.length), lines);
    }
    List<String> expected = new ArrayList<>(List.of("__name__=up", "instance=ü", "job=a"));
    expected.addAll(List.of("0 1.0", "1 NaN", "__name__=up", "job=b"));
    for (int i = 0; i < 300; i++) {
      expected.add(i * 15_000L + " " + (i % 7 == 0 ? 0.1 * i : i));
    }
    assertThat(lines).isEqualTo(expected);
  }

  private static byte[] frame(ByteBuffer body) {
    int length = 0;
    int shift = 0;
    byte b;
    do {
      b = body.get();
      length |= (b & 0x7f) << shift;
      shift += 7;
    } while (b < 0);
    int sum = body.getInt();
    byte[] frame = new byte[length];
    body.get(frame);
    CRC32C crc = new CRC32C();
    crc.update(frame);
    assertThat((int) crc.getValue()).isEqualTo(sum);
    return frame;
  }

  private static void chunkedSeries(ProtoCursor cursor, List<String> lines) {
    while (cursor.next()) {
      if (cursor.field() != 1) {
        cursor.skip();
        continue;
      }
      int series = cursor.enter();
      while (cursor.next()) {
        if (cursor.field() == 1) {
          lines.add(pair(cursor));
          continue;
        }
        int chunk = cursor.enter();
        while (cursor.next()) {
          if (cursor.field() == 4) {
            new XorReader(cursor.bytes()).read(lines);
          } else {
            cursor.skip();
          }
        }
        cursor.leave(chunk);
      }
      cursor.leave(series);
    }
  }

  /** Reads an XOR chunk by its format. */
  private static final class XorReader {
    private final byte[] bytes;
    private int bit = 16;

    XorReader(byte[] bytes) {
      this.bytes = bytes;
    }

    private long bits(int count) {
      long value = 0;
      for (int i = 0; i < count; i++, bit++) {
        value = (value << 1) | ((bytes[bit / 8] >> (7 - bit % 8)) & 1);
      }
      return value;
    }

    private long varint() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        long b = bits(8);
        value |= (b & 0x7f) << shift;
        if (b < 0x80) {
          return value;
        }
      }
    }

    void read(List<String> lines) {
      int count = ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
      long time = 0;
      long delta = 0;
      long value = 0;
      int leading = 0;
      int trailing = 0;
      for (int i = 0; i < count; i++) {
        if (i == 0) {
          long zigzag = varint();
          time = (zigzag >>> 1) ^ -(zigzag & 1);
          value = bits(64);
        } else {
          delta = i == 1 ? varint() : delta + deltaOfDelta();
          time += delta;
          if (bits(1) == 1) {
            if (bits(1) == 1) {
              leading = (int) bits(5);
              int significant = (int) bits(6);
              trailing = 64 - leading - (significant == 0 ? 64 : significant);
            }
            value ^= bits(64 - leading - trailing) << trailing;
          }
        }
        lines.add((time - T) + " " + Double.longBitsToDouble(value));
      }
    }

    private long deltaOfDelta() {
      int[] widths = {14, 17, 20, 64};
      if (bits(1) == 0) {
        return 0;
      }
      int width = 0;
      while (width < 3 && bits(1) == 1) {
        width++;
      }
      long raw = bits(widths[width]);
      return raw > 1L << (widths[width] - 1) && width < 3 ? raw - (1L << widths[width]) : raw;
    }
  }

  @Test
  void histogramsComeAsSamplesWhereBothAreAccepted() throws Exception {
    assertThat(samples(read(request("native", T, T, 1, 0))))
        .containsExactly("__name__=native", "histogram");
    HttpResponse<byte[]> refused = read(request("native", T, T, 1));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(new String(refused.body(), java.nio.charset.StandardCharsets.UTF_8))
        .contains("SAMPLES only");
  }

  @Test
  void whatIsNoRequestIsRefusedInText() throws Exception {
    assertThat(send(new byte[] {5, 1}).statusCode()).isEqualTo(400);
    assertThat(read(new byte[] {0x0b}).statusCode()).isEqualTo(400);
    assertThat(read(request("(", T, T)).statusCode()).isEqualTo(400);
    assertThat(read(request("up", T, T, 9)).statusCode()).isEqualTo(400);
  }
}
