package dev.clew.benchmarks.baseline;

import dev.clew.benchmarks.CommandLine;
import dev.clew.benchmarks.Directories;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Compares the candidates on a corpus: each runs several times, in turn, every time in a process of
 * its own with the same heap. Printed are medians, least and greatest in brackets, and the ratio of
 * the medians.
 */
public final class Baseline {
  private static final List<String> CANDIDATES = List.of("lucene", "clew");

  private Baseline() {}

  public static void main(String... arguments) throws IOException, InterruptedException {
    CommandLine line = CommandLine.parse(arguments);
    if (!line.has("--corpus")) {
      System.err.println(
          "usage: baseline --corpus DIR [--records N] [--repeat 3] [--warm-up 100k] [--dir DIR]");
      System.exit(2);
    }
    String corpus = line.required("--corpus");
    String records = line.text("--records", Long.toString(Long.MAX_VALUE));
    String warmUp = line.text("--warm-up", "100k");
    long repeat = line.number("--repeat", 3);
    Path given = Path.of(line.text("--dir", System.getProperty("java.io.tmpdir")));
    line.refuseUnknown();
    Path scratch = Files.createTempDirectory(Files.createDirectories(given), "baseline");
    List<Measured> lucene = new ArrayList<>();
    List<Measured> clew = new ArrayList<>();
    try {
      for (int i = 0; i < repeat; i++) {
        for (String candidate : CANDIDATES) {
          Path directory = scratch.resolve(candidate);
          List<String> options =
              List.of(
                  "--candidate",
                  candidate,
                  "--corpus",
                  corpus,
                  "--records",
                  records,
                  "--warm-up",
                  warmUp,
                  "--dir",
                  directory.toString());
          (candidate.equals(CANDIDATES.getFirst()) ? lucene : clew).add(run(options));
          Directories.delete(directory);
        }
      }
    } finally {
      Directories.delete(scratch);
    }
    print(lucene, clew);
  }

  private static Measured run(List<String> options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(OneRun.class.getName());
    command.addAll(options);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Measured measured;
    try (BufferedReader output = process.inputReader()) {
      measured = Measured.read(output);
    }
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException("a run ended with code " + code + ": " + options);
    }
    return measured;
  }

  private static void print(List<Measured> lucenes, List<Measured> clews) {
    System.out.printf(
        "| | one document per record | Clew | record-wise / Clew |%n|---|---|---|---|%n");
    for (String name : lucenes.getFirst().figures().keySet()) {
      double[] lucene = sorted(lucenes, name);
      double[] clew = sorted(clews, name);
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %s | %.2f |%n",
          name,
          spread(lucene),
          spread(clew),
          median(lucene) / median(clew));
    }
  }

  private static double[] sorted(List<Measured> runs, String name) {
    return runs.stream()
        .mapToDouble(run -> run.figures().getOrDefault(name, 0.0))
        .sorted()
        .toArray();
  }

  private static double median(double[] sorted) {
    return sorted[sorted.length / 2];
  }

  private static String spread(double[] sorted) {
    double median = median(sorted);
    String format = median >= 1000 ? "%,.0f" : "%,.2f";
    return String.format(
        Locale.ROOT,
        format + " (" + format + "–" + format + ")",
        median,
        sorted[0],
        sorted[sorted.length - 1]);
  }
}
