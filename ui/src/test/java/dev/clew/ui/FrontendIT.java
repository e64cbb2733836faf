package dev.clew.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Runs the tests written in TypeScript with the Node of the build: of the shared functions, and of
 * the main paths in Chromium against the fixture. Their own output is the message of a failure.
 */
class FrontendIT {

  private static final Path TESTS = Path.of("src/test/frontend");
  private static final Path CHROMIUM =
      Path.of(System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium"));

  @Test
  void sharedFunctions() throws Exception {
    try (Stream<Path> files = Files.list(TESTS.resolve("unit"))) {
      run(Map.of(), files.map(TESTS::relativize).map(Path::toString).sorted().toList());
    }
  }

  @Test
  void mainPathsInChromium() throws Exception {
    assumeTrue(Files.isExecutable(CHROMIUM), CHROMIUM + " is not there; CHROMIUM names another");
    assumeTrue(
        Files.isDirectory(TESTS.resolve("node_modules/playwright-core")),
        "playwright-core is not installed");
    try (FixtureServer shop = FixtureServer.start(0, FixtureApi.shop());
        FixtureServer empty = FixtureServer.start(0, FixtureApi.nothingReceived())) {
      run(
          Map.of("SHOP", shop.address(), "EMPTY", empty.address()),
          List.of("browser/paths.test.mjs", "browser/logs.test.mjs", "browser/metrics.test.mjs"));
    }
  }

  private static void run(Map<String, String> environment, List<String> files)
      throws IOException, InterruptedException {
    String node = System.getProperty("node.folder") + "/node";
    assumeTrue(Files.isExecutable(Path.of(node)), node + " is not there; tools/node.sh fetches it");
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(Stream.of(node, "--test", "--test-reporter=spec"), files.stream())
                .toList());
    builder.directory(TESTS.toFile()).redirectErrorStream(true).environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
