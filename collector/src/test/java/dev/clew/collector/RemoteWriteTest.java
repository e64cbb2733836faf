package dev.clew.collector;

import static dev.clew.collector.prometheus.Writes.exemplar;
import static dev.clew.collector.prometheus.Writes.histogram;
import static dev.clew.collector.prometheus.Writes.message;
import static dev.clew.collector.prometheus.Writes.metadata;
import static dev.clew.collector.prometheus.Writes.sample;
import static dev.clew.collector.prometheus.Writes.series;
import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.collector.intake.ReceiverLog;
import dev.clew.collector.prometheus.Writes;
import dev.clew.collector.prometheus.Writes.Fields;
import dev.clew.model.otlp.SnappyBlock;
import dev.clew.model.seam.BufferFullException;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prometheus' remote write over the real port. */
class RemoteWriteTest {
  private static final String V1 = "application/x-protobuf";
  private static final String V2 = "application/x-protobuf;proto=io.prometheus.write.v2.Request";
  private static final OpenCollector OPEN = new OpenCollector();

  private final RecordingIntake intake = OPEN.intake();
  private final long now = System.currentTimeMillis();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void closeClient() {
    client.close();
  }

  @AfterAll
  static void closeCollector() {
    OPEN.close();
  }

  private HttpResponse<String> send(String path, byte[] body, String... headers) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + OPEN.collector().httpPort() + path))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .headers(headers)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> v1(Fields... parts) throws Exception {
    return v1(message(parts));
  }

  private HttpResponse<String> v1(byte[] request) throws Exception {
    return send(
        "/api/v1/write",
        SnappyBlock.encode(request),
        "content-type",
        V1,
        "content-encoding",
        "snappy",
        "user-agent",
        "Prometheus/2.42.0");
  }

  private HttpResponse<String> v2(byte[] request) throws Exception {
    return send(
        "/prometheus/api/v1/write",
        SnappyBlock.encode(request),
        "content-type",
        V2,
        "content-encoding",
        "snappy",
        "user-agent",
        "Prometheus/3.5.0");
  }

  private static String written(HttpResponse<String> answer) {
    List<String> counts = new ArrayList<>();
    for (String kind : new String[] {"samples", "histograms", "exemplars"}) {
      String name = "x-prometheus-remote-write-" + kind + "-written";
      counts.add(answer.headers().firstValue(name).orElse("none"));
    }
    return String.join(" ", counts);
  }

  private List<Metric> buffered() throws Exception {
    return ExportMetricsServiceRequest.parseFrom(intake.only())
        .getResourceMetrics(0)
        .getScopeMetrics(0)
        .getMetricsList();
  }

  private static Map<String, String> labels(NumberDataPoint point) {
    Map<String, String> labels = new TreeMap<>();
    for (KeyValue attribute : point.getAttributesList()) {
      labels.put(attribute.getKey(), attribute.getValue().getStringValue());
    }
    return labels;
  }

  @Test
  void version1IsTaken() throws Exception {
    HttpResponse<String> answer =
        v1(
            series(
                List.of("__name__", "up", "instance", "a:9090", "job", "node"),
                sample(now, 1),
                sample(now + 1, 0),
                exemplar(now, 0.5, "trace_id", "abc")),
            series(List.of("__name__", "h", "job", "node"), histogram(4, now, 3)),
            metadata(2, "up", "Whether it is up.", ""));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    assertThat(written(answer)).isEqualTo("2 1 1");
    List<Metric> metrics = buffered();
    assertThat(metrics).extracting(Metric::getName).containsExactly("up", "h", "up");
    List<NumberDataPoint> points = metrics.getFirst().getGauge().getDataPointsList();
    assertThat(points).hasSize(3);
    assertThat(labels(points.getFirst())).isEqualTo(Map.of("instance", "a:9090", "job", "node"));
    assertThat(points.get(1).getTimeUnixNano()).isEqualTo((now + 1) * 1_000_000);
    assertThat(points.get(2).getExemplars(0).getAsDouble()).isEqualTo(0.5);
    assertThat(metrics.get(2).getDescription()).isEqualTo("Whether it is up.");
  }

  @Test
  void version2IsTaken() throws Exception {
    Writes.Symbols symbols = new Writes.Symbols();
    symbols.series(
        symbols.references(1, "__name__", "requests_total", "job", "shop"),
        sample(now, now - 60_000, 7),
        symbols.exemplar(now, 1, "trace_id", "abc"),
        symbols.metadata(1, "How many.", "requests"));
    symbols.series(
        symbols.references(1, "__name__", "latency_bucket", "le", "1"),
        sample(now, 3),
        symbols.metadata(3, "How long.", "seconds"));
    symbols.series(
        symbols.references(1, "__name__", "latency_sum"),
        sample(now, 3),
        symbols.metadata(3, "How long.", "seconds"));
    symbols.series(symbols.references(1, "__name__", "native"), histogram(3, now, 5));
    HttpResponse<String> answer = v2(symbols.request());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    assertThat(written(answer)).isEqualTo("3 1 1");
    List<Metric> metrics = buffered();
    NumberDataPoint first = metrics.getFirst().getGauge().getDataPoints(0);
    assertThat(first.getStartTimeUnixNano()).isEqualTo((now - 60_000) * 1_000_000);
    assertThat(metrics)
        .filteredOn(metric -> metric.getMetadataCount() > 0)
        .extracting(metric -> metric.getName() + " " + metric.getDescription())
        .containsExactly("requests_total How many.", "latency How long.");
  }

  @Test
  void labelsNeedNotBeInOrder() throws Exception {
    HttpResponse<String> answer =
        v1(series(List.of("job", "a", "__name__", "m", "b", ""), sample(now, 1)));

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(labels(buffered().getFirst().getGauge().getDataPoints(0)))
        .isEqualTo(Map.of("job", "a"));
  }

  @ParameterizedTest
  @CsvSource({
    "job a, no metric name",
    "__name__ '', no metric name",
    "__name__ m job a job b, label \"job\" is repeated",
    "__name__ m job a a b job c, label \"job\" is repeated",
    "__name__ m '' a, a label without a name",
  })
  void oneBadSeriesDoesNotKeepTheOthersOut(String labels, String reason) throws Exception {
    List<String> texts = new ArrayList<>();
    for (String text : labels.split(" ", -1)) {
      texts.add(text.equals("''") ? "" : text);
    }
    HttpResponse<String> answer =
        v1(
            series(texts, sample(now, 1), sample(now + 1, 1)),
            series(List.of("__name__", "good"), sample(now, 1)));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains("2 samples")
        .contains(reason, "The other samples were taken.");
    assertThat(written(answer)).isEqualTo("1 0 0");
    assertThat(buffered()).extracting(Metric::getName).containsExactly("good");
  }

  @Test
  void timesOutsideOfWhatIsKeptAreRefused() throws Exception {
    HttpResponse<String> answer =
        v1(
            series(
                List.of("__name__", "m"),
                sample(now - 21L * 86_400_000, 1),
                sample(now + 2 * 86_400_000, 1),
                sample(Long.MAX_VALUE, 1),
                sample(Long.MIN_VALUE, 1),
                sample(now, 1)));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).startsWith("4 samples").contains("older than the 20 days kept");
    assertThat(written(answer)).isEqualTo("1 0 0");
  }

  @Test
  void textThatIsNotUtf8IsRefused() throws Exception {
    byte[] request = message(series(List.of("__name__", "m", "job", "aXb"), sample(now, 1)));
    for (int i = 0; i < request.length; i++) {
      request[i] = request[i] == 'X' ? (byte) 0xff : request[i];
    }
    HttpResponse<String> answer = v1(request);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("m: label \"job\" is not UTF-8");
    assertThat(intake.entries()).isEmpty();
  }

  @Test
  void longLabelsAndManyLabelsAreRefused() throws Exception {
    List<String> many = new ArrayList<>(List.of("__name__", "m"));
    for (int i = 0; i < 200; i++) {
      many.addAll(List.of("l" + i, "v"));
    }
    HttpResponse<String> answer =
        v1(
            series(many, sample(now, 1)),
            series(List.of("__name__", "n", "long", "x".repeat(9000)), sample(now, 1)));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).startsWith("2 samples").contains("201 labels (limit: 128)");
  }

  @Test
  void histogramsMustFitTogether() throws Exception {
    HttpResponse<String> answer =
        v1(
            series(
                List.of("__name__", "h"),
                Writes.nested(
                    4,
                    out -> {
                      out.writeUInt64(1, 99);
                      out.writeInt64(15, now);
                    }),
                Writes.nested(
                    4,
                    Writes.nested(11, out -> out.writeUInt32(2, -1)),
                    out -> out.writeInt64(15, now)),
                histogram(4, now, 3)));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("0.0 observations in buckets and a count of 99.0");
    assertThat(written(answer)).isEqualTo("0 1 0");
  }

  @Test
  void version2RefusesWrongReferencesAndEmptySeries() throws Exception {
    Writes.Symbols symbols = new Writes.Symbols();
    symbols.series(Writes.nested(1, out -> out.writeUInt32NoTag(77)), sample(now, 1));
    symbols.series(symbols.references(1, "__name__"), sample(now, 1));
    symbols.series(symbols.references(1, "__name__", "empty"));
    symbols.series(symbols.references(1, "__name__", "good"), sample(now, 1));
    HttpResponse<String> answer = v2(symbols.request());

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).startsWith("3 samples").contains("a reference to symbol 77 of 4");
    assertThat(written(answer)).isEqualTo("1 0 0");
  }

  @Test
  void theWrongMessageIsNamed() throws Exception {
    HttpResponse<String> answer = v2(message(series(List.of("__name__", "m"), sample(now, 1))));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("prometheus.WriteRequest");
    assertThat(written(answer)).isEqualTo("0 0 0");
  }

  @Test
  void metadataAloneIsKept() throws Exception {
    assertThat(v1(metadata(1, "m_total", "Help.", "")).statusCode()).isEqualTo(204);
    assertThat(buffered().getFirst().getDescription()).isEqualTo("Help.");
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, snappy, 415",
    "application/x-protobuf;proto=other.Message, snappy, 415",
    "application/x-protobuf, gzip, 415",
    "application/x-protobuf;proto=prometheus.WriteRequest, snappy, 204",
  })
  void whatItIsMustBeSaid(String type, String coding, int status) throws Exception {
    byte[] body = SnappyBlock.encode(message(series(List.of("__name__", "m"), sample(now, 1))));
    HttpResponse<String> answer =
        send("/api/v1/write", body, "content-type", type, "content-encoding", coding);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
  }

  @Test
  void bodiesThatAreNotSnappyOrTooLargeAreRefused() throws Exception {
    assertThat(send("/api/v1/write", new byte[] {4, 1, 2}, "content-type", V1).statusCode())
        .isEqualTo(400);
    byte[] bomb = SnappyBlock.encode(new byte[5 << 20]);
    assertThat(send("/api/v1/write", bomb, "content-type", V1).statusCode()).isEqualTo(413);
    assertThat(send("/api/v1/write", new byte[2 << 20], "content-type", V1).statusCode())
        .isEqualTo(413);
    assertThat(intake.entries()).isEmpty();
  }

  @Test
  void symbolsThatRepeatDoNotFillTheMemory() throws Exception {
    Writes.Symbols symbols = new Writes.Symbols();
    Fields labels = symbols.references(1, "__name__", "m", "long", "x".repeat(8000));
    for (int i = 0; i < 2_000; i++) {
      symbols.series(labels, sample(now, i));
    }
    HttpResponse<String> answer = v2(symbols.request());

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("with their labels take more than");
  }

  @Test
  void aFullBufferAsksForPatience() throws Exception {
    intake.failure = new BufferFullException("full");
    HttpResponse<String> answer = v1(series(List.of("__name__", "m"), sample(now, 1)));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("retry-after")).contains("5");
  }

  @Test
  void senderAndRefusalsAreInTheReceiverLog() throws Exception {
    v1(series(List.of("__name__", "logged"), sample(now, 1), sample(5, 1)));

    ReceiverLog.Snapshot snapshot = OPEN.collector().receiverLog().snapshot();
    assertThat(snapshot.senders())
        .anySatisfy(sender -> {
          assertThat(sender.protocol()).isEqualTo("remote-write");
          assertThat(sender.service()).isEqualTo("Prometheus");
          assertThat(sender.sdk()).isEqualTo("2.42.0");
        });
    assertThat(snapshot.refusals())
        .anySatisfy(refusal -> assertThat(refusal.reason()).contains("logged"));
  }
}
