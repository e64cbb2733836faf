package dev.clew.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts what a set of expectations is made of, so that {@code ./clew conformance} can say of each
 * set how much of it holds. The property {@value #PROPERTY} names the directory for the counts;
 * without it nothing is counted.
 */
public final class Conformance {
  static final String PROPERTY = "clew.conformance";

  private static final Map<String, long[]> COUNTS = new TreeMap<>();

  private Conformance() {}

  /** One expectation; may fail as assertions do. */
  @FunctionalInterface
  public interface Expectation {
    void hold() throws IOException;
  }

  /** Counts an expectation of a set, and lets its failure pass. */
  public static void expect(String set, Expectation expectation) throws IOException {
    boolean held = false;
    try {
      expectation.hold();
      held = true;
    } finally {
      count(set, held ? 1 : 0, held ? 0 : 1);
    }
  }

  /** Counts expectations that were looked at elsewhere. */
  public static synchronized void count(String set, long passed, long failed) {
    String directory = System.getProperty(PROPERTY);
    if (directory == null) {
      return;
    }
    if (COUNTS.isEmpty()) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> write(Path.of(directory))));
    }
    long[] counts = COUNTS.computeIfAbsent(set, s -> new long[2]);
    counts[0] += passed;
    counts[1] += failed;
  }

  /** A line per set: its name, how many passed and how many failed, with tabs between. */
  private static synchronized void write(Path directory) {
    StringBuilder lines = new StringBuilder();
    COUNTS.forEach((set, n) ->
        lines.append(set).append('\t').append(n[0]).append('\t').append(n[1]).append('\n'));
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve(ProcessHandle.current().pid() + ".tsv"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
