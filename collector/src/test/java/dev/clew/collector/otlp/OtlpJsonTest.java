package dev.clew.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.clew.collector.Requests;
import dev.clew.collector.Room;
import dev.clew.collector.intake.RefusedException;
import dev.clew.model.Signal;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.memory.NoRoomException;
import dev.clew.model.otlp.OtlpLimits;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OtlpJsonTest {
  private static byte[] convert(Signal signal, String json) {
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    OtlpJson.Converted converted =
        OtlpJson.toProtobuf(
            signal, new ByteArrayInputStream(text), OtlpLimits.NONE, Room.claim(), text.length);
    return Arrays.copyOf(converted.request(), converted.length());
  }

  private static LogRecord log(String fields) throws Exception {
    return ExportLogsServiceRequest.parseFrom(
            convert(
                Signal.LOGS,
                "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{" + fields + "}]}]}]}"))
        .getResourceLogs(0)
        .getScopeLogs(0)
        .getLogRecords(0);
  }

  private static NumberDataPoint point(String fields) throws Exception {
    return ExportMetricsServiceRequest.parseFrom(
            convert(
                Signal.METRICS,
                "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"gauge\":{\"dataPoints\":[{"
                    + fields
                    + "}]}}]}]}]}"))
        .getResourceMetrics(0)
        .getScopeMetrics(0)
        .getMetrics(0)
        .getGauge()
        .getDataPoints(0);
  }

  /** Protobuf's own printer writes IDs in base64, which is where OTLP differs. */
  private static String withHexIds(String json) {
    return Pattern.compile("(\"(?:traceId|spanId|parentSpanId)\": \")([^\"]*)\"")
        .matcher(json)
        .replaceAll(id ->
            id.group(1) + HexFormat.of().formatHex(Base64.getDecoder().decode(id.group(2))) + '"');
  }

  @Test
  void jsonAndProtobufOfTheSameRequestAreEqual() throws Exception {
    JsonFormat.Printer names = JsonFormat.printer();
    JsonFormat.Printer numbers = names.printingEnumsAsInts();
    for (JsonFormat.Printer printer : new JsonFormat.Printer[] {names, numbers}) {
      ExportLogsServiceRequest logs = Requests.logs("shop", "a", "b\"\n€");
      assertThat(
              ExportLogsServiceRequest.parseFrom(
                  convert(Signal.LOGS, withHexIds(printer.print(logs)))))
          .isEqualTo(logs);
      ExportTraceServiceRequest traces = Requests.traces("shop", Requests.span("GET /"));
      assertThat(
              ExportTraceServiceRequest.parseFrom(
                  convert(Signal.TRACES, withHexIds(printer.print(traces)))))
          .isEqualTo(traces);
      ExportMetricsServiceRequest metrics = Requests.metrics("shop");
      assertThat(
              ExportMetricsServiceRequest.parseFrom(
                  convert(Signal.METRICS, printer.print(metrics))))
          .isEqualTo(metrics);
    }
  }

  @Test
  void idsAreHexadecimalOfEitherCase() throws Exception {
    assertThat(
            log("\"traceId\":\"5B8EFFF798038103D269B633813FC60C\",\"spanId\":\"eee19b7ec3c1b174\"")
                .getTraceId())
        .isEqualTo(Requests.hex(Requests.TRACE_ID));
    assertThat(log("\"traceId\":\"\",\"spanId\":\"\"").getTraceId()).isEmpty();
  }

  @Test
  void integersComeAsNumbersOrStrings() throws Exception {
    assertThat(log("\"timeUnixNano\":\"18446744073709551615\"").getTimeUnixNano()).isEqualTo(-1);
    assertThat(log("\"timeUnixNano\":1763683200123456789").getTimeUnixNano())
        .isEqualTo(1_763_683_200_123_456_789L);
    assertThat(point("\"asInt\":\"-3\"").getAsInt()).isEqualTo(-3);
    assertThat(point("\"asInt\":1e3").getAsInt()).isEqualTo(1_000);
    assertThat(point("\"asDouble\":\"NaN\"").getAsDouble()).isNaN();
    assertThat(point("\"asDouble\":\"-Infinity\"").getAsDouble()).isNegative().isInfinite();
    assertThat(point("\"asDouble\":2").getAsDouble()).isEqualTo(2);
  }

  @Test
  void bytesAreBase64AndUnknownFieldsAndNullsAreIgnored() throws Exception {
    LogRecord record =
        log(
            "\"body\":{\"bytesValue\":\"AQI=\"},\"new\":{\"a\":[1,{\"b\":2}]},\"spanId\":null,"
                + "\"severityNumber\":17");
    assertThat(record.getBody())
        .isEqualTo(
            AnyValue.newBuilder()
                .setBytesValue(com.google.protobuf.ByteString.copyFrom(new byte[] {1, 2}))
                .build());
    assertThat(record.getSeverityNumberValue()).isEqualTo(17);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"resourceLogs\":1} | resourceLogs (expected: an array) at line 1 column 17",
        "{\"resourceLogs\":[1]} | resourceLogs (expected: an object)",
        "[] | the body (expected: a JSON object)",
        "{} x | text after the JSON object",
        "{\"resourceLogs\":[ | the end of the text",
        "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"flags\":4294967296}]}]}]}"
            + " | an unsigned 32-bit integer",
        "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":\"1.5\"}]}]}]}"
            + " | an integer",
        "{\"resourceLogs\":[{\"schemaUrl\":{}}]} | schemaUrl (expected: a string)"
      })
  void whatDoesNotFitIsNamedWithItsPlace(String json, String message) {
    assertThatThrownBy(() -> convert(Signal.LOGS, json))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(message);
  }

  /** The check that follows knows what becomes of the record. */
  @ParameterizedTest
  @CsvSource({"W47/95gDgQPSabYzgT/GDA==", "5b8e", "xyzxyzxyzxyzxyzx", "not an id at all, and long"})
  void anIdThatIsNoneNeverLooksLikeOne(String id) throws Exception {
    LogRecord record = log("\"traceId\":\"" + id + "\",\"spanId\":\"12345678\"");
    assertThat(record.getTraceId().toStringUtf8().strip()).isEqualTo(id);
    assertThat(record.getTraceId().size()).isNotEqualTo(16);
    assertThat(record.getSpanId().size()).isEqualTo(9);
  }

  @ParameterizedTest
  @EnumSource(Signal.class)
  void whateverTheOrderOfNamesTheRequestIsTheSame(Signal signal) throws Exception {
    Random random = new Random(9);
    RandomOtlp source = new RandomOtlp(random);
    for (int i = 0; i < 2_000; i++) {
      Message request = source.request(signal);
      String json = source.json(request);
      assertThat(request.getParserForType().parseFrom(convert(signal, json)))
          .as(json)
          .isEqualTo(request);
    }
  }

  @Test
  void namesGivenAgainAndAgainAreRefused() {
    String many = "\"resource\":{\"droppedAttributesCount\":1},".repeat(300_000);
    String json =
        "{\"resourceLogs\":[{\"scopeLogs\":[{\"schemaUrl\":\""
            + "u".repeat(100_000)
            + "\"}],"
            + many
            + "\"schemaUrl\":\"\"}]}";
    assertThatThrownBy(() -> convert(Signal.LOGS, json))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("names given again and again");
  }

  @Test
  void recordsBeyondTheLimitAndLongValuesArePassedOverAndCounted() throws Exception {
    String json =
        "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":["
            + "{\"body\":{\"stringValue\":\"too long\"}},{},{\"severityNumber\":9},{},{\"x\":[{}]}]}]}]}";
    OtlpJson.Converted converted =
        OtlpJson.toProtobuf(
            Signal.LOGS,
            new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
            new OtlpLimits(2, 10, 5),
            Room.claim(),
            64);
    assertThat(converted.droppedRecords()).isEqualTo(3);
    assertThat(converted.dropReason()).isEqualTo("value of 8 bytes (limit: 5)");
    ExportLogsServiceRequest kept =
        ExportLogsServiceRequest.parseFrom(Arrays.copyOf(converted.request(), converted.length()));
    assertThat(kept.getResourceLogs(0).getScopeLogs(0).getLogRecordsList())
        .containsExactly(
            LogRecord.getDefaultInstance(),
            LogRecord.newBuilder().setSeverityNumberValue(9).build());
  }

  @Test
  void whatItBecomesIsClaimed() {
    String json =
        "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"histogram\":{\"dataPoints\":[{\"bucketCounts\":["
            + "1,".repeat(500_000)
            + "1]}]}}]}]}]}";
    MemoryBudget.Claim small = MemoryBudget.of(4 << 20).claim("a test");
    InputStream in = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> OtlpJson.toProtobuf(Signal.METRICS, in, OtlpLimits.NONE, small, 64))
        .isInstanceOf(NoRoomException.class);
  }

  @Test
  void deepNestingIsRefused() {
    String deep = "{\"arrayValue\":{\"values\":[".repeat(10_000);
    assertThatThrownBy(() -> log("\"body\":" + deep)).isInstanceOf(RefusedException.class);
  }
}
