package dev.clew.ui;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownPathsTest {
  private final KnownPaths paths = new KnownPaths(UiServer.VIEWS);

  @ParameterizedTest
  @ValueSource(
      strings = {"", "logs", "services", "services/a%20b", "c/7f3a", "c/order.id/7f3a", "targets"})
  void pages(String path) {
    assertThat(paths.isPage(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/x",
        "/",
        "nothing",
        "logs;jsessionid=a",
        "services/",
        "c/a/b/c",
        "Logs",
        "?",
        "logs/x"
      })
  void noPages(String path) {
    assertThat(paths.isPage(path)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nope.js", "../x", "a/b.js", "..", "%2e%2e"})
  void noFiles(String name) {
    assertThat(paths.isBundled(name)).isFalse();
  }
}
