package dev.clew.alerting.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.alerting.rule.Rule;
import dev.clew.model.Labels;
import dev.clew.notation.PrometheusDuration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs {@code alert-states.test}. */
class AlertStatesTest {
  @TestFactory
  Stream<DynamicTest> script() throws IOException {
    String text =
        new String(
            AlertStatesTest.class.getResourceAsStream("alert-states.test").readAllBytes(),
            StandardCharsets.UTF_8);
    List<List<String>> cases = new ArrayList<>();
    for (String line : text.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).toList()) {
      if (line.startsWith("rule")) {
        cases.add(new ArrayList<>());
      }
      cases.getLast().add(line);
    }
    return cases.stream()
        .map(lines -> DynamicTest.dynamicTest(String.join(" / ", lines), () -> run(lines)));
  }

  private static void run(List<String> lines) {
    List<String> header = Arrays.asList(lines.getFirst().split(" +"));
    Rule.Alerting rule =
        new Rule.Alerting(
            "A", "x", option(header, "for"), option(header, "keep"), Map.of(), Map.of());
    int limit = header.contains("limit") ? Integer.parseInt(header.getLast()) : 0;
    Map<Labels, Alert> alerts = Map.of();
    for (String line : lines.subList(1, lines.size())) {
      String[] sides = line.split("=>", 2);
      List<String> words = Arrays.asList(sides[0].strip().split(" +"));
      Instant time = Instant.EPOCH.plus(PrometheusDuration.parse(words.getFirst()));
      Map<Labels, Alert> seen = new TreeMap<>();
      for (String name : words.subList(1, words.size())) {
        Labels labels = Labels.of("series", name);
        seen.put(labels, Alert.pending(labels, Map.of(), 1, time));
      }
      String expected = sides[1].strip();
      Map<Labels, Alert> before = alerts;
      if (expected.startsWith("error ")) {
        assertThatThrownBy(() -> AlertStates.next(rule, limit, before, seen, time))
            .as(line)
            .hasMessage(expected.substring(6));
        continue;
      }
      alerts = AlertStates.next(rule, limit, before, seen, time);
      String[] states = expected.isEmpty() ? new String[0] : expected.split(" +");
      assertThat(alerts.values().stream().map(AlertStatesTest::show))
          .as(line)
          .containsExactlyInAnyOrder(states);
    }
  }

  private static Duration option(List<String> header, String name) {
    int at = header.indexOf(name);
    return at < 0 ? Duration.ZERO : PrometheusDuration.parse(header.get(at + 1));
  }

  private static String show(Alert alert) {
    boolean resolved = alert.state() == AlertState.INACTIVE;
    assertThat(alert.resolvedAt() != null).isEqualTo(resolved);
    return alert.labels().get("series") + ":" + (resolved ? "resolved" : alert.state().id());
  }
}
