package dev.clew.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.clew.metricsstore.MetricsStore;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.model.time.MonotonicTime;
import dev.clew.packaging.health.IncidentBook;
import dev.clew.storage.files.DirectoryLock;
import dev.clew.storage.files.Scrub;
import dev.clew.storage.time.WitnessedClock;
import dev.clew.testkit.RecordedIncidents;
import dev.clew.tracestore.TraceStore;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report over a data directory: nothing on a sound one, a sentence for each kind of damage. */
class VerifyTest {
  private static final ByteString ID = ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});

  @TempDir Path data;

  private String printed = "";

  private int verify() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int code =
        new Verify(
                ApplianceConfig.defaults(data),
                new PrintStream(bytes, true, StandardCharsets.UTF_8))
            .run();
    printed = bytes.toString(StandardCharsets.UTF_8);
    return code;
  }

  private Path write(String name, String text) throws IOException {
    Path file = data.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private void sound() throws IOException {
    write("alerting/alerts.json", "{\"alerts\":[]}");
    write("alerting/notifications.json", "{}");
    write("saved-searches.json", "{\"searches\":[]}");
    write("scrub.json", "{\"startedMillis\":0}");
    write("buffer/quarantine/logs-store/000000000000002a.pb", "request");
    write("buffer/quarantine/logs-store/000000000000002a.txt", "it was wrong\n");
    try (IncidentBook book = new IncidentBook(Clock.systemUTC())) {
      book.keepIn(data.resolve(IncidentBook.FILE_NAME));
      book.happened("logs", IncidentKind.DAMAGED, 1, "one");
    }
    try (WitnessedClock clock =
        WitnessedClock.open(
            data, Duration.ofHours(6), Clock.systemUTC(), MonotonicTime.system(), Incidents.NONE)) {
      clock.start(Long.MIN_VALUE);
    }
    fillStores();
  }

  private void fillStores() throws IOException {
    ApplianceConfig config = ApplianceConfig.defaults(data);
    Clock clock = Clock.systemUTC();
    long now = clock.millis() * 1_000_000;
    try (MetricsStore metrics = MetricsStore.open(config.metrics(), clock, task -> {})) {
      byte[] request = gauge(now);
      metrics.ingest(0, now, request, 0, request.length);
      metrics.flush();
    }
    CorrelationKeys keys = CorrelationKeys.parse(config.correlation().keys());
    try (TraceStore traces =
        TraceStore.open(
            config.traces(), data.resolve("traces"), keys, (signal, bytes) -> {}, clock)) {
      byte[] request = span(now);
      traces.ingest(0, now, request, 0, request.length);
      traces.flush();
    }
  }

  private static byte[] gauge(long nanos) {
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .addScopeMetrics(
                    ScopeMetrics.newBuilder()
                        .addMetrics(
                            Metric.newBuilder()
                                .setName("g")
                                .setDescription("a gauge")
                                .setGauge(
                                    Gauge.newBuilder()
                                        .addDataPoints(
                                            NumberDataPoint.newBuilder()
                                                .setTimeUnixNano(nanos)
                                                .setAsDouble(1))))))
        .build()
        .toByteArray();
  }

  private static byte[] span(long nanos) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .addScopeSpans(
                    ScopeSpans.newBuilder()
                        .addSpans(
                            Span.newBuilder()
                                .setTraceId(ID.concat(ID))
                                .setSpanId(ID)
                                .setName("s")
                                .setStartTimeUnixNano(nanos)
                                .setEndTimeUnixNano(nanos + 1))))
        .build()
        .toByteArray();
  }

  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 0x10;
    Files.write(file, bytes);
  }

  private Path only(String folder, String ending) throws IOException {
    try (Stream<Path> tree = Files.walk(data.resolve(folder))) {
      return tree.filter(path -> path.toString().endsWith(ending)).findFirst().orElseThrow();
    }
  }

  @Test
  void aSoundDirectoryIsSound() throws IOException {
    sound();
    assertThat(verify()).as(printed).isEqualTo(Verify.SOUND);
    assertThat(printed)
        .contains("sound: nothing is damaged")
        .contains("note: 1 request that a store could not take, kept in ")
        .doesNotContain("  damaged:", "  a start makes anew:");
    assertThat(printed.lines().filter(line -> line.matches("metrics +\\d{4}-.* 1 rows readable")))
        .hasSize(1);
  }

  @Test
  void anEmptyDirectoryIsSound() throws IOException {
    assertThat(verify()).isEqualTo(Verify.SOUND);
  }

  /** Damages one file, expects one sentence, and that nothing has been changed. */
  private void damaged(Path file, String sentence) throws IOException {
    byte[] before = Files.readAllBytes(file);
    flip(file);
    byte[] damaged = Files.readAllBytes(file);
    assertThat(verify()).as("%s: %s", file, printed).isEqualTo(Verify.DAMAGED);
    assertThat(printed).as("%s", file).containsPattern(sentence).contains("1 thing is damaged");
    assertThat(Files.readAllBytes(file)).as("%s is only read", file).isEqualTo(damaged);
    Files.write(file, before);
    assertThat(verify()).as("%s: %s", file, printed).isEqualTo(Verify.SOUND);
  }

  @Test
  void eachKindOfDamageHasItsSentence() throws IOException {
    sound();
    damaged(
        data.resolve("metrics/METADATA"), "damaged: type, unit and help of all metrics are unread");
    damaged(data.resolve("metrics/MANIFEST"), "a start makes anew: the list of files, from what");
    damaged(
        only("traces/span-metrics", ".state"), "damaged: the counters of the span metrics, which");
    damaged(
        data.resolve(IncidentBook.FILE_NAME), "damaged: the history of what went wrong is damaged");
    damaged(data.resolve(WitnessedClock.FILE_NAME), "damaged: .*clock is damaged; the newest file");
  }

  @Test
  void statesThatAreNoJsonHaveTheirSentence() throws IOException {
    sound();
    for (String name :
        List.of(
            "alerting/alerts.json",
            "alerting/notifications.json",
            "saved-searches.json",
            "scrub.json")) {
      String before = Files.readString(data.resolve(name));
      write(name, "{\"alerts\":[");
      assertThat(verify()).as(name).isEqualTo(Verify.DAMAGED);
      assertThat(printed)
          .contains("damaged: " + data.resolve(name) + " is unreadable: not JSON at");
      write(name, "[]");
      assertThat(verify()).as(name).isEqualTo(Verify.DAMAGED);
      assertThat(printed).contains("damaged: " + data.resolve(name) + " is no JSON object");
      write(name, before);
    }
    assertThat(verify()).as(printed).isEqualTo(Verify.SOUND);
  }

  @Test
  void halfARequestInQuarantineIsTold() throws IOException {
    sound();
    Files.delete(only("buffer/quarantine", ".txt"));
    assertThat(verify()).isEqualTo(Verify.DAMAGED);
    assertThat(printed).contains("damaged: why a request is in quarantine is lost: ");
    write("buffer/quarantine/logs-store/000000000000002a.txt", "it was wrong\n");
    Files.write(only("buffer/quarantine", ".pb"), new byte[0]);
    assertThat(verify()).isEqualTo(Verify.DAMAGED);
    assertThat(printed).contains("damaged: a request in quarantine is lost: ");
  }

  /** The running appliance reads the same files, and tells the same sentences. */
  @Test
  void theScrubberTellsOfTheSameFiles() throws IOException {
    sound();
    flip(only("traces/span-metrics", ".state"));
    flip(data.resolve(IncidentBook.FILE_NAME));
    write("alerting/alerts.json", "[");
    Files.delete(only("buffer/quarantine", ".txt"));
    RecordedIncidents incidents = new RecordedIncidents();
    List<String> read = new ArrayList<>();
    new StateFiles(ApplianceConfig.defaults(data), incidents)
        .scrub(
            new Scrub() {
              @Override
              public boolean isDone(String name) {
                return false;
              }

              @Override
              public void read(String name, long bytes) {
                read.add(name);
              }

              @Override
              public void done(String name) {}
            });
    assertThat(incidents.events())
        .extracting(RecordedIncidents.Event::part)
        .containsExactlyInAnyOrder("traces", "incidents", "alerting", "buffer");
    assertThat(read).contains(data.resolve("saved-searches.json").toString());
  }

  @Test
  void nothingIsReadWhileAnApplianceRuns() throws IOException {
    try (DirectoryLock lock = DirectoryLock.acquire(data)) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(this::verify).isInstanceOf(IOException.class);
    }
  }
}
