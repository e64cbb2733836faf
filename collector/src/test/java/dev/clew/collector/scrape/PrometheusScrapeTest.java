package dev.clew.collector.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.clew.collector.Room;
import dev.clew.collector.scrape.StoredSamples.Sample;
import dev.clew.collector.scrape.target.ScrapeResult;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scrapes a real Prometheus, which scrapes itself at the same time, and compares the series. */
class PrometheusScrapeTest {
  private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
  private static final Pattern NAME = Pattern.compile("\"__name__\":\"([^\"]+)\"");

  @TempDir Path directory;

  @Test
  void findsTheSeriesThatPrometheusFinds() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(PROMETHEUS), "Prometheus is not installed");
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String address = "127.0.0.1:" + port;
    Path own = directory.resolve("prometheus.yml");
    Files.writeString(
        own,
        """
        global:
          scrape_interval: 1s
          scrape_timeout: 1s
          external_labels: {a: b}
        scrape_configs:
        - job_name: prometheus
          static_configs: [{targets: ['ADDRESS']}]
        """
            .replace("ADDRESS", address));
    Process prometheus =
        new ProcessBuilder(
                PROMETHEUS.toString(),
                "--config.file=" + own,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=" + address)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    StoredSamples stored = new StoredSamples();
    ScrapeSettings settings =
        new ScrapeSettings(own.toString(), Duration.ofSeconds(1), 10, 100_000, 16 << 20, 64 << 20);
    try (Scraper scraper =
        Scraper.open(settings, stored, Room.budget(), InstantSource.system(), "test")) {
      assertThat(scraper.problem()).isEmpty();
      assertThat(scraper.file().notes()).hasSize(1).first().asString().contains("external_labels");
      String up = "up{instance=" + address + ", job=prometheus}";
      String http = "prometheus_http_requests_total{code=200, handler=/metrics";
      until(
          "scraped twice",
          () ->
              stored.count(up) >= 3
                  && stored.has(up, 1)
                  && stored.samples.stream().anyMatch(s -> s.series().startsWith(http)));
      until("both know the same names", () -> names(address).equals(namesOf(stored)));
      List<ScrapeResult> results = new ArrayList<>();
      scraper.pools().forEach(pool -> pool.forEachTarget((target, last) -> results.add(last)));
      assertThat(results).hasSize(1).first().extracting(ScrapeResult::health).isEqualTo("up");
      assertThat(query(address, "up")).contains("\"job\":\"prometheus\"").contains("\"1\"]");
      prometheus.destroy();
      until("down", () -> stored.has(up, 0));
      assertThat(
              stored.samples.stream().filter(s -> s.series().startsWith(http)).toList().getLast())
          .matches(Sample::isStale);
    } finally {
      prometheus.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  private static Set<String> namesOf(StoredSamples stored) {
    Set<String> names = new HashSet<>();
    stored.samples.forEach(s -> names.add(s.series().substring(0, s.series().indexOf('{'))));
    return names;
  }

  private static Set<String> names(String address) {
    Set<String> names = new HashSet<>();
    Matcher matcher = NAME.matcher(query(address, "{__name__!=\"\"}"));
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  private static String query(String address, String promql) {
    URI uri =
        URI.create(
            "http://"
                + address
                + "/api/v1/query?query="
                + java.net.URLEncoder.encode(promql, java.nio.charset.StandardCharsets.UTF_8));
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException | InterruptedException e) {
      return "";
    }
  }

  private static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain until " + what).isLessThan(deadline);
      LockSupport.parkNanos(50_000_000);
    }
  }
}
