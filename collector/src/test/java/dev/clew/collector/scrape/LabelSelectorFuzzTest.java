package dev.clew.collector.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Matchers of targets are read, or refused with their place. */
class LabelSelectorFuzzTest {
  @FuzzTest
  void selector(byte[] bytes) {
    try {
      LabelSelector.parse(new String(bytes, StandardCharsets.UTF_8))
          .matches(Map.of("job", "shop", "instance", "a:80"));
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).startsWith("match_target");
    }
  }
}
