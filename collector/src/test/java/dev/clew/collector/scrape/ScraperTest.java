package dev.clew.collector.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpStatus;
import dev.clew.collector.Room;
import dev.clew.collector.scrape.StoredSamples.Sample;
import dev.clew.collector.scrape.target.ScrapeResult;
import dev.clew.collector.scrape.target.Target;
import dev.clew.model.seam.BufferFullException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scrapes a real server over HTTP into a stand-in for the buffer. */
class ScraperTest {
  @TempDir Path directory;
  private final StoredSamples stored = new StoredSamples();
  private final FakeTarget target = new FakeTarget();
  private Path config;
  private Scraper scraper;

  @BeforeEach
  void configFile() {
    config = directory.resolve("prometheus.yml");
  }

  @AfterEach
  void close() {
    if (scraper != null) {
      scraper.close();
    }
    target.close();
  }

  private void scrape(String job) throws IOException {
    write(job);
    ScrapeSettings settings =
        new ScrapeSettings(config.toString(), Duration.ofMillis(100), 100, 1000, 1 << 20, 8 << 20);
    scraper = Scraper.open(settings, stored, Room.budget(), InstantSource.system(), "test");
    assertThat(scraper.problem()).isEmpty();
  }

  private void write(String job) throws IOException {
    Path draft = directory.resolve("draft");
    Files.writeString(
        draft,
        "global: {scrape_interval: 100ms, scrape_timeout: 100ms}\nscrape_configs:\n- job_name: j\n"
            + job.indent(2));
    Files.move(draft, config, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private String fixed() {
    return "static_configs: [{targets: ['" + target.address() + "'], labels: {instance: i}}]\n";
  }

  private static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain until " + what).isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
    }
  }

  private Map<Target, ScrapeResult> targets() {
    Map<Target, ScrapeResult> all = new LinkedHashMap<>();
    scraper.pools().forEach(pool -> pool.forEachTarget(all::put));
    return all;
  }

  private String lastError() {
    return targets().values().stream().findFirst().map(ScrapeResult::error).orElse("");
  }

  private void untilError(String part) {
    until("the scrape fails with " + part, () -> lastError().contains(part));
    until("up is 0", () -> stored.has("up{instance=i, job=j}", 0));
  }

  @Test
  void storesSamplesAndReportUnderOneTimestamp() throws IOException {
    target.body =
        """
        # HELP a_total Help.
        # TYPE a_total counter
        a_total{job="own",x="y"} 5
        a_total{job="own",x="z"} 7
        a_total{job="own",x="z"} 8
        """;
    target.gzip = true;
    scrape(fixed());
    String series = "a_total{exported_job=own, instance=i, job=j, x=y}";
    until("stored", () -> stored.has(series, 5));
    Sample sample = Objects.requireNonNull(stored.last(series));
    until("two scrapes", () -> stored.count("up{instance=i, job=j}") >= 2);
    List<Sample> together =
        stored.samples.stream()
            .filter(s -> s.timeMillis() == stored.samples.getFirst().timeMillis())
            .toList();
    assertThat(together)
        .extracting(Sample::series)
        .containsExactly(
            series,
            "a_total{exported_job=own, instance=i, job=j, x=z}",
            "up{instance=i, job=j}",
            "scrape_duration_seconds{instance=i, job=j}",
            "scrape_samples_scraped{instance=i, job=j}",
            "scrape_samples_post_metric_relabeling{instance=i, job=j}",
            "scrape_series_added{instance=i, job=j}");
    assertThat(together)
        .extracting(Sample::value)
        .startsWith(5.0, 7.0, 1.0)
        .endsWith(3.0, 3.0, 2.0);
    assertThat(stored.metadata).contains("a_total counter  Help.");
    assertThat(sample.startMillis()).isZero();
    assertThat(target.requests.getFirst().get("accept"))
        .startsWith("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,")
        .endsWith("text/plain;version=0.0.4;q=0.3,*/*;q=0.2");
    assertThat(target.requests.getFirst().get("x-prometheus-scrape-timeout-seconds"))
        .isEqualTo("0.1");
    assertThat(target.requests.getFirst().get("user-agent")).isEqualTo("Clew/test");
    until("nothing new", () -> stored.has("scrape_series_added{instance=i, job=j}", 0));
  }

  @Test
  void marksVanishedSeriesStaleButNotThoseWithTimesOfTheirOwn() throws IOException {
    target.body = "a 1\nb 2\nc 3 " + System.currentTimeMillis() + "\n";
    scrape(fixed());
    until("stored", () -> stored.has("b{instance=i, job=j}", 2));
    target.body = "a 1\n";
    until("b is stale", () -> stored.isStale("b{instance=i, job=j}"));
    assertThat(stored.isStale("a{instance=i, job=j}")).isFalse();
    assertThat(stored.isStale("c{instance=i, job=j}")).isFalse();
    target.body = "a 1\nb 2\n";
    until("b is back", () -> stored.has("b{instance=i, job=j}", 2));
  }

  @Test
  void aFailedScrapeEndsAllSeriesAndSaysWhy() throws IOException {
    target.body = "a 1\n";
    scrape(fixed());
    until("stored", () -> stored.has("a{instance=i, job=j}", 1));
    target.status = HttpStatus.SERVICE_UNAVAILABLE;
    untilError("server returned HTTP status 503");
    assertThat(stored.isStale("a{instance=i, job=j}")).isTrue();
    target.status = HttpStatus.OK;
    until("up again", () -> stored.has("up{instance=i, job=j}", 1));
    target.close();
    untilError("refused");
    assertThat(stored.isStale("a{instance=i, job=j}")).isTrue();
  }

  @Test
  void aHangingTargetHarmsNoOther() throws IOException {
    try (FakeTarget hanging = new FakeTarget()) {
      hanging.hang = true;
      target.body = "a 1\n";
      scrape(
          "static_configs: [{targets: ['"
              + target.address()
              + "', '"
              + hanging.address()
              + "']}]\n");
      String good = "up{instance=" + target.address() + ", job=j}";
      String bad = "up{instance=" + hanging.address() + ", job=j}";
      until("the hanging one fails", () -> stored.has(bad, 0) && stored.count(bad) >= 2);
      until("the other is scraped", () -> stored.has(good, 1) && stored.count(good) >= 3);
      assertThat(targets().values())
          .extracting(ScrapeResult::error)
          .anyMatch(error -> error.contains("context deadline exceeded"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sample_limit: 2|sample limit exceeded (limit: 2)",
        "label_limit: 3|label_limit exceeded (metric: a, number of labels: 4, limit: 3)",
        "label_name_length_limit: 8|label_name_length_limit exceeded (metric: a, label name: long_label",
        "label_value_length_limit: 5|label_value_length_limit exceeded (metric: a, label name: long_label",
        "body_size_limit: 10B|body size limit exceeded",
        "target_limit: 1|target_limit exceeded (number of targets: 2, limit: 1)",
        "metric_relabel_configs: [{action: labeldrop, regex: __name__}]|a series without a metric name",
      })
  void limitsFailTheScrapeWhole(String limit, String error) throws IOException {
    target.body = "a{long_label=\"abcdef\"} 1\nb 1\nc 1\n";
    String second = limit.startsWith("target_limit") ? ", {targets: ['127.0.0.1:1']}" : "";
    scrape(fixed().replace("}]\n", "}" + second + "]\n") + limit + "\n");
    untilError(error);
    assertThat(stored.samples).noneMatch(sample -> sample.series().startsWith("a{"));
  }

  @Test
  void malformedBodiesAreToldWithTheirPlace() throws IOException {
    target.body = "a 1\nb\n";
    scrape(fixed());
    untilError("line 2, column 2: expected a value");
    target.contentType = "text/html";
    untilError("Content-Type \"text/html\"");
  }

  @Test
  void whatTheBufferRefusesCountsAsFailed() throws IOException {
    target.body = "a 1\n";
    stored.refusal = new BufferFullException("the buffer is full");
    scrape(fixed());
    until("told", () -> lastError().contains("not stored: the buffer is full"));
    stored.refusal = null;
    until("stored", () -> stored.has("a{instance=i, job=j}", 1));
  }

  @Test
  void followsFilesWithTargets() throws IOException {
    Path file = directory.resolve("targets-1.json");
    target.body = "a 1\n";
    scrape("file_sd_configs: [{files: ['targets-*.json']}]\n");
    assertThat(targets()).isEmpty();
    Files.writeString(
        file, "[{\"targets\": [\"" + target.address() + "\"], \"labels\": {\"instance\": \"x\"}}]");
    until("found", () -> stored.has("a{instance=x, job=j}", 1));
    assertThat(targets().keySet().iterator().next().discovered())
        .containsEntry("__meta_filepath", file.toString());
    Files.writeString(file, "[{\"targets\": [\"" + target.address() + "\"]");
    until(
        "the fault is told",
        () -> scraper.pools().getFirst().problems().toString().contains("not YAML"));
    assertThat(targets()).hasSize(1);
    Files.delete(file);
    until("gone", () -> targets().isEmpty());
    until("its series end", () -> stored.isStale("a{instance=x, job=j}"));
    assertThat(stored.isStale("up{instance=x, job=j}")).isTrue();
  }

  @Test
  void aReloadGoesOnWithTheSeriesOfTheSameTargets() throws IOException {
    target.body = "a 1\nb 2\n";
    scrape(fixed());
    until("stored", () -> stored.has("b{instance=i, job=j}", 2));
    write(
        fixed()
            + "metric_relabel_configs: [{source_labels: [__name__], regex: b, action: drop}]\n");
    until("b ends", () -> stored.isStale("b{instance=i, job=j}"));
    assertThat(stored.isStale("a{instance=i, job=j}")).isFalse();
    long before = stored.count("a{instance=i, job=j}");
    until("a goes on", () -> stored.count("a{instance=i, job=j}") > before + 2);
    assertThat(stored.isStale("a{instance=i, job=j}")).isFalse();
    write("nonsense: 1\n");
    until("told", () -> scraper.problem().contains("scrape_configs[0].nonsense: unknown key"));
    assertThat(scraper.problem()).startsWith(config + ":4:3: ");
    assertThat(targets()).hasSize(1);
  }

  @Test
  void closingMarksNothingStale() throws IOException {
    target.body = "a 1\n";
    scrape(fixed());
    until("stored", () -> stored.has("a{instance=i, job=j}", 1));
    scraper.close();
    assertThat(stored.isStale("a{instance=i, job=j}")).isFalse();
    assertThat(stored.isStale("up{instance=i, job=j}")).isFalse();
  }

  @Test
  void relabelsTargetsAndTheirUrls() throws IOException {
    target.body = "a 1\n";
    scrape(
        """
        metrics_path: /moved
        params: {module: [http, tls]}
        static_configs:
        - targets: [gone, kept]
        relabel_configs:
        - {source_labels: [__address__], regex: gone, action: drop}
        - {source_labels: [__address__], target_label: __param_target}
        - {source_labels: [__param_target], target_label: instance}
        - {target_label: __address__, replacement: 'ADDRESS'}
        """
            .replace("ADDRESS", target.address()));
    until("stored", () -> stored.has("a{instance=kept, job=j}", 1));
    assertThat(targets().keySet().iterator().next().url())
        .hasToString("http://" + target.address() + "/moved?module=http&module=tls&target=kept");
    assertThat(scraper.pools().getFirst().droppedCount()).isEqualTo(1);
    assertThat(target.requests.getFirst().path()).isEqualTo("/metrics");
  }

  @Test
  void sendsCredentialsAndHonoursLabels() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "s3cret\n");
    target.body = "a{job=\"own\",instance=\"\"} 1\n";
    scrape(
        fixed()
            + "honor_labels: true\nauthorization: {credentials_file: '"
            + secret.getFileName()
            + "'}\n");
    until("stored", () -> stored.has("a{job=own}", 1));
    assertThat(target.requests.getFirst().get("authorization")).isEqualTo("Bearer s3cret");
  }
}
