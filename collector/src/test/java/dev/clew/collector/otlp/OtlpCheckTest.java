package dev.clew.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.clew.collector.Requests;
import dev.clew.model.Signal;
import dev.clew.model.otlp.MalformedProtobufException;
import dev.clew.model.otlp.OtlpCheck;
import dev.clew.model.otlp.OtlpLimits;
import dev.clew.model.otlp.OtlpReport;
import dev.clew.model.otlp.PointLimits;
import dev.clew.model.otlp.RecordLimits;
import dev.clew.model.otlp.TimeLimits;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OtlpCheckTest {
  private static OtlpReport check(Signal signal, OtlpLimits limits, Message request) {
    byte[] bytes = request.toByteArray();
    return OtlpCheck.check(signal, limits, bytes, 0, bytes.length);
  }

  private static byte[] rest(OtlpReport report) {
    return Arrays.copyOfRange(report.request(), report.offset(), report.offset() + report.length());
  }

  private static Message sample(Signal signal) {
    return switch (signal) {
      case LOGS -> Requests.logs("shop", "a", "b");
      case METRICS -> Requests.metrics("shop");
      case TRACES -> Requests.traces("shop", Requests.span("x"), Requests.span("y"));
    };
  }

  private static Parser<? extends Message> parser(Signal signal) {
    return switch (signal) {
      case LOGS -> ExportLogsServiceRequest.parser();
      case METRICS -> ExportMetricsServiceRequest.parser();
      case TRACES -> ExportTraceServiceRequest.parser();
    };
  }

  /**
   * Mutated requests: never anything but an answer or a MalformedProtobufException, and what is
   * accepted can be read by protobuf too (UTF-8 aside, which the stores replace).
   */
  @ParameterizedTest
  @EnumSource(Signal.class)
  void mutatedRequestsAreEitherReadableOrRefused(Signal signal) {
    byte[] original = sample(signal).toByteArray();
    Random random = new Random(20_261_121);
    OtlpLimits limits = new OtlpLimits(3, 2, 20);
    int accepted = 0;
    for (int i = 0; i < 30_000; i++) {
      byte[] bytes = mutated(original, random);
      OtlpReport report;
      try {
        report = OtlpCheck.check(signal, limits, bytes, 0, bytes.length);
      } catch (MalformedProtobufException e) {
        assertThat(e.offset()).isBetween(0, bytes.length);
        continue;
      }
      accepted++;
      readable(
          signal,
          Arrays.copyOfRange(report.request(), report.offset(), report.offset() + report.length()));
    }
    assertThat(accepted).isBetween(1_000, 29_000);
  }

  private static byte[] mutated(byte[] original, Random random) {
    byte[] bytes = original.clone();
    for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        default -> System.arraycopy(bytes, 0, bytes, at, Math.min(at, bytes.length - at));
      }
    }
    return bytes;
  }

  private static void readable(Signal signal, byte[] bytes) {
    try {
      parser(signal).parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      assertThat(e).hasMessageContaining("UTF-8");
    }
  }

  /** Points of the metrics in {@link Requests}, with limits on points. */
  private static OtlpReport points(PointLimits limits, ExportMetricsServiceRequest request) {
    byte[] bytes = request.toByteArray();
    return OtlpCheck.check(
        Signal.METRICS,
        new RecordLimits(OtlpLimits.NONE, limits, TimeLimits.NONE),
        bytes,
        0,
        bytes.length);
  }

  private static ExportMetricsServiceRequest metric(Metric metric) {
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .setResource(Requests.resource("shop"))
                .addScopeMetrics(ScopeMetrics.newBuilder().addMetrics(metric)))
        .build();
  }

  @Test
  void aPointOutsideOfTheTimeThatIsKeptIsDropped() {
    Metric.Builder metric = Metric.newBuilder().setName("g");
    for (long time : new long[] {99, 100, 200, 201, 0}) {
      metric
          .getGaugeBuilder()
          .addDataPoints(NumberDataPoint.newBuilder().setTimeUnixNano(time).setAsInt(1));
    }
    OtlpReport report = points(new PointLimits(100, 200, 10, 10), metric(metric.build()));
    assertThat(report.records()).isEqualTo(3);
    assertThat(report.droppedRecords()).isEqualTo(2);
    assertThat(report.findings().getFirst().reason())
        .startsWith("metric g: a point of 1970-01-01T00:00:00.0000000");
    assertThat(report.findings().getFirst().remedy()).contains("metrics.retention");
  }

  @Test
  void aPointWithoutValueIsDroppedUnlessItSaysSo() {
    Metric.Builder metric = Metric.newBuilder().setName("g");
    metric
        .getGaugeBuilder()
        .addDataPoints(NumberDataPoint.newBuilder().setTimeUnixNano(1))
        .addDataPoints(NumberDataPoint.newBuilder().setTimeUnixNano(1).setFlags(1));
    OtlpReport report = points(PointLimits.NONE, metric(metric.build()));
    assertThat(report.droppedRecords()).isEqualTo(1);
    assertThat(report.findings().getFirst().reason())
        .isEqualTo("metric g: a point without a value");
  }

  private static String refusal(ExportMetricsServiceRequest request) {
    OtlpReport report = points(PointLimits.NONE, request);
    assertThat(report.records()).isZero();
    assertThat(report.droppedRecords()).isEqualTo(1);
    assertThat(report.findings().getFirst().remedy()).isNotEmpty();
    return report.findings().getFirst().reason();
  }

  private static NumberDataPoint.Builder one() {
    return NumberDataPoint.newBuilder().setTimeUnixNano(1).setAsInt(1);
  }

  private static KeyValue attribute(String key, AnyValue value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  @Test
  void pointsOfAMetricWithoutANameAreDropped() {
    Metric metric = Metric.newBuilder().setGauge(Gauge.newBuilder().addDataPoints(one())).build();
    assertThat(refusal(metric(metric))).isEqualTo("a metric without a name");
    assertThat(points(PointLimits.NONE, metric(metric.toBuilder().setName("g").build())).records())
        .isEqualTo(1);
  }

  @Test
  void aPointWithAnAttributeWithoutAKeyIsDropped() {
    AnyValue text = AnyValue.newBuilder().setStringValue("x").build();
    AnyValue nested =
        AnyValue.newBuilder()
            .setKvlistValue(KeyValueList.newBuilder().addValues(attribute("inner", text)))
            .build();
    for (AnyValue value : List.of(text, nested)) {
      Metric metric =
          Metric.newBuilder()
              .setName("g")
              .setGauge(
                  Gauge.newBuilder()
                      .addDataPoints(
                          one()
                              .addAttributes(attribute("", value))
                              .addAttributes(attribute("a", text))))
              .build();
      assertThat(refusal(metric(metric))).isEqualTo("metric g: an attribute without a key");
    }
    Metric keyed =
        Metric.newBuilder()
            .setName("g")
            .setGauge(Gauge.newBuilder().addDataPoints(one().addAttributes(attribute("a", nested))))
            .build();
    assertThat(points(PointLimits.NONE, metric(keyed)).records()).isEqualTo(1);
  }

  @Test
  void aResourceWithAnAttributeWithoutAKeyTakesItsPointsWithIt() {
    AnyValue text = AnyValue.newBuilder().setStringValue("x").build();
    ExportMetricsServiceRequest.Builder request =
        metric(
            Metric.newBuilder()
                .setName("g")
                .setGauge(Gauge.newBuilder().addDataPoints(one()))
                .build())
            .toBuilder();
    request.getResourceMetricsBuilder(0).getResourceBuilder().addAttributes(attribute("", text));
    OtlpReport report = points(PointLimits.NONE, request.build());
    assertThat(report.records()).isZero();
    assertThat(report.droppedRecords()).isEqualTo(1);
    assertThat(report.findings().getFirst().reason())
        .isEqualTo("Resource with an attribute without a key");
  }

  @Test
  void whatHasATemporalityMustSayIt() {
    Sum.Builder sum = Sum.newBuilder().addDataPoints(one());
    Metric.Builder metric = Metric.newBuilder().setName("s");
    assertThat(refusal(metric(metric.setSum(sum).build())))
        .isEqualTo("metric s: a sum that is neither cumulative nor delta");
    for (int known : new int[] {1, 2}) {
      Metric told = metric.setSum(sum.setAggregationTemporalityValue(known)).build();
      assertThat(points(PointLimits.NONE, metric(told)).records()).isEqualTo(1);
    }
    assertThat(refusal(metric(metric.setSum(sum.setAggregationTemporalityValue(3)).build())))
        .contains("neither cumulative nor delta");
    assertThat(
            refusal(
                metric(
                    metric
                        .setHistogram(
                            Histogram.newBuilder()
                                .addDataPoints(HistogramDataPoint.newBuilder().setTimeUnixNano(1)))
                        .build())))
        .isEqualTo("metric s: a histogram that is neither cumulative nor delta");
  }

  @Test
  void aScaleThatNoNativeHistogramHasIsDropped() {
    Metric.Builder metric = Metric.newBuilder().setName("e");
    metric.getExponentialHistogramBuilder().setAggregationTemporalityValue(1);
    for (int scale : new int[] {-5, -4, 20}) {
      metric
          .getExponentialHistogramBuilder()
          .addDataPoints(ExponentialHistogramDataPoint.newBuilder().setScale(scale));
    }
    OtlpReport report = points(PointLimits.NONE, metric(metric.build()));
    assertThat(report.droppedRecords()).isEqualTo(1);
    assertThat(report.findings().getFirst().reason()).contains("scale -5 (expected: >= -4)");
  }

  @Test
  void longResourceAttributesAndManyLabelsAreDoubtful() {
    PointLimits limits = new PointLimits(Long.MIN_VALUE, Long.MAX_VALUE, 34, 12);
    Metric.Builder metric = Metric.newBuilder().setName("g");
    metric.getGaugeBuilder().addDataPoints(NumberDataPoint.newBuilder().setAsInt(1));
    ExportMetricsServiceRequest plain =
        ExportMetricsServiceRequest.newBuilder()
            .addResourceMetrics(
                ResourceMetrics.newBuilder()
                    .addScopeMetrics(ScopeMetrics.newBuilder().addMetrics(metric)))
            .build();
    assertThat(points(limits, plain).doubtful()).isFalse();
    assertThat(points(limits, metric(metric.build())).doubtful()).isTrue();
    for (int i = 0; i < 3; i++) {
      metric
          .getGaugeBuilder()
          .getDataPointsBuilder(0)
          .addAttributes(Requests.attribute("k" + i, "v"));
    }
    ExportMetricsServiceRequest.Builder many = plain.toBuilder();
    many.getResourceMetricsBuilder(0).getScopeMetricsBuilder(0).setMetrics(0, metric);
    assertThat(points(limits, many.build()).doubtful()).isTrue();
    assertThat(points(limits, many.build()).records()).isEqualTo(1);
  }

  @Test
  void countsPerServiceAcrossResources() {
    ExportLogsServiceRequest request =
        Requests.logs("shop", "a", "b").toBuilder()
            .mergeFrom(Requests.logs("mail", "c"))
            .mergeFrom(Requests.logs("shop", "d"))
            .build();
    OtlpReport report = check(Signal.LOGS, OtlpLimits.NONE, request);
    assertThat(report.records()).isEqualTo(4);
    assertThat(report.senders())
        .containsExactly(
            new OtlpReport.Sender("shop", "java 1.54.0", 3),
            new OtlpReport.Sender("mail", "java 1.54.0", 1));
  }

  @Test
  void recordsBeyondTheLimitAreCutOffAcrossResources() throws Exception {
    ExportLogsServiceRequest request =
        Requests.logs("shop", "a", "b").toBuilder().mergeFrom(Requests.logs("mail", "c")).build();
    OtlpReport report =
        check(Signal.LOGS, new OtlpLimits(1, Integer.MAX_VALUE, Integer.MAX_VALUE), request);
    assertThat(report.droppedRecords()).isEqualTo(2);
    assertThat(report.findings().getFirst().reason())
        .isEqualTo("more than 1 records in one request");
    ExportLogsServiceRequest rest = ExportLogsServiceRequest.parseFrom(rest(report));
    assertThat(rest)
        .isEqualTo(Requests.logs("shop", "a").toBuilder().mergeFrom(Requests.logs("mail")).build());
  }

  @Test
  void anOverlongResourceTakesItsRecordsWithIt() throws Exception {
    ExportLogsServiceRequest.Builder request =
        Requests.logs("shop", "a").toBuilder().mergeFrom(Requests.logs("mail", "b"));
    request
        .getResourceLogsBuilder(0)
        .getResourceBuilder()
        .addAttributes(Requests.attribute("k", "x".repeat(101)));
    OtlpReport report = check(Signal.LOGS, new OtlpLimits(100, 100, 100), request.build());
    assertThat(report.droppedRecords()).isEqualTo(1);
    assertThat(report.records()).isEqualTo(1);
    assertThat(
            ExportLogsServiceRequest.parseFrom(rest(report))
                .getResourceLogs(0)
                .getScopeLogs(0)
                .getLogRecordsCount())
        .isZero();
  }

  @Test
  void aLinkDoesNotStandInForTheSpansOwnId() {
    Span span = Requests.span("x").toBuilder().clearTraceId().clearSpanId().build();
    OtlpReport report = check(Signal.TRACES, OtlpLimits.NONE, Requests.traces("shop", span));
    assertThat(report.findings().getFirst().reason()).isEqualTo("span without trace_id");
  }

  @Test
  void requestsOfAnotherSignalAreMostlyRecognized() {
    byte[] logs = Requests.logs("shop", "a").toByteArray();
    assertThatThrownBy(() -> OtlpCheck.check(Signal.TRACES, OtlpLimits.NONE, logs, 0, logs.length))
        .isInstanceOf(MalformedProtobufException.class)
        .hasMessageContaining("Span.");
  }

  @Test
  void nestingIsBounded() {
    AnyValue value = AnyValue.newBuilder().setIntValue(1).build();
    for (int i = 0; i < 60; i++) {
      value = AnyValue.newBuilder().setArrayValue(ArrayValue.newBuilder().addValues(value)).build();
    }
    ExportLogsServiceRequest.Builder request = Requests.logs("shop", "a").toBuilder();
    request.getResourceLogsBuilder(0).getScopeLogsBuilder(0).getLogRecordsBuilder(0).setBody(value);
    assertThatThrownBy(() -> check(Signal.LOGS, OtlpLimits.NONE, request.build()))
        .isInstanceOf(MalformedProtobufException.class)
        .hasMessageContaining("nested deeper than 100");
  }

  private static OtlpReport kept(Signal signal, TimeLimits times, Message request) {
    byte[] bytes = request.toByteArray();
    return OtlpCheck.check(
        signal, new RecordLimits(OtlpLimits.NONE, PointLimits.NONE, times), bytes, 0, bytes.length);
  }

  @Test
  void logRecordsAreJudgedByTheTimeTheyAreFiledUnder() throws Exception {
    TimeLimits times = new TimeLimits(100, 200, "Older.", "Newer.");
    ExportLogsServiceRequest.Builder request = Requests.logs("shop").toBuilder();
    for (long[] pair : new long[][] {{99, 150}, {0, 99}, {0, 0}, {150, 99}, {0, 150}, {201, 150}}) {
      request
          .getResourceLogsBuilder(0)
          .getScopeLogsBuilder(0)
          .addLogRecordsBuilder()
          .setTimeUnixNano(pair[0])
          .setObservedTimeUnixNano(pair[1]);
    }
    OtlpReport report = kept(Signal.LOGS, times, request.build());
    assertThat(report.records()).isEqualTo(3);
    assertThat(report.droppedRecords()).isEqualTo(3);
    OtlpReport.Finding finding = report.findings().getFirst();
    assertThat(finding.cause()).isEqualTo(OtlpReport.Cause.TIME);
    assertThat(finding.reason())
        .startsWith("a log record of 1970-01-01T00:00:00.000000099Z is older than what is kept");
    assertThat(finding.remedy()).isEqualTo("Older.");
    assertThat(
            ExportLogsServiceRequest.parseFrom(rest(report))
                .getResourceLogs(0)
                .getScopeLogs(0)
                .getLogRecordsList())
        .extracting(log -> log.getTimeUnixNano() + " " + log.getObservedTimeUnixNano())
        .containsExactly("0 0", "150 99", "0 150");
  }

  @Test
  void spansAreJudgedByTheirStartOrElseTheirEnd() {
    TimeLimits times = new TimeLimits(100, 200, "Older.", "Newer.");
    Span.Builder span = Requests.span("x").toBuilder();
    OtlpReport report =
        kept(
            Signal.TRACES,
            times,
            Requests.traces(
                "shop",
                span.setStartTimeUnixNano(150).setEndTimeUnixNano(999).build(),
                span.setStartTimeUnixNano(999).build(),
                span.setStartTimeUnixNano(0).build(),
                span.setEndTimeUnixNano(0).build()));
    assertThat(report.records()).isEqualTo(2);
    assertThat(report.findings()).hasSize(1);
    assertThat(report.findings().getFirst().reason())
        .startsWith("a span of 1970-01-01T00:00:00.000000999Z lies too far in the future");
  }

  @Test
  void aSpanWithAMalformedIdIsDroppedAndItsLinksAreNot() throws Exception {
    Span good = Requests.span("good");
    Span trace = good.toBuilder().setTraceId(Requests.hex("0102")).build();
    Span own = good.toBuilder().setSpanId(Requests.hex("00")).build();
    Span parent = good.toBuilder().setParentSpanId(Requests.hex("0f")).build();
    Span.Link broken =
        good.getLinks(0).toBuilder()
            .setTraceId(com.google.protobuf.ByteString.copyFromUtf8("id?"))
            .build();
    Span link = good.toBuilder().setName("link").addLinks(0, broken).addLinks(broken).build();
    OtlpReport report =
        check(
            Signal.TRACES,
            OtlpLimits.NONE,
            Requests.traces("shop", trace, good, own, parent, link));
    assertThat(report.records()).isEqualTo(2);
    assertThat(report.findings())
        .containsExactly(
            new OtlpReport.Finding(
                OtlpReport.Cause.ID,
                3,
                "Span.trace_id: 2 bytes (expected: 16)",
                report.findings().getFirst().remedy()),
            new OtlpReport.Finding(
                OtlpReport.Cause.CONTEXT,
                1,
                "Link.trace_id: \"id?\" (expected: 16 bytes)",
                report.findings().getFirst().remedy()));
    assertThat(ExportTraceServiceRequest.parseFrom(rest(report)))
        .isEqualTo(Requests.traces("shop", good, good.toBuilder().setName("link").build()));
  }

  @Test
  void aLogRecordIsKeptWithoutAMalformedId() throws Exception {
    ExportLogsServiceRequest whole = Requests.logs("shop", "a", "b", "c");
    ExportLogsServiceRequest.Builder request = whole.toBuilder();
    var scope = request.getResourceLogsBuilder(0).getScopeLogsBuilder(0);
    scope.getLogRecordsBuilder(1).setTraceId(Requests.hex("01"));
    scope.getLogRecordsBuilder(2).setSpanId(Requests.hex("01"));
    OtlpReport report = check(Signal.LOGS, OtlpLimits.NONE, request.build());
    assertThat(report.records()).isEqualTo(3);
    assertThat(report.droppedRecords()).isZero();
    assertThat(report.findings().getFirst().records()).isEqualTo(2);
    scope.getLogRecordsBuilder(1).clearTraceId();
    scope.getLogRecordsBuilder(2).clearSpanId();
    assertThat(ExportLogsServiceRequest.parseFrom(rest(report))).isEqualTo(request.build());
    // One that is dropped for another reason takes its fields with it.
    scope.getLogRecordsBuilder(1).setTraceId(Requests.hex("01"));
    OtlpReport less = check(Signal.LOGS, new OtlpLimits(1, 10, 100), request.build());
    assertThat(less.records()).isEqualTo(1);
    assertThat(less.findings()).hasSize(1);
    assertThat(ExportLogsServiceRequest.parseFrom(rest(less)))
        .isEqualTo(Requests.logs("shop", "a"));
  }

  @Test
  void servicesOfOneRequestAreToldApartUpToABound() {
    ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
    for (int i = 0; i < 150; i++) {
      request.mergeFrom(Requests.logs("service-" + i, "a"));
    }
    OtlpReport report = check(Signal.LOGS, OtlpLimits.NONE, request.build());
    assertThat(report.senders()).hasSize(101);
    assertThat(report.senders().getLast()).isEqualTo(new OtlpReport.Sender("others", "", 50));
  }
}
