package dev.clew.alerting.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.alerting.FakeMetrics;
import dev.clew.alerting.duration.PrometheusDuration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

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

  @FuzzTest
  void duration(byte[] bytes) {
    try {
      Duration duration = PrometheusDuration.parse(new String(bytes, StandardCharsets.UTF_8));
      assertThat(PrometheusDuration.parse(PrometheusDuration.format(duration))).isEqualTo(duration);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }
}
