package dev.clew.metricsstore.promql.script;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs the scripts of a directory and says of each file what passed; {@code ./clew test-promql}.
 */
public final class PromqlScripts {
  private PromqlScripts() {}

  /** Exits with 1 when an evaluation failed, with 2 when there is nothing to run. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1 || !Files.isDirectory(Path.of(arguments[0]))) {
      System.err.println(
          "usage: ./clew test-promql DIR (a directory with files that end in .test)");
      System.exit(2);
    }
    int[] totals = run(Path.of(arguments[0]), System.out);
    System.exit(totals[0] + totals[1] == 0 ? 2 : totals[1] > 0 ? 1 : 0);
  }

  /** Returns how many evaluations passed and how many failed. */
  static int[] run(Path directory, PrintStream out) throws IOException {
    List<Path> files;
    try (Stream<Path> listed = Files.list(directory)) {
      files = listed.filter(file -> file.toString().endsWith(".test")).sorted().toList();
    }
    int[] totals = new int[2];
    for (Path file : files) {
      int passed = 0;
      int failed = 0;
      StringBuilder problems = new StringBuilder();
      try {
        for (PromqlScript.Outcome outcome : PromqlScript.run(file)) {
          if (outcome.failure().isEmpty()) {
            passed++;
          } else {
            failed++;
            problems.append(
                "  line %d: %s%n    %s%n"
                    .formatted(outcome.line(), outcome.expression(), outcome.failure()));
          }
        }
      } catch (RuntimeException e) {
        failed++;
        problems.append("  cannot be read: ").append(e.getMessage()).append('\n');
      }
      out.printf("%-40s %5d passed %5d failed%n", file.getFileName(), passed, failed);
      out.print(problems);
      totals[0] += passed;
      totals[1] += failed;
    }
    out.printf("%-40s %5d passed %5d failed%n", files.size() + " files", totals[0], totals[1]);
    return totals;
  }
}
