package dev.clew.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** InfluxDB's write endpoints over the real port. */
class InfluxTest {
  private static final OpenCollector OPEN = new OpenCollector();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final RecordingIntake intake = OPEN.intake();

  @AfterAll
  static void close() {
    CLIENT.close();
    OPEN.close();
  }

  private static HttpResponse<String> send(String path, byte[] body, String coding)
      throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + OPEN.collector().httpPort() + path))
            .header("content-encoding", coding)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> write(String path, String lines) throws Exception {
    return send(path, lines.getBytes(StandardCharsets.UTF_8), "identity");
  }

  @Test
  void version1And2AreTaken() throws Exception {
    assertThat(write("/write?db=telegraf&precision=s", "cpu,host=a idle=1").statusCode())
        .isEqualTo(204);
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write("mem used=2".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(
            send("/api/v2/write?org=o&bucket=b&precision=ns", zipped.toByteArray(), "gzip")
                .statusCode())
        .isEqualTo(204);
    assertThat(intake.entries()).hasSize(2);
    assertThat(
            ExportMetricsServiceRequest.parseFrom(intake.entries().getFirst().request())
                .getResourceMetrics(0)
                .getScopeMetrics(0)
                .getMetricsList())
        .extracting(Metric::getName)
        .containsExactly("cpu_idle");
  }

  @Test
  void badLinesAreNamedAndTheOthersTaken() throws Exception {
    HttpResponse<String> answer = write("/influx/write", "cpu idle=1\nmem used=x\n");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains("\"error\":\"partial write: line 2: 'x' is no value of a field")
        .contains("dropped=1");
    assertThat(intake.entries()).hasSize(1);
    assertThat(OPEN.collector().receiverLog().snapshot().refusals())
        .anySatisfy(refusal -> assertThat(refusal.protocol()).isEqualTo("influx"));
  }

  @Test
  void clientsFindWhatTheyExpect() throws Exception {
    String base = "http://127.0.0.1:" + OPEN.collector().httpPort();
    HttpResponse<String> ping =
        CLIENT.send(
            HttpRequest.newBuilder(URI.create(base + "/ping")).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(ping.statusCode()).isEqualTo(204);
    assertThat(ping.headers().firstValue("x-influxdb-version")).isPresent();
    assertThat(write("/query?q=CREATE%20DATABASE%20telegraf", "").body())
        .isEqualTo("{\"results\":[{\"statement_id\":0}]}\n");
    assertThat(write("/query?q=SELECT%201", "").statusCode()).isEqualTo(400);
    assertThat(write("/write?precision=x", "m f=1").statusCode()).isEqualTo(400);
  }
}
