package dev.clew.collector.scrape.relabel;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A rule is refused with the key that is wrong, or applied without a fault. */
class RelabelRuleFuzzTest {
  /** Lines: action, source labels, separator, regex, target, replacement, modulus, then values. */
  @FuzzTest
  void rule(byte[] bytes) {
    String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", 9);
    RelabelAction action =
        RelabelAction.byId(line(lines, 0)).orElse(RelabelAction.values()[bytes.length % 11]);
    List<String> sources =
        line(lines, 1).isEmpty() ? List.of() : List.of(line(lines, 1).split(","));
    RelabelRule.Texts texts =
        new RelabelRule.Texts(
            line(lines, 2).isEmpty() ? RelabelRule.SEPARATOR : line(lines, 2),
            line(lines, 3).isEmpty() ? RelabelRule.REGEX : line(lines, 3),
            line(lines, 4),
            line(lines, 5).isEmpty() ? RelabelRule.REPLACEMENT : line(lines, 5));
    RelabelRule rule;
    try {
      rule = RelabelRule.of(action, sources, texts, line(lines, 6).length());
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage())
          .matches("(?s)(regex|modulus|target_label|replacement|separator|source_labels): .*");
      return;
    }
    MutableLabels labels =
        new MutableLabels(
            Map.of("__address__", "a:80", "job", line(lines, 7), "__meta_x", line(lines, 8)));
    RelabelRule.apply(List.of(rule), labels);
    assertThat(labels.toMap().values()).allSatisfy(value -> assertThat(value).isNotEmpty());
  }

  private static String line(String[] lines, int number) {
    return number < lines.length ? lines[number] : "";
  }
}
