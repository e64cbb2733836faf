package dev.clew.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The appliance scrapes itself and, where it is installed, a real Prometheus. */
class ScrapeIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");

  @TempDir Path directory;

  @Test
  void scrapesItselfAndPrometheus() throws IOException, InterruptedException {
    Path config = directory.resolve("prometheus.yml");
    Files.writeString(
        config,
        """
        global: {scrape_interval: 1s, scrape_timeout: 1s}
        scrape_configs:
        - job_name: found
          file_sd_configs: [{files: ['targets.json']}]
        """);
    Map<String, String> settings = Map.of("scrape.config_file", config.toString());
    try (RunningAppliance appliance = RunningAppliance.start(directory.resolve("data"), settings)) {
      write("127.0.0.1:" + appliance.httpPort());
      await("it has scraped itself", () -> value(appliance, "up{job=\"found\"}").equals("1"));
      await(
          "its own figures are there",
          () -> value(appliance, "clew_scrape_targets{job=\"found\",health=\"up\"}").equals("1"));
      assertThat(value(appliance, "scrape_samples_scraped{job=\"found\"} > bool 10"))
          .isEqualTo("1");
      JsonNode metadata =
          JSON.readTree(
              appliance.get("/prometheus/api/v1/targets/metadata?metric=clew_scrape_targets"));
      assertThat(metadata.at("/data/0/type").asText()).isEqualTo("gauge");
      if (Files.isExecutable(PROMETHEUS)) {
        followPrometheus(appliance);
      }
    }
  }

  private void followPrometheus(RunningAppliance appliance)
      throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String address = "127.0.0.1:" + port;
    Path own = Files.writeString(directory.resolve("own.yml"), "scrape_configs: []\n");
    Process prometheus =
        new ProcessBuilder(
                PROMETHEUS.toString(),
                "--config.file=" + own,
                "--storage.tsdb.path=" + directory.resolve("prometheus"),
                "--web.listen-address=" + address)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    try {
      write("127.0.0.1:" + appliance.httpPort() + "\", \"" + address);
      String up = "up{instance=\"" + address + "\"}";
      String goroutines = "go_goroutines{instance=\"" + address + "\"}";
      await("Prometheus is up", () -> value(appliance, up).equals("1"));
      assertThat(value(appliance, "count(" + goroutines + ")")).isEqualTo("1");
      prometheus.destroy();
      await("Prometheus is down", () -> value(appliance, up).equals("0"));
      await("its series have ended", () -> value(appliance, goroutines).isEmpty());
      JsonNode targets = JSON.readTree(appliance.get("/prometheus/api/v1/targets?state=active"));
      assertThat(targets.at("/data/activeTargets").findValuesAsText("health"))
          .containsExactlyInAnyOrder("up", "down");
    } finally {
      prometheus.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  private void write(String addresses) throws IOException {
    Files.writeString(
        directory.resolve("targets.json"), "[{\"targets\": [\"" + addresses + "\"]}]");
  }

  /** The value of the only series; empty when there is none. */
  private static String value(RunningAppliance appliance, String promql) {
    String path =
        "/prometheus/api/v1/query?query=" + URLEncoder.encode(promql, StandardCharsets.UTF_8);
    try {
      return JSON.readTree(appliance.get(path)).at("/data/result/0/value/1").asText();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain until " + what).isLessThan(deadline);
      LockSupport.parkNanos(100_000_000);
    }
  }
}
