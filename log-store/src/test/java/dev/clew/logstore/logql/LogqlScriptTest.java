package dev.clew.logstore.logql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the scripts in {@code src/test/resources/logql}. */
class LogqlScriptTest {
  @TempDir Path directory;

  static Stream<String> scripts() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/logql"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".test"))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static List<String> read(String script) {
    try {
      return Files.readAllLines(Path.of("src/test/resources/logql", script));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void inMemory(String script) throws IOException {
    new LogqlScript(read(script)).run(directory, false);
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void onDisk(String script) throws IOException {
    new LogqlScript(read(script)).run(directory, true);
  }
}
