package dev.clew.packaging.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {
  private static HttpConfig config(String publicUrl, String... names) {
    return new HttpConfig(
        "127.0.0.1", 0, Duration.ofSeconds(1), 1, publicUrl, List.of(names), List.of(), List.of());
  }

  private static boolean allows(HttpConfig config, String written) {
    Authority host = Authority.parse(written);
    return host != null && config.hosts().allows(host);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3:8080",
        "[::1]",
        "[2001:DB8::1]:8080",
        "localhost",
        "LOCALHOST:8080",
        "localhost.:8080",
        "clew",
        "clew:8080",
        "my_box",
        "nas.local",
        "Clew.LAN",
        "clew.prod.internal.",
        "box.home.arpa",
        "app.localhost",
        "clew.monitoring.svc.cluster.local:8080"
      })
  void whatNobodyCanRegisterPasses(String written) {
    assertThat(allows(config(""), written)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "attacker.example",
        "attacker.example:8080",
        "127.0.0.1.nip.io",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "0x7f.0.0.1",
        "local.attacker.example",
        "notlocal.evil",
        "xlocal.example",
        "localhost.attacker.example"
      })
  void whatAnybodyCanRegisterDoesNot(String written) {
    assertThat(Authority.parse(written)).isNotNull();
    assertThat(allows(config(""), written)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        ".local",
        "a..local",
        "user@localhost",
        "localhost@attacker.example",
        "localhost:",
        "localhost:x",
        "localhost:99999",
        "localhost:80:80",
        "localhost, attacker.example",
        "localhost attacker.example",
        "localhost/x",
        "localhost\\.attacker.example",
        "localhost%00",
        "localhost#",
        "http://localhost",
        "[::1",
        "::1",
        "[localhost]",
        "[::1]x",
        "bücher.example"
      })
  void whatIsNoHostIsNotUnderstood(String written) {
    assertThat(Authority.parse(written)).isNull();
  }

  @Test
  void theConfigurationAddsNames() {
    HttpConfig config =
        config(
            "https://clew.example.org:8443/ui",
            "Logs.Example.org",
            "*.team.example",
            "bücher.example");
    assertThat(allows(config, "clew.example.org")).isTrue();
    assertThat(allows(config, "CLEW.example.org.:8443")).isTrue();
    assertThat(allows(config, "logs.example.org")).isTrue();
    assertThat(allows(config, "a.team.example")).isTrue();
    assertThat(allows(config, "xn--bcher-kva.example")).isTrue();
    assertThat(allows(config, "team.example")).isFalse();
    assertThat(allows(config, "xteam.example")).isFalse();
    assertThat(allows(config, "x.clew.example.org")).isFalse();
    assertThat(config.publicOrigin()).isEqualTo(new WebOrigin("https", "clew.example.org", 8443));
  }

  @Test
  void wrongKeysSayWhatIsExpected() {
    assertThatThrownBy(() -> config("clew.example.org")).hasMessageContaining("public_url");
    assertThatThrownBy(() -> config("https://clew/")).hasMessageContaining("without / at the end");
    assertThatThrownBy(() -> config("", "https://clew")).hasMessageContaining("allowed_hosts");
    assertThatThrownBy(() -> config("", "clew:8080")).hasMessageContaining("allowed_hosts");
    assertThatThrownBy(() -> config("", "*")).hasMessageContaining("allowed_hosts");
    assertThatThrownBy(() ->
            new HttpConfig("", 0, Duration.ofSeconds(1), 1, "", List.of(), List.of("*"), List.of()))
        .hasMessageContaining("cors_origins: \"*\" (expected: an origin");
  }
}
