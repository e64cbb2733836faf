package dev.clew.metricsstore.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Names in paths. */
class NamesFuzzTest {
  @FuzzTest
  void unescaped(byte[] bytes) {
    String name = new String(bytes, StandardCharsets.UTF_8);
    assertThat(EscapedNames.unescaped(name).length()).isLessThanOrEqualTo(name.length());
  }
}
