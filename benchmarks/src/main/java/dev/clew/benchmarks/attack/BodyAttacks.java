package dev.clew.benchmarks.attack;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Requests that are small on the wire and large in memory. */
final class BodyAttacks {
  private static final String JSON = "application/json";
  private static final String PROTOBUF = "application/x-protobuf";
  private static final int TOGETHER = 12;

  private BodyAttacks() {}

  static List<Attack> all() {
    List<Attack> attacks = new ArrayList<>();
    byte[] records = Target.gzip(emptyJsonRecords(8_000_000));
    attacks.add(
        new Attack(
            "8 million empty log records as JSON, 23 KB gzipped",
            t -> t.post("/v1/logs", JSON, "gzip", records).expect(200, 413, 429)));
    attacks.add(
        new Attack(
            "the same twelve times at once",
            t -> together(t, "/v1/logs", JSON, "gzip", records, 200, 413, 429, 503)));
    for (String signal : List.of("logs", "metrics", "traces")) {
      byte[] nested = nestedJson(signal, 20_000);
      attacks.add(
          new Attack(
              "JSON nested 20,000 deep as " + signal,
              t -> t.post("/v1/" + signal, JSON, "", nested).expect(400, 200)));
      byte[] zeros = Target.gzip(new byte[200 << 20]);
      attacks.add(
          new Attack(
              "200 MB of zeros, gzipped, as " + signal + ", twelve at once",
              t -> together(t, "/v1/" + signal, PROTOBUF, "gzip", zeros, 400, 413, 429, 503)));
    }
    byte[] empty = Target.gzip(emptyProtobufRecords(5_000_000));
    attacks.add(
        new Attack(
            "5 million empty log records as protobuf, gzipped, twelve at once",
            t -> together(t, "/v1/logs", PROTOBUF, "gzip", empty, 200, 413, 429, 503)));
    byte[] lines = Target.gzip(lokiJson(2_000_000));
    attacks.add(
        new Attack(
            "2 million lines pushed as Loki's JSON, gzipped, twelve at once",
            t ->
                together(
                    t, "/loki/api/v1/push", JSON, "gzip", lines, 200, 204, 400, 413, 429, 503)));
    byte[] snappy = snappyOfZeros(60 << 20);
    attacks.add(
        new Attack(
            "60 MB of zeros in Snappy as remote write, twelve at once",
            t ->
                together(
                    t,
                    "/prometheus/api/v1/write",
                    PROTOBUF,
                    "snappy",
                    snappy,
                    200,
                    204,
                    400,
                    404,
                    413,
                    429,
                    503)));
    byte[] influx = influxLines(400_000);
    attacks.add(
        new Attack(
            "400,000 series as Influx lines, twelve at once",
            t -> together(t, "/write", "text/plain", "", influx, 204, 400, 413, 429, 503)));
    return attacks;
  }

  private static String together(
      Target target, String path, String type, String encoding, byte[] body, Integer... allowed)
      throws Exception {
    try (ExecutorService senders = Executors.newFixedThreadPool(TOGETHER)) {
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < TOGETHER; i++) {
        answers.add(
            CompletableFuture.supplyAsync(() -> target.post(path, type, encoding, body), senders));
      }
      String last = "";
      for (CompletableFuture<Answer> answer : answers) {
        last = answer.get().expect(allowed);
      }
      return last;
    }
  }

  private static byte[] emptyJsonRecords(int records) {
    byte[] head =
        "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{}"
            .getBytes(StandardCharsets.US_ASCII);
    byte[] tail = "]}]}]}".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer body = ByteBuffer.allocate(head.length + 3 * records + tail.length);
    body.put(head);
    byte[] record = {',', '{', '}'};
    for (int i = 1; i < records; i++) {
      body.put(record);
    }
    body.put(tail);
    byte[] bytes = new byte[body.position()];
    body.flip().get(bytes);
    return bytes;
  }

  private static byte[] nestedJson(String signal, int depth) {
    String value = "{\"arrayValue\":{\"values\":[".repeat(depth) + "{}" + "]}}".repeat(depth);
    String name = Character.toUpperCase(signal.charAt(0)) + signal.substring(1);
    String resource = signal.equals("traces") ? "resourceSpans" : "resource" + name;
    return ("{\""
            + resource
            + "\":[{\"resource\":{\"attributes\":[{\"key\":\"a\",\"value\":"
            + value
            + "}]}}]}")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] emptyProtobufRecords(int records) {
    ByteArrayOutputStream all = new ByteArrayOutputStream(2 * records + 32);
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(all);
      int scope = 2 * records;
      int resource = 1 + CodedOutputStream.computeUInt32SizeNoTag(scope) + scope;
      out.writeTag(1, 2);
      out.writeUInt32NoTag(resource);
      out.writeTag(2, 2);
      out.writeUInt32NoTag(scope);
      for (int i = 0; i < records; i++) {
        out.writeTag(2, 2);
        out.writeUInt32NoTag(0);
      }
      out.flush();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return all.toByteArray();
  }

  private static byte[] lokiJson(int lines) {
    StringBuilder body = new StringBuilder(32 * lines);
    body.append("{\"streams\":[{\"stream\":{\"a\":\"b\"},\"values\":[");
    long now = System.currentTimeMillis() * 1_000_000;
    for (int i = 0; i < lines; i++) {
      body.append(i == 0 ? "" : ",").append("[\"").append(now).append("\",\"\"]");
    }
    return body.append("]}]}").toString().getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Snappy's block format: the length, a literal of 64 bytes, and copies of 64 bytes from there.
   */
  private static byte[] snappyOfZeros(int length) {
    ByteBuffer out = ByteBuffer.allocate(length / 16 + 128).order(ByteOrder.LITTLE_ENDIAN);
    int rest = length;
    for (; rest > 127; rest >>>= 7) {
      out.put((byte) ((rest & 127) | 128));
    }
    out.put((byte) rest);
    out.put((byte) (60 << 2)).put((byte) 63).put(new byte[64]);
    for (int i = 64; i < length; i += 64) {
      out.put((byte) ((63 << 2) | 2)).putShort((short) 64);
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  private static byte[] influxLines(int lines) {
    StringBuilder body = new StringBuilder(40 * lines);
    for (int i = 0; i < lines; i++) {
      body.append("attack,id=").append(i).append(" value=1\n");
    }
    return body.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
