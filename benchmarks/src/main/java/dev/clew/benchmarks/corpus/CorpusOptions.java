package dev.clew.benchmarks.corpus;

import java.time.Instant;

/**
 * What a log corpus is like.
 *
 * @param records at least so many; the last requests are sent whole
 * @param instances of each service
 * @param jsonShare of the lines that have a structured body
 * @param stackShare of the lines that hold a stack trace; as many errors again have none
 * @param warnShare of the lines that are warnings
 * @param backgroundShare of the lines that belong to no request and carry no trace
 * @param recordsPerSecond of the corpus's own time
 * @param batch records of an export request
 * @param start time of the first line
 */
public record CorpusOptions(
    long records,
    long seed,
    int services,
    int instances,
    double jsonShare,
    double stackShare,
    double warnShare,
    double backgroundShare,
    int recordsPerSecond,
    int batch,
    Instant start) {
  public CorpusOptions {
    atLeastOne("records", records);
    atLeastOne("services", services);
    atLeastOne("instances", instances);
    atLeastOne("rate", recordsPerSecond);
    atLeastOne("batch", batch);
    share("json-share", jsonShare);
    share("stack-share", stackShare);
    share("warn-share", warnShare);
    share("background-share", backgroundShare);
  }

  public static CorpusOptions of(long records, long seed) {
    return of(
        dev.clew.benchmarks.CommandLine.parse(
            "--records", Long.toString(records), "--seed", Long.toString(seed)));
  }

  static CorpusOptions of(dev.clew.benchmarks.CommandLine line) {
    return new CorpusOptions(
        line.number("--records", 1_000_000),
        line.number("--seed", 1),
        (int) line.number("--services", 30),
        (int) line.number("--instances", 3),
        line.share("--json-share", 0.1),
        line.share("--stack-share", 0.01),
        line.share("--warn-share", 0.05),
        line.share("--background-share", 0.12),
        (int) line.number("--rate", 5_000),
        (int) line.number("--batch", 500),
        Instant.parse(line.text("--start", "2026-01-05T00:00:00Z")));
  }

  private static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
    }
  }

  private static void share(String name, double value) {
    if (!(value >= 0 && value <= 0.5)) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: 0 to 0.5)");
    }
  }
}
