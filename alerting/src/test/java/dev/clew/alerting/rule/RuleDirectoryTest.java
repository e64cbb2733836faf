package dev.clew.alerting.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.alerting.FakeMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleDirectoryTest {
  private static final String GOOD = "groups: [{name: a, rules: [{alert: A, expr: x}]}]";

  @TempDir Path directory;

  private RuleDirectory open(Path path) {
    return new RuleDirectory(
        path, new RuleFileParser((language, text) -> new FakeMetrics().check(text)));
  }

  @Test
  void noticesWhatChanges() throws IOException {
    RuleDirectory rules = open(directory);
    assertThat(rules.poll()).isFalse();
    Files.writeString(directory.resolve("a.yml"), GOOD);
    Files.writeString(directory.resolve("b.yaml"), GOOD);
    Files.writeString(directory.resolve("readme.txt"), "no rules");
    assertThat(rules.poll()).isTrue();
    assertThat(rules.files()).extracting(RuleFile::name).containsExactly("a.yml", "b.yaml");
    assertThat(rules.poll()).isFalse();
    Files.delete(directory.resolve("b.yaml"));
    assertThat(rules.poll()).isTrue();
    assertThat(rules.files()).hasSize(1);
  }

  @Test
  void aBrokenFileKeepsWhatItLastSaid() throws IOException {
    RuleDirectory rules = open(directory);
    Path file = Files.writeString(directory.resolve("a.yml"), GOOD);
    rules.poll();
    Files.writeString(file, "groups: [{nam: a}]");
    assertThat(rules.poll()).isTrue();
    assertThat(rules.files().getFirst().groups()).hasSize(1);
    assertThat(rules.errors()).hasSizeGreaterThanOrEqualTo(1);
    assertThat(rules.errors().getFirst().line()).isEqualTo(1);
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 'a'});
    assertThat(rules.poll()).isTrue();
    assertThat(rules.errors().getFirst().message()).contains("UTF-8");
    Files.writeString(file, GOOD);
    assertThat(rules.poll()).isTrue();
    assertThat(rules.errors()).isEmpty();
  }

  @Test
  void aDirectoryThatIsNotThereHasNoRules() {
    RuleDirectory rules = open(directory.resolve("none"));
    assertThat(rules.poll()).isFalse();
    assertThat(rules.files()).isEmpty();
    assertThat(rules.errors()).isEmpty();
  }
}
