package dev.clew.metricsstore.promql.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.testkit.Conformance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Runs the scripts in {@code src/test/resources/promql}, and any directory it is pointed at. */
class PromqlScriptTest {
  @TestFactory
  Stream<DynamicTest> scripts() throws IOException {
    return tests(Path.of("src/test/resources/promql"));
  }

  /** {@code -Dclew.promqltest=DIR} runs the scripts there. */
  @TestFactory
  @EnabledIfSystemProperty(named = "clew.promqltest", matches = ".+")
  Stream<DynamicTest> otherScripts() throws IOException {
    return tests(Path.of(System.getProperty("clew.promqltest")));
  }

  private static Stream<DynamicTest> tests(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".test"))
          .sorted()
          .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> run(file)))
          .toList()
          .stream();
    }
  }

  private static void run(Path file) {
    try {
      List<PromqlScript.Outcome> outcomes = PromqlScript.run(file);
      List<PromqlScript.Outcome> failed =
          outcomes.stream().filter(outcome -> !outcome.failure().isEmpty()).toList();
      Conformance.count("PromQL", outcomes.size() - failed.size(), failed.size());
      assertThat(failed)
          .as("%s: %d of %d passed", file, outcomes.size() - failed.size(), outcomes.size())
          .isEmpty();
      assertThat(outcomes).isNotEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
