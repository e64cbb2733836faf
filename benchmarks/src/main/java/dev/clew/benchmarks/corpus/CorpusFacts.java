package dev.clew.benchmarks.corpus;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What is known of a corpus.
 *
 * @param otlpBytes of its messages, uncompressed
 * @param bodyBytes of the bodies alone, as text
 * @param traceIds some that occur, lower-case hex
 */
public record CorpusFacts(
    long records,
    long requests,
    long otlpBytes,
    long bodyBytes,
    long firstNanos,
    long lastNanos,
    List<String> traceIds,
    List<String> orderIds,
    List<String> requestIds) {
  private static final String FILE = "corpus.properties";

  void write(Path directory, String options) throws IOException {
    TreeMap<String, String> sorted = new TreeMap<>();
    sorted.put("options", options);
    sorted.put("records", Long.toString(records));
    sorted.put("requests", Long.toString(requests));
    sorted.put("otlp_bytes", Long.toString(otlpBytes));
    sorted.put("body_bytes", Long.toString(bodyBytes));
    sorted.put("first_nanos", Long.toString(firstNanos));
    sorted.put("last_nanos", Long.toString(lastNanos));
    sorted.put("sample.trace_id", String.join(",", traceIds));
    sorted.put("sample.order_id", String.join(",", orderIds));
    sorted.put("sample.request_id", String.join(",", requestIds));
    try (Writer out = Files.newBufferedWriter(directory.resolve(FILE))) {
      for (var entry : sorted.entrySet()) {
        out.write(entry.getKey() + "=" + entry.getValue() + "\n");
      }
    }
  }

  public static CorpusFacts read(Path directory) throws IOException {
    Properties stored = new Properties();
    try (Reader in = Files.newBufferedReader(directory.resolve(FILE))) {
      stored.load(in);
    }
    return new CorpusFacts(
        number(stored, "records"),
        number(stored, "requests"),
        number(stored, "otlp_bytes"),
        number(stored, "body_bytes"),
        number(stored, "first_nanos"),
        number(stored, "last_nanos"),
        list(stored, "sample.trace_id"),
        list(stored, "sample.order_id"),
        list(stored, "sample.request_id"));
  }

  private static long number(Properties stored, String key) {
    return Long.parseLong(stored.getProperty(key, "0"));
  }

  private static List<String> list(Properties stored, String key) {
    String text = stored.getProperty(key, "");
    return text.isEmpty() ? List.of() : List.of(text.split(","));
  }
}
