package dev.clew.benchmarks.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteCorpusTest {
  @TempDir Path directory;

  @Test
  void theSameSeedMakesTheSameBytesAndAnotherSeedOthers() throws Exception {
    byte[] first = written("a", 1, false);
    assertThat(written("b", 1, false)).isEqualTo(first);
    assertThat(written("c", 2, false)).isNotEqualTo(first);
  }

  private byte[] written(String name, long seed, boolean zstd) throws IOException {
    Path target = directory.resolve(name);
    WriteCorpus.write(CorpusOptions.of(5_000, seed), target, zstd);
    return Files.readAllBytes(target.resolve(zstd ? "logs.otlp.zst" : "logs.otlp"));
  }

  @Test
  void aPackedCorpusHoldsTheSameMessages() throws Exception {
    written("plain", 7, false);
    written("packed", 7, true);
    List<byte[]> plain = messages(directory.resolve("plain"));
    List<byte[]> packed = messages(directory.resolve("packed"));
    assertThat(packed).hasSameSizeAs(plain);
    for (int i = 0; i < plain.size(); i++) {
      assertThat(packed.get(i)).isEqualTo(plain.get(i));
    }
  }

  private static List<byte[]> messages(Path corpus) throws IOException {
    List<byte[]> all = new ArrayList<>();
    try (CorpusFile.Reader reader = CorpusFile.open(corpus)) {
      for (byte[] message = reader.next(); message != null; message = reader.next()) {
        all.add(message);
      }
    }
    return all;
  }

  @Test
  void factsAgreeWithTheFile() throws Exception {
    CorpusFacts facts = WriteCorpus.write(CorpusOptions.of(20_000, 3), directory, false);
    assertThat(CorpusFacts.read(directory)).isEqualTo(facts);
    long bytes = 0;
    for (byte[] message : messages(directory)) {
      bytes += message.length;
    }
    assertThat(facts.otlpBytes()).isEqualTo(bytes);
    List<LogRecord> lines = lines();
    assertThat(facts.records()).isEqualTo(lines.size()).isGreaterThanOrEqualTo(20_000);
    assertThat(facts.firstNanos())
        .isEqualTo(lines.stream().mapToLong(LogRecord::getTimeUnixNano).min().orElseThrow());
    assertThat(facts.traceIds()).hasSizeGreaterThan(30).doesNotHaveDuplicates();
    assertThat(facts.orderIds()).hasSizeGreaterThan(30);
  }

  @Test
  void linesAreInTheProportionsAskedFor() throws Exception {
    WriteCorpus.write(CorpusOptions.of(60_000, 11), directory, false);
    List<LogRecord> lines = lines();
    assertThat(share(lines, line -> line.getSeverityNumberValue() >= 17)).isBetween(0.015, 0.026);
    assertThat(share(lines, line -> line.getSeverityNumberValue() == 13)).isBetween(0.035, 0.06);
    assertThat(share(lines, line -> line.getBody().hasKvlistValue())).isBetween(0.06, 0.14);
    assertThat(share(lines, line -> line.toString().contains("tat com.example")))
        .isBetween(0.007, 0.013);
    Map<Object, Integer> byTrace = new HashMap<>();
    Map<Object, Integer> bySpan = new HashMap<>();
    Set<String> shapes = new HashSet<>();
    for (LogRecord line : lines) {
      if (!line.getTraceId().isEmpty()) {
        byTrace.merge(line.getTraceId(), 1, Integer::sum);
        bySpan.merge(line.getSpanId(), 1, Integer::sum);
      }
      shapes.add(line.getBody().getStringValue().replaceAll("[0-9a-f]*[0-9][0-9a-f]*", "0"));
    }
    assertThat(byTrace.values().stream().mapToInt(i -> i).average().orElseThrow())
        .isBetween(7.0, 9.5);
    assertThat(bySpan.values()).allMatch(count -> count <= 5);
    assertThat(shapes).hasSizeGreaterThan(400);
  }

  private static double share(
      List<LogRecord> lines, java.util.function.Predicate<LogRecord> which) {
    return lines.stream().filter(which).count() / (double) lines.size();
  }

  private List<LogRecord> lines() throws IOException {
    List<LogRecord> lines = new ArrayList<>();
    for (byte[] message : messages(directory)) {
      ExportLogsServiceRequest request = ExportLogsServiceRequest.parseFrom(message);
      request
          .getResourceLogsList()
          .forEach(r -> r.getScopeLogsList().forEach(s -> lines.addAll(s.getLogRecordsList())));
    }
    return lines;
  }
}
