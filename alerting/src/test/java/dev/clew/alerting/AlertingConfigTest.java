package dev.clew.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.alerting.notify.WebhookConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertingConfigTest {
  @Test
  void defaultsAreUsable() {
    AlertingConfig config = AlertingConfig.defaults(Path.of("data"));
    assertThat(config.rules()).isEqualTo(Path.of("data/rules"));
    assertThat(config.interval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.notifications().groupBy()).containsExactly("alertname");
    assertThat(config.notifications().webhook().urls()).isEmpty();
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> webhook(List.of("example.org/hook"), "", ""))
        .hasMessage(
            "urls: \"example.org/hook\" (expected: an address such as https://example.org/hook)");
    assertThatThrownBy(() -> webhook(List.of(), "token", "user"))
        .hasMessage("username: set beside bearer_token (expected: one of the two)");
  }

  @Test
  void secretsAreNotShown() {
    assertThat(webhook(List.of("https://example.org/with-token"), "token", "").toString())
        .doesNotContain("token");
  }

  private static WebhookConfig webhook(List<String> urls, String token, String user) {
    return new WebhookConfig(urls, "ops", true, Duration.ofSeconds(1), token, user, "");
  }
}
