package dev.clew.logstore.loki;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.clew.logstore.logql.result.LogStream;
import dev.clew.logstore.logql.result.LogqlResult;
import dev.clew.logstore.logql.result.LogqlStatistics;
import dev.clew.logstore.logql.result.LogqlValue;
import dev.clew.model.Labels;
import dev.clew.model.NumberText;
import dev.clew.model.seam.MetricSample;
import dev.clew.model.seam.MetricSeries;
import dev.clew.storage.rows.RowQuery;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes results in Loki's format. */
final class LokiJson {
  static final String FLAGS_HEADER = "x-loki-response-encoding-flags";
  private static final String CATEGORIZE = "categorize-labels";
  private static final LogqlStatistics NOTHING = new LogqlStatistics(0, 0, 0, 0, 0, 0, null);

  private final JsonGenerator json;

  LokiJson(JsonGenerator json) {
    this.json = json;
  }

  /**
   * @param flags the header {@value #FLAGS_HEADER}, as it was sent: a list with commas. With {@code
   *     categorize-labels} each line says which of its labels are structured metadata and which
   *     were parsed
   */
  void result(LogqlResult result, String flags, RowQuery.Order order) throws IOException {
    json.writeStartObject();
    json.writeStringField("status", "success");
    String partial = result.statistics().partial();
    if (partial != null) {
      json.writeFieldName("warnings");
      strings(List.of(partial));
    }
    json.writeObjectFieldStart("data");
    switch (result.value()) {
      case LogqlValue.Streams streams -> {
        json.writeStringField("resultType", "streams");
        encodingFlags(flags);
        json.writeArrayFieldStart("result");
        if (isCategorized(flags)) {
          categorized(CategorizedStream.join(streams.streams(), order));
        } else {
          streams(streams.streams());
        }
        json.writeEndArray();
      }
      case LogqlValue.Scalar scalar -> {
        json.writeStringField("resultType", "scalar");
        json.writeFieldName("result");
        point(scalar.timeMillis(), scalar.value());
      }
      case LogqlValue.Vector vector -> {
        json.writeStringField("resultType", "vector");
        json.writeArrayFieldStart("result");
        for (MetricSample sample : vector.samples()) {
          sample(sample.labels().asMap(), sample.timeMillis(), sample.value());
        }
        json.writeEndArray();
      }
      case LogqlValue.Matrix matrix -> {
        json.writeStringField("resultType", "matrix");
        json.writeArrayFieldStart("result");
        for (MetricSeries series : matrix.series()) {
          series(series);
        }
        json.writeEndArray();
      }
    }
    statistics(result.statistics());
    json.writeEndObject();
    json.writeEndObject();
  }

  private void encodingFlags(String flags) throws IOException {
    if (!flags.isEmpty()) {
      json.writeFieldName("encodingFlags");
      strings(List.of(flags.split(",")));
    }
  }

  private static boolean isCategorized(String flags) {
    return List.of(flags.split(",")).contains(CATEGORIZE);
  }

  /**
   * The streams of a message of a live tail.
   *
   * @param lines streams with one line each
   */
  void tailed(List<LogStream> lines, String flags) throws IOException {
    encodingFlags(flags);
    json.writeArrayFieldStart("streams");
    if (isCategorized(flags)) {
      categorized(CategorizedStream.join(lines, RowQuery.Order.OLDEST_FIRST));
    } else {
      streams(joined(lines));
    }
    json.writeEndArray();
  }

  private static List<LogStream> joined(List<LogStream> lines) {
    Map<LogStream, List<LogStream.LogEntry>> entries = new LinkedHashMap<>();
    for (LogStream line : lines) {
      entries.computeIfAbsent(line.with(List.of()), l -> new ArrayList<>()).addAll(line.entries());
    }
    List<LogStream> joined = new ArrayList<>();
    entries.forEach((stream, all) -> joined.add(stream.with(all)));
    return joined;
  }

  void sample(Map<String, String> labels, long timeMillis, double value) throws IOException {
    json.writeStartObject();
    json.writeFieldName("metric");
    labels(labels);
    json.writeFieldName("value");
    point(timeMillis, value);
    json.writeEndObject();
  }

  private void series(MetricSeries series) throws IOException {
    json.writeStartObject();
    json.writeFieldName("metric");
    labels(series.labels());
    json.writeArrayFieldStart("values");
    for (int i = 0; i < series.timesMillis().length; i++) {
      point(series.timesMillis()[i], series.values()[i]);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Seconds with their milliseconds, and the value as text. */
  private void point(long timeMillis, double value) throws IOException {
    json.writeStartArray();
    json.writeNumber(BigDecimal.valueOf(timeMillis, 3).stripTrailingZeros().toPlainString());
    json.writeString(number(value));
    json.writeEndArray();
  }

  static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return value == 0 && 1 / value < 0 ? "-0" : Long.toString((long) value);
    }
    return NumberText.shortest(value).toPlainString(); // Loki has no exponents here
  }

  private void streams(List<LogStream> streams) throws IOException {
    for (LogStream stream : streams) {
      json.writeStartObject();
      json.writeFieldName("stream");
      labels(stream.shown());
      json.writeArrayFieldStart("values");
      for (LogStream.LogEntry entry : stream.entries()) {
        json.writeStartArray();
        json.writeString(Long.toString(entry.timeNanos()));
        json.writeString(entry.line());
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  /** Streams that differ in metadata or parsed labels only are one, as each line has its own. */
  private void categorized(List<CategorizedStream> streams) throws IOException {
    for (CategorizedStream joined : streams) {
      json.writeStartObject();
      json.writeFieldName("stream");
      labels(joined.labels());
      json.writeArrayFieldStart("values");
      for (CategorizedStream.Item item : joined.items()) {
        json.writeStartArray();
        json.writeString(Long.toString(item.entry().timeNanos()));
        json.writeString(item.entry().line());
        json.writeStartObject();
        category("structuredMetadata", item.of().metadata().asMap());
        category("parsed", item.of().shownParsed());
        json.writeEndObject();
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private void category(String name, Map<String, String> labels) throws IOException {
    if (!labels.isEmpty()) {
      json.writeFieldName(name);
      labels(labels);
    }
  }

  void labels(Labels labels) throws IOException {
    labels(labels.asMap());
  }

  private void labels(Map<String, String> labels) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, String> label : labels.entrySet()) {
      json.writeStringField(label.getKey(), label.getValue());
    }
    json.writeEndObject();
  }

  void strings(Iterable<String> texts) throws IOException {
    json.writeStartArray();
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  /** What clients show of a query's cost. A block is what Loki calls a chunk. */
  void statistics(LogqlStatistics statistics) throws IOException {
    double seconds = statistics.elapsedNanos() / 1e9;
    json.writeObjectFieldStart("stats");
    json.writeObjectFieldStart("summary");
    json.writeNumberField("bytesProcessedPerSecond", rate(statistics.bytesRead(), seconds));
    json.writeNumberField("linesProcessedPerSecond", rate(statistics.scannedRows(), seconds));
    json.writeNumberField("totalBytesProcessed", statistics.bytesRead());
    json.writeNumberField("totalLinesProcessed", statistics.scannedRows());
    json.writeFieldName("execTime");
    json.writeNumber(NumberText.of(seconds));
    json.writeNumberField("queueTime", 0);
    json.writeNumberField("subqueries", 0);
    json.writeNumberField("totalEntriesReturned", statistics.rows());
    json.writeNumberField("splits", 0);
    json.writeNumberField("shards", 0);
    json.writeNumberField("totalPostFilterLines", statistics.rows());
    json.writeNumberField("totalStructuredMetadataBytesProcessed", 0);
    json.writeEndObject();
    json.writeObjectFieldStart("querier");
    store(statistics);
    json.writeEndObject();
    json.writeObjectFieldStart("ingester");
    for (String name :
        List.of("totalReached", "totalChunksMatched", "totalBatches", "totalLinesSent")) {
      json.writeNumberField(name, 0);
    }
    store(NOTHING);
    json.writeEndObject();
    json.writeEndObject();
  }

  private static long rate(long count, double seconds) {
    return seconds <= 0 ? 0 : (long) (count / seconds);
  }

  private void store(LogqlStatistics statistics) throws IOException {
    json.writeObjectFieldStart("store");
    json.writeNumberField(
        "totalChunksRef", statistics.scannedBlocks() + statistics.skippedBlocks());
    json.writeNumberField("totalChunksDownloaded", statistics.scannedBlocks());
    json.writeNumberField("chunksDownloadTime", 0);
    json.writeObjectFieldStart("chunk");
    json.writeNumberField("headChunkBytes", 0);
    json.writeNumberField("headChunkLines", 0);
    json.writeNumberField("decompressedBytes", statistics.bytesRead());
    json.writeNumberField("decompressedLines", statistics.scannedRows());
    json.writeNumberField("compressedBytes", statistics.bytesRead());
    json.writeNumberField("totalDuplicates", 0);
    json.writeNumberField("postFilterLines", statistics.rows());
    json.writeEndObject();
    json.writeEndObject();
  }
}
