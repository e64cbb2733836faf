package dev.clew.alerting.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.alerting.FakeMetrics;
import java.nio.charset.StandardCharsets;

/** A rule file is read, or all its faults are named. */
class RuleFileFuzzTest {
  private final RuleFileParser parser =
      new RuleFileParser((language, text) -> new FakeMetrics().check(text));

  @FuzzTest
  void file(byte[] bytes) {
    try {
      RuleFile file = parser.parse("f.yml", new String(bytes, StandardCharsets.UTF_8));
      assertThat(file.groups()).allSatisfy(group -> assertThat(group.name()).isNotEmpty());
    } catch (RuleFileException e) {
      assertThat(e.errors()).isNotEmpty();
      assertThat(e.getMessage()).startsWith("f.yml");
    }
  }
}
