package dev.clew.collector.scrape.relabel;

import static dev.clew.collector.scrape.relabel.RelabelAction.DROP;
import static dev.clew.collector.scrape.relabel.RelabelAction.DROPEQUAL;
import static dev.clew.collector.scrape.relabel.RelabelAction.HASHMOD;
import static dev.clew.collector.scrape.relabel.RelabelAction.KEEP;
import static dev.clew.collector.scrape.relabel.RelabelAction.KEEPEQUAL;
import static dev.clew.collector.scrape.relabel.RelabelAction.LABELDROP;
import static dev.clew.collector.scrape.relabel.RelabelAction.LABELKEEP;
import static dev.clew.collector.scrape.relabel.RelabelAction.LABELMAP;
import static dev.clew.collector.scrape.relabel.RelabelAction.LOWERCASE;
import static dev.clew.collector.scrape.relabel.RelabelAction.REPLACE;
import static dev.clew.collector.scrape.relabel.RelabelAction.UPPERCASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.collector.scrape.relabel.RelabelRule.Texts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each action of relabelling. */
class RelabelRuleTest {
  private static final Map<String, String> LABELS =
      Map.of("a", "foo", "b", "bar", "c", "Baz", "__meta_k8s_pod", "p1");

  /** What is left of the labels; "dropped" when nothing. */
  private static String apply(
      RelabelAction action, List<String> sources, Texts texts, long modulus) {
    MutableLabels labels = new MutableLabels(new TreeMap<>(LABELS));
    RelabelRule rule = RelabelRule.of(action, sources, texts, modulus);
    return RelabelRule.apply(List.of(rule), labels) ? labels.toString() : "dropped";
  }

  private static Texts texts(String regex, String target, String replacement) {
    return Texts.DEFAULTS.withRegex(regex).withTarget(target).withReplacement(replacement);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "f(.*)|d|x${1}y|xooy",
        "f(.*)|d|$1|oo",
        "f(?P<rest>.*)|d|${rest}-$rest|oo-oo",
        "f(.*)|d|$1x|''",
        "f(.*)|d|$$1|$1",
        "f(.*)|d|a$|a$",
        "f(.*)|d|${1|${1",
        "f|d|no|''",
        "(.*)|d_$1|v|''",
      })
  void replaces(String regex, String target, String replacement, String value) {
    MutableLabels labels = new MutableLabels(LABELS);
    RelabelRule.of(REPLACE, List.of("a"), texts(regex, target, replacement), 0).apply(labels);
    assertThat(labels.get("d")).isEqualTo(value);
  }

  @Test
  void replaceJoinsSourcesAndSetsTargetsByTemplate() {
    Texts joined = new Texts(",", "(.*),(.*)", "${1}_x", "$2");
    assertThat(apply(REPLACE, List.of("a", "b"), joined, 0)).contains("foo_x=bar");
  }

  @Test
  void anEmptyResultRemovesTheTarget() {
    assertThat(apply(REPLACE, List.of("a"), texts("foo", "b", ""), 0)).doesNotContain("b=");
  }

  @Test
  void regexesMatchTheWholeTextNewlinesIncluded() {
    MutableLabels labels = new MutableLabels(Map.of("a", "x\ny"));
    assertThat(RelabelRule.of(KEEP, List.of("a"), Texts.DEFAULTS.withRegex("x.y"), 0).apply(labels))
        .isTrue();
    assertThat(RelabelRule.of(KEEP, List.of("a"), Texts.DEFAULTS.withRegex("x|z"), 0).apply(labels))
        .isFalse();
  }

  @Test
  void keepsAndDrops() {
    assertThat(apply(KEEP, List.of("a"), Texts.DEFAULTS.withRegex("foo"), 0))
        .isNotEqualTo("dropped");
    assertThat(apply(KEEP, List.of("a"), Texts.DEFAULTS.withRegex("fo"), 0)).isEqualTo("dropped");
    assertThat(apply(DROP, List.of("a", "b"), Texts.DEFAULTS.withRegex("foo;bar"), 0))
        .isEqualTo("dropped");
    assertThat(apply(DROP, List.of("none"), Texts.DEFAULTS.withRegex(".+"), 0))
        .isNotEqualTo("dropped");
  }

  @Test
  void comparesLabels() {
    assertThat(apply(KEEPEQUAL, List.of("a"), Texts.DEFAULTS.withTarget("b"), 0))
        .isEqualTo("dropped");
    assertThat(apply(KEEPEQUAL, List.of("a"), Texts.DEFAULTS.withTarget("a"), 0))
        .isNotEqualTo("dropped");
    assertThat(apply(DROPEQUAL, List.of("a"), Texts.DEFAULTS.withTarget("a"), 0))
        .isEqualTo("dropped");
    assertThat(apply(DROPEQUAL, List.of("a"), Texts.DEFAULTS.withTarget("b"), 0))
        .isNotEqualTo("dropped");
  }

  /** The figures come from Prometheus' own test of hashmod. */
  @Test
  void hashesAsPrometheus() {
    MutableLabels labels = new MutableLabels(Map.of("a", "foo", "b", "bar", "c", "baz"));
    RelabelRule.of(HASHMOD, List.of("c"), Texts.DEFAULTS.withTarget("d"), 1000).apply(labels);
    assertThat(labels.get("d")).isEqualTo("976");
  }

  @Test
  void mapsDropsAndKeepsByName() {
    assertThat(apply(LABELMAP, List.of(), Texts.DEFAULTS.withRegex("__meta_k8s_(.+)"), 0))
        .contains("pod=p1")
        .contains("__meta_k8s_pod=p1");
    assertThat(apply(LABELMAP, List.of(), texts("(b)", "", "${1}_copy"), 0)).contains("b_copy=bar");
    assertThat(apply(LABELDROP, List.of(), Texts.DEFAULTS.withRegex("__meta.*|b"), 0))
        .isEqualTo("{a=foo, c=Baz}");
    assertThat(apply(LABELKEEP, List.of(), Texts.DEFAULTS.withRegex("a|c"), 0))
        .isEqualTo("{a=foo, c=Baz}");
  }

  @Test
  void changesCase() {
    assertThat(apply(LOWERCASE, List.of("c"), Texts.DEFAULTS.withTarget("c"), 0)).contains("c=baz");
    assertThat(apply(UPPERCASE, List.of("c"), Texts.DEFAULTS.withTarget("d"), 0)).contains("d=BAZ");
  }

  @Test
  void rulesRunInOrderUntilOneDrops() {
    MutableLabels labels = new MutableLabels(LABELS);
    List<RelabelRule> rules =
        List.of(
            RelabelRule.of(REPLACE, List.of("a"), texts("(.*)", "t", "$1"), 0),
            RelabelRule.of(DROP, List.of("t"), Texts.DEFAULTS.withRegex("foo"), 0));
    assertThat(RelabelRule.apply(rules, labels)).isFalse();
  }

  @Test
  void refusesRulesThatMeanNothing() {
    assertThatThrownBy(
            () -> RelabelRule.of(HASHMOD, List.of("a"), Texts.DEFAULTS.withTarget("b"), 0))
        .hasMessage("modulus: 0 (expected: more than 0 for hashmod)");
    assertThatThrownBy(() -> RelabelRule.of(REPLACE, List.of("a"), Texts.DEFAULTS, 0))
        .hasMessageStartingWith("target_label: \"\"");
    assertThatThrownBy(() -> RelabelRule.of(LABELDROP, List.of("a"), Texts.DEFAULTS, 0))
        .hasMessage("source_labels: has no meaning with the action labeldrop");
    assertThatThrownBy(() -> RelabelRule.of(LOWERCASE, List.of("a"), texts("(.*)", "b", "x"), 0))
        .hasMessageStartingWith("replacement: ");
    assertThatThrownBy(() -> RelabelRule.of(KEEP, List.of("a"), Texts.DEFAULTS.withRegex("("), 0))
        .hasMessageStartingWith("regex: ");
  }
}
