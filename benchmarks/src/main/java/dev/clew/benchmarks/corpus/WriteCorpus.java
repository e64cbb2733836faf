package dev.clew.benchmarks.corpus;

import dev.clew.benchmarks.CommandLine;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Writes a log corpus: {@code logs --out DIR --records N --seed S}; see {@code package-info}. */
public final class WriteCorpus {
  private static final int SAMPLES = 40;

  private final long every;
  private long records;
  private long requests;
  private long otlpBytes;
  private long bodyBytes;
  private long firstNanos = Long.MAX_VALUE;
  private long lastNanos = Long.MIN_VALUE;
  private final List<String> traceIds = new ArrayList<>();
  private final List<String> orderIds = new ArrayList<>();
  private final List<String> requestIds = new ArrayList<>();

  private WriteCorpus(CorpusOptions options) {
    every = Math.max(1, options.records() / SAMPLES);
  }

  public static void main(String... arguments) throws IOException {
    CommandLine line = CommandLine.parse(arguments);
    if (!line.words().equals(List.of("logs")) || !line.has("--out")) {
      System.err.println(
          "usage: corpus logs --out DIR [--records 1m] [--seed 1] [--zstd] [--services 30]"
              + " [--instances 3] [--json-share 0.1] [--stack-share 0.01] [--warn-share 0.05]"
              + " [--background-share 0.12] [--rate RECORDS_PER_SECOND] [--batch 500]"
              + " [--start 2026-01-05T00:00:00Z]");
      System.exit(2);
    }
    CorpusOptions options = CorpusOptions.of(line);
    Path directory = Path.of(line.required("--out"));
    boolean zstd = line.has("--zstd");
    line.refuseUnknown();
    CorpusFacts facts = write(options, directory, zstd);
    System.out.printf(
        Locale.ROOT,
        "%,d records in %,d requests; OTLP %,d bytes (%.1f a record), bodies alone %,d bytes"
            + " (%.1f a record)%n",
        facts.records(),
        facts.requests(),
        facts.otlpBytes(),
        (double) facts.otlpBytes() / facts.records(),
        facts.bodyBytes(),
        (double) facts.bodyBytes() / facts.records());
  }

  /** Writes the files of a corpus into a directory. */
  public static CorpusFacts write(CorpusOptions options, Path directory, boolean zstd)
      throws IOException {
    WriteCorpus facts = new WriteCorpus(options);
    try (CorpusFile.Writer file = new CorpusFile.Writer(directory, zstd)) {
      new LogShop(options)
          .run(request -> {
            file.write(request);
            facts.count(request);
          });
    }
    CorpusFacts known = facts.known();
    known.write(directory, options.toString());
    return known;
  }

  private CorpusFacts known() {
    return new CorpusFacts(
        records,
        requests,
        otlpBytes,
        bodyBytes,
        firstNanos,
        lastNanos,
        traceIds,
        orderIds,
        requestIds);
  }

  private void count(ExportLogsServiceRequest request) {
    requests++;
    otlpBytes += request.getSerializedSize();
    for (ResourceLogs resource : request.getResourceLogsList()) {
      for (ScopeLogs scope : resource.getScopeLogsList()) {
        scope.getLogRecordsList().forEach(this::count);
      }
    }
  }

  private void count(LogRecord line) {
    bodyBytes += textLength(line.getBody());
    firstNanos = Math.min(firstNanos, line.getTimeUnixNano());
    lastNanos = Math.max(lastNanos, line.getTimeUnixNano());
    if (records++ % every >= 200) {
      return; // the first lines of each part are enough to find samples of all kinds
    }
    long part = (records - 1) / every;
    if (traceIds.size() <= part && !line.getTraceId().isEmpty()) {
      traceIds.add(HexFormat.of().formatHex(line.getTraceId().toByteArray()));
    }
    for (KeyValue attribute : line.getAttributesList()) {
      String value = attribute.getValue().getStringValue();
      if (attribute.getKey().equals("order.id") && orderIds.size() <= part) {
        orderIds.add(value);
      } else if (attribute.getKey().equals("request.id") && requestIds.size() <= part) {
        requestIds.add(value);
      }
    }
  }

  /** Length as text; that of a structured value as JSON. */
  static long textLength(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> utf8(value.getStringValue());
      case INT_VALUE -> utf8(Long.toString(value.getIntValue()));
      case DOUBLE_VALUE -> utf8(Double.toString(value.getDoubleValue()));
      case BOOL_VALUE -> utf8(Boolean.toString(value.getBoolValue()));
      case KVLIST_VALUE -> {
        long length = 2;
        for (KeyValue field : value.getKvlistValue().getValuesList()) {
          boolean text = field.getValue().hasStringValue();
          length += utf8(field.getKey()) + 4L + (text ? 2 : 0) + textLength(field.getValue());
        }
        yield length - 1;
      }
      default -> 0;
    };
  }

  private static long utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
