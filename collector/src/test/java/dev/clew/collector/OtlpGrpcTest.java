package dev.clew.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import dev.clew.model.Signal;
import dev.clew.model.seam.BufferFullException;
import io.grpc.Codec;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.collector.profiles.v1development.ProfilesServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpGrpcTest {
  private static final OpenCollector OPEN = new OpenCollector();

  private final RecordingIntake intake = OPEN.intake();
  private final Collector collector = OPEN.collector();

  @AfterAll
  static void close() {
    OPEN.close();
  }

  private <T> T client(Class<T> type) {
    return GrpcClients.newClient("gproto+http://127.0.0.1:" + collector.grpcPort() + "/", type);
  }

  private LogsServiceGrpc.LogsServiceBlockingStub logs(String encoding) {
    return GrpcClients.builder("gproto+http://127.0.0.1:" + collector.grpcPort() + "/")
        .compressor(encoding.equals("gzip") ? new Codec.Gzip() : new Zstd(encoding))
        .build(LogsServiceGrpc.LogsServiceBlockingStub.class);
  }

  private LogsServiceGrpc.LogsServiceBlockingStub logs() {
    return client(LogsServiceGrpc.LogsServiceBlockingStub.class);
  }

  /** Under any name: a decompressor is found by it. */
  private record Zstd(String name) implements Codec {
    @Override
    public String getMessageEncoding() {
      return name;
    }

    @Override
    public InputStream decompress(InputStream in) throws IOException {
      return new ZstdInputStream(in);
    }

    @Override
    public OutputStream compress(OutputStream out) throws IOException {
      return new ZstdOutputStream(out);
    }
  }

  @Test
  void theThreeSignalsAreBufferedAsTheyCame() {
    assertThat(logs().export(Requests.logs("shop", "a")))
        .isEqualTo(ExportLogsServiceResponse.getDefaultInstance());
    assertThat(
            client(MetricsServiceGrpc.MetricsServiceBlockingStub.class)
                .export(Requests.metrics("shop")))
        .isEqualTo(ExportMetricsServiceResponse.getDefaultInstance());
    assertThat(
            client(TraceServiceGrpc.TraceServiceBlockingStub.class)
                .export(Requests.traces("shop", Requests.span("x"))))
        .isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
    assertThat(intake.entries())
        .extracting(RecordingIntake.Entry::signal)
        .containsExactly(Signal.LOGS, Signal.METRICS, Signal.TRACES);
    assertThat(intake.entries().getFirst().request())
        .isEqualTo(Requests.logs("shop", "a").toByteArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void compressedMessagesAreBufferedDecompressed(String encoding) {
    logs(encoding).export(Requests.logs("shop", "a"));
    assertThat(intake.only()).isEqualTo(Requests.logs("shop", "a").toByteArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void aDecompressionBombIsRefused(String encoding) {
    ExportLogsServiceRequest bomb = Requests.logs("shop", " ".repeat(20 << 20));
    StatusRuntimeException e = refused(() -> logs(encoding).export(bomb));
    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    Await.until("it is noted", () -> noted("collector.max_decompressed_bytes"));
    assertThat(intake.entries()).isEmpty();
  }

  @Test
  void anUnknownEncodingIsRefused() {
    StatusRuntimeException e = refused(() -> logs("snappy").export(Requests.logs("shop", "a")));
    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(e.getMessage()).contains("snappy");
  }

  private boolean noted(String remedy) {
    return collector.receiverLog().snapshot().refusals().stream()
        .anyMatch(refusal -> refusal.remedy().contains(remedy));
  }

  private static StatusRuntimeException refused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    StatusRuntimeException e = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(e).isNotNull();
    return e;
  }

  @Test
  void aSpanWithAWrongIdIsDroppedByPartialSuccess() {
    Span span = Requests.span("x").toBuilder().setTraceId(Requests.hex("0102")).build();
    ExportTraceServiceResponse answer =
        client(TraceServiceGrpc.TraceServiceBlockingStub.class)
            .export(Requests.traces("shop", span, Requests.span("kept")));
    assertThat(answer.getPartialSuccess().getRejectedSpans()).isEqualTo(1);
    assertThat(answer.getPartialSuccess().getErrorMessage())
        .contains("Span.trace_id: 2 bytes (expected: 16)");
    assertThat(intake.only())
        .isEqualTo(Requests.traces("shop", Requests.span("kept")).toByteArray());
  }

  @Test
  void aMessageThatIsTooLargeIsToldSo() {
    StatusRuntimeException whole =
        refused(() -> logs().export(Requests.logs("shop", "x".repeat(2 << 20))));
    assertThat(whole.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(whole.getMessage()).contains("larger than 1048576 bytes");
    byte[] prefix = {0, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff};
    assertThat(raw(prefix).headers().get("grpc-status")).isEqualTo("8");
    assertThat(raw(prefix).headers().get("grpc-message")).contains("larger than 4194304 bytes");
    assertThat(raw(new byte[] {0, 0, 0, 0, 9, 1}).headers().get("grpc-status")).isEqualTo("3");
    assertThat(raw(new byte[] {1, 0, 0, 0, 1, 1}).headers().get("grpc-message"))
        .contains("a compressed message without grpc-encoding");
  }

  private AggregatedHttpResponse raw(byte[] body) {
    return WebClient.of("h2c://127.0.0.1:" + collector.grpcPort())
        .execute(
            RequestHeaders.of(
                HttpMethod.POST,
                "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
                "content-type",
                "application/grpc"),
            HttpData.wrap(body))
        .aggregate()
        .join();
  }

  @Test
  void aDataPointWithoutValueIsDroppedByPartialSuccess() {
    ExportMetricsServiceRequest.Builder request = Requests.metrics("shop").toBuilder();
    request
        .getResourceMetricsBuilder(0)
        .getScopeMetricsBuilder(0)
        .getMetricsBuilder(0)
        .getGaugeBuilder()
        .getDataPointsBuilder(0)
        .clearValue();
    ExportMetricsServiceResponse answer =
        client(MetricsServiceGrpc.MetricsServiceBlockingStub.class).export(request.build());
    assertThat(answer.getPartialSuccess().getRejectedDataPoints()).isEqualTo(1);
    assertThat(answer.getPartialSuccess().getErrorMessage())
        .contains("a point without a value. Send as_double or as_int");
  }

  @Test
  void aSpanWithoutIdsIsDroppedByPartialSuccess() {
    Span span = Requests.span("x").toBuilder().clearTraceId().build();
    ExportTraceServiceResponse answer =
        client(TraceServiceGrpc.TraceServiceBlockingStub.class)
            .export(Requests.traces("shop", Requests.span("kept"), span));
    assertThat(answer.getPartialSuccess().getRejectedSpans()).isEqualTo(1);
    assertThat(answer.getPartialSuccess().getErrorMessage()).contains("span without trace_id");
    assertThat(intake.only())
        .isEqualTo(Requests.traces("shop", Requests.span("kept")).toByteArray());
  }

  @Test
  void aFullBufferTellsWhenToComeBack() throws Exception {
    intake.failure = new BufferFullException("no room");
    StatusRuntimeException e = refused(() -> logs().export(Requests.logs("shop", "a")));
    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    byte[] details =
        Status.trailersFromThrowable(e)
            .get(Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER));
    assertThat(new String(details, StandardCharsets.UTF_8))
        .contains("no room")
        .contains("type.googleapis.com/google.rpc.RetryInfo");
    // The end of it: RetryInfo { retry_delay = 1 { seconds = 1: 5 } } in an Any's value.
    assertThat(details).endsWith(0x12, 4, 0x0a, 2, 0x08, 5);
  }

  @Test
  void anotherServiceIsExplained() {
    StatusRuntimeException e =
        refused(() ->
            client(ProfilesServiceGrpc.ProfilesServiceBlockingStub.class)
                .export(ExportProfilesServiceRequest.getDefaultInstance()));
    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(e.getMessage()).contains("TraceService, MetricsService and LogsService");
  }

  @Test
  void httpOnTheGrpcPortIsExplained() {
    WebClient web = WebClient.of("h1c://127.0.0.1:" + collector.grpcPort());
    AggregatedHttpResponse answer =
        web.execute(
                RequestHeaders.of(
                    HttpMethod.POST, "/v1/logs", "content-type", "application/x-protobuf"),
                HttpData.wrap(new byte[3]))
            .aggregate()
            .join();
    assertThat(answer.status().code()).isEqualTo(415);
    assertThat(answer.contentUtf8()).contains("HTTP sent to the gRPC port").contains("4318");
  }

  @Test
  void aGrpcClientOnTheHttpPortIsToldInItsOwnWords() {
    LogsServiceGrpc.LogsServiceBlockingStub wrong =
        GrpcClients.newClient(
            "gproto+http://127.0.0.1:" + collector.httpPort() + "/",
            LogsServiceGrpc.LogsServiceBlockingStub.class);
    StatusRuntimeException e = refused(() -> wrong.export(Requests.logs("shop", "a")));
    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(e.getMessage()).contains("gRPC sent to the HTTP port. Use port 4317");
  }
}
