package dev.clew.collector.scrape.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.collector.scrape.exposition.ExpositionFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prometheus' configuration file. */
class ScrapeFileTest {
  @TempDir Path directory;

  private ScrapeFile load(String text) throws IOException, ScrapeFileException {
    return ScrapeFile.load(Files.writeString(directory.resolve("p.yml"), text));
  }

  @Test
  void jobsInheritFromGlobal() throws IOException, ScrapeFileException {
    ScrapeFile file =
        load(
            """
            global:
              scrape_interval: 30s
              sample_limit: 7
              body_size_limit: 1MB
              evaluation_interval: 15s
              external_labels: {a: b}
            rule_files: [x.yml]
            scrape_configs:
            - job_name: a
            - job_name: b
              scrape_interval: 5s
              sample_limit: 9
              scrape_native_histograms: true
            """);
    assertThat(file.jobs()).extracting(JobConfig::name).containsExactly("a", "b");
    JobConfig a = file.jobs().getFirst();
    assertThat(a.interval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(a.timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(a.limits().samples()).isEqualTo(7);
    assertThat(a.limits().bodyBytes()).isEqualTo(1 << 20);
    assertThat(a.formats().accepted()).isEqualTo(ExpositionFormat.DEFAULTS);
    assertThat(a.endpoint().path()).isEqualTo("/metrics");
    JobConfig b = file.jobs().getLast();
    assertThat(b.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(b.limits().samples()).isEqualTo(9);
    assertThat(b.formats().accepted().getFirst()).isEqualTo(ExpositionFormat.PROMETHEUS_PROTO);
    assertThat(file.notes()).hasSize(3);
    assertThat(load(Files.readString(directory.resolve("p.yml"))).jobs()).isEqualTo(file.jobs());
  }

  @Test
  void readsMoreFilesAndHidesSecrets() throws IOException, ScrapeFileException {
    Files.writeString(directory.resolve("more-1.yml"), "scrape_configs: [{job_name: more}]");
    ScrapeFile file =
        load(
            """
            scrape_config_files: ['more-*.yml']
            scrape_configs:
            - job_name: a
              basic_auth: {username: u, password: s3cret}
            """);
    assertThat(file.jobs()).extracting(JobConfig::name).containsExactly("a", "more");
    assertThat(file.text()).contains("<secret>").contains("username: u").doesNotContain("s3cret");
    assertThat(file.jobs().toString()).doesNotContain("s3cret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "scrape_interva: 1s|:3:3: scrape_configs[0].scrape_interva: unknown key (expected: one of",
        "scrape_interval: 1x|:3:3: scrape_configs[0].scrape_interval: \"1x\" (expected: a duration",
        "scrape_timeout: 2m|:3:3: scrape_configs[0].scrape_timeout: 2m (expected: at most the interval of 1m)",
        "kubernetes_sd_configs: []|:3:3: scrape_configs[0].kubernetes_sd_configs: this service discovery",
        "proxy_url: http://x|:3:3: scrape_configs[0].proxy_url: proxies are not supported",
        "scheme: ftp|:3:3: scrape_configs[0].scheme: \"ftp\" (expected: http or https)",
        "scrape_protocols: [X]|:3:3: scrape_configs[0].scrape_protocols: \"X\" (expected: one of PrometheusProto",
        "relabel_configs: [{action: explode}]|:3:22: scrape_configs[0].relabel_configs[0].action: \"explode\"",
        "relabel_configs: [{action: replace}]|:3:21: scrape_configs[0].relabel_configs[0].target_label: \"\"",
        "static_configs: [{targets: ['http://x/y']}]|:3:21: scrape_configs[0].static_configs[0].targets: \"http://x/y\"",
        "file_sd_configs: [{files: [x.txt]}]|:3:22: scrape_configs[0].file_sd_configs[0].files: \"x.txt\"",
        "honor_labels: maybe|:3:3: scrape_configs[0].honor_labels: \"maybe\" (expected: true or false)",
        "params: [x]|:3:11: scrape_configs[0].params: a list (expected: keys with values)",
        "sample_limit: -1|:3:3: scrape_configs[0].sample_limit: \"-1\"",
        "job_name: again|:3:3: scrape_configs[0].job_name: stands twice",
      })
  void namesThePlaceOfAFault(String line, String message) {
    assertThatThrownBy(() -> load("scrape_configs:\n- job_name: a\n  " + line + "\n"))
        .isInstanceOf(ScrapeFileException.class)
        .hasMessageStartingWith(directory.resolve("p.yml") + message);
  }

  @Test
  void refusesWhatIsNoYamlAndJobsOfOneName() {
    assertThatThrownBy(() -> load("a: [")).hasMessageContaining("p.yml:1:5: not YAML");
    assertThatThrownBy(() -> load("scrape_configs: [{job_name: a}, {job_name: a}]"))
        .hasMessageContaining("\"a\" stands twice");
    assertThatThrownBy(() -> ScrapeFile.load(directory.resolve("none.yml")))
        .hasMessageEndingWith("none.yml: no such file");
  }
}
