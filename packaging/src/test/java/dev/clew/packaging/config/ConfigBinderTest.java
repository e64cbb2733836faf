package dev.clew.packaging.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigBinderTest {
  enum Sync {
    NONE,
    INTERVAL
  }

  record Inner(int grpcPort, Duration every, long maxBytes, Sync sync, List<String> keys) {
    Inner {
      if (grpcPort < 0) {
        throw new IllegalArgumentException("grpc_port: " + grpcPort + " (expected: >= 0)");
      }
    }
  }

  record Outer(String name, Inner inner) {}

  static final Outer DEFAULTS =
      new Outer(
          "clew", new Inner(4317, Duration.ofMillis(200), 1 << 20, Sync.INTERVAL, List.of("a")));

  private static Outer bind(Map<String, Object> file, Map<String, String> environment) {
    return new ConfigBinder(file, environment).bind(DEFAULTS);
  }

  @Test
  void theEnvironmentWinsOverTheFileAndTheFileOverTheDefault() {
    Outer bound =
        bind(
            Map.of("inner", Map.of("grpc_port", 1, "every", "5m", "max_bytes", "2GiB")),
            Map.of("CLEW_INNER_GRPC_PORT", "2", "PATH", "/bin"));
    assertThat(bound.inner().grpcPort()).isEqualTo(2);
    assertThat(bound.inner().every()).isEqualTo(Duration.ofMinutes(5));
    assertThat(bound.inner().maxBytes()).isEqualTo(2L << 30);
    assertThat(bound.name()).isEqualTo("clew");
  }

  @Test
  void listsAreYamlListsOrTextSplitAtSemicolons() {
    assertThat(bind(Map.of("inner", Map.of("keys", List.of("x", "y"))), Map.of()).inner().keys())
        .containsExactly("x", "y");
    assertThat(bind(Map.of(), Map.of("CLEW_INNER_KEYS", "x=1,2; y")).inner().keys())
        .containsExactly("x=1,2", "y");
  }

  @Test
  void anUnknownKeyNamesTheNearest() {
    assertThatThrownBy(() -> bind(Map.of("inner", Map.of("grpc_prot", 1)), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage("inner.grpc_prot: unknown key (did you mean inner.grpc_port?)");
    assertThatThrownBy(() -> bind(Map.of(), Map.of("CLEW_INNER_SYNK", "none")))
        .hasMessage("CLEW_INNER_SYNK: unknown variable (did you mean CLEW_INNER_SYNC?)");
  }

  @Test
  void aWrongValueSaysWhatWasExpected() {
    assertThatThrownBy(() -> bind(Map.of("inner", Map.of("every", "soon")), Map.of()))
        .hasMessageContaining("inner.every: \"soon\" (expected: a duration");
    assertThatThrownBy(() -> bind(Map.of(), Map.of("CLEW_INNER_SYNC", "maybe")))
        .hasMessage("CLEW_INNER_SYNC (inner.sync): \"maybe\" (expected: one of none, interval)");
    assertThatThrownBy(() -> bind(Map.of("inner", Map.of("grpc_port", -1)), Map.of()))
        .hasMessage("inner.grpc_port: -1 (expected: >= 0)");
    assertThatThrownBy(() -> bind(Map.of("inner", 3), Map.of()))
        .hasMessageContaining("expected: a section");
  }

  @Test
  void defaultsAreWrittenAsOneWouldTypeThem() {
    ConfigBinder binder = new ConfigBinder(Map.of(), Map.of());
    binder.bind(DEFAULTS);
    assertThat(binder.defaults())
        .containsEntry("inner.max_bytes", "1MiB")
        .containsEntry("inner.every", "200ms")
        .containsEntry("inner.sync", "interval")
        .containsEntry("inner.keys", "[a]");
  }

  @Test
  void aBrokenFileNamesLineAndColumn(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("clew.yml"), "a: 1\na: 2\n");
    assertThatThrownBy(() -> ConfigFile.read(file))
        .hasMessageContaining("clew.yml:2:")
        .hasMessageContaining("uplicate");
  }
}
