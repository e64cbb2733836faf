package dev.clew.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.packaging.config.ConfigException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How long things are kept, as people write it. */
class RetentionKeysTest {
  private static ApplianceConfig read(Map<String, Object> file, Map<String, String> environment) {
    return ApplianceConfig.read(file, environment, Path.of("data"));
  }

  @Test
  void retentionIsADurationAndRulesAreAFilterAndDays() {
    Map<String, Object> logs =
        Map.of(
            "retention", "40d",
            "retention_rules", List.of("service=audit: 90d", "service=noisy severity<info: 2d"),
            "max_bytes", "10GiB");
    ApplianceConfig config = read(Map.of("logs", logs), Map.of("CLEW_TRACES_RETENTION", "7d"));
    assertThat(config.logs().retention()).isEqualTo(Duration.ofDays(40));
    assertThat(config.logs().retentionRules()).hasSize(2);
    assertThat(config.logs().maxBytes()).isEqualTo(10L << 30);
    assertThat(config.traces().retention()).isEqualTo(Duration.ofDays(7));
    assertThat(config.storage().diskHighPercent()).isEqualTo(90);
  }

  @Test
  void theOldKeysAreStillUnderstood() {
    ApplianceConfig config =
        read(
            Map.of("logs", Map.of("retention_days", 5)), Map.of("CLEW_TRACES_RETENTION_DAYS", "6"));
    assertThat(config.logs().retention()).isEqualTo(Duration.ofDays(5));
    assertThat(config.traces().retention()).isEqualTo(Duration.ofDays(6));
  }

  @Test
  void wrongValuesNameTheirKey() {
    assertThatThrownBy(() ->
            read(Map.of("logs", Map.of("retention_rules", List.of("service=audit"))), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "logs.retention_rules: \"service=audit\""
                + " (expected: a filter and whole days, such as service=audit: 90d)");
    assertThatThrownBy(() -> read(Map.of("logs", Map.of("retention", "3h")), Map.of()))
        .hasMessageContaining("logs.retention: ");
    assertThatThrownBy(() -> read(Map.of("storage", Map.of("disk_high_percent", 0)), Map.of()))
        .hasMessage("storage.disk_high_percent: 0 (expected: 1 to 100)");
  }
}
