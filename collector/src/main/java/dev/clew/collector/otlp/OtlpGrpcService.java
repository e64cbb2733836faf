package dev.clew.collector.otlp;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.grpc.GrpcService;
import dev.clew.collector.Refusal;
import dev.clew.collector.RefusedException;
import dev.clew.model.Signal;
import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.netty.util.AttributeKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * OTLP/gRPC: the three export services over raw bytes. The methods are declared with a marshaller
 * that leaves a message as it is, so the generated classes never see it; status codes, deadlines,
 * compression and size limits stay Armeria's.
 */
public final class OtlpGrpcService {
  private static final Logger log = LoggerFactory.getLogger(OtlpGrpcService.class);

  private static final Set<String> ENCODINGS = Set.of("identity", "gzip", "zstd");

  /** Set when a refusal is in the receiver log already. */
  private static final AttributeKey<Boolean> NOTED =
      AttributeKey.valueOf(OtlpGrpcService.class, "NOTED");

  private final OtlpIntake intake;

  public OtlpGrpcService(OtlpIntake intake) {
    this.intake = intake;
  }

  /** Adds the services, and an answer for everything else that may arrive at this port. */
  public void register(ServerBuilder builder, int maxDecompressedBytes) {
    GrpcService service =
        GrpcService.builder()
            .addService(service(Signal.LOGS, "opentelemetry.proto.collector.logs.v1.LogsService"))
            .addService(
                service(Signal.METRICS, "opentelemetry.proto.collector.metrics.v1.MetricsService"))
            .addService(
                service(Signal.TRACES, "opentelemetry.proto.collector.trace.v1.TraceService"))
            .supportedSerializationFormats(GrpcSerializationFormats.PROTO)
            .useMethodMarshaller(true)
            .useBlockingTaskExecutor(true)
            .maxRequestMessageLength(maxDecompressedBytes)
            .decompressorRegistry(
                DecompressorRegistry.getDefaultInstance().with(new ZstdCodec(), true))
            .build();
    builder.service(service);
    builder.serviceUnder("/", this::refuseOther);
    builder.decorator((delegate, context, request) -> front(delegate, context, request));
  }

  /** Refuses what is not gRPC, and notes what Armeria itself refuses. */
  private HttpResponse front(
      HttpService delegate, ServiceRequestContext context, HttpRequest request) throws Exception {
    if (!isGrpc(request)) {
      return refuseOther(context, request);
    }
    String encoding = request.headers().get("grpc-encoding", "identity");
    if (!ENCODINGS.contains(encoding)) {
      return refused(
          context,
          new Refusal(
              Refusal.Kind.CONTENT_ENCODING,
              "grpc-encoding: " + encoding + " is not supported",
              "Use gzip, zstd or none (OTEL_EXPORTER_OTLP_COMPRESSION=gzip)."));
    }
    context.log().whenComplete().thenAccept(done -> noteArmeriaRefusal(context, done));
    return delegate.serve(context, request);
  }

  private static boolean isGrpc(HttpRequest request) {
    return request.headers().get(HttpHeaderNames.CONTENT_TYPE, "").startsWith("application/grpc");
  }

  private HttpResponse refuseOther(ServiceRequestContext context, HttpRequest request) {
    String path = request.path();
    if (isGrpc(request)) {
      return refused(
          context,
          new Refusal(
              Refusal.Kind.WRONG_PATH,
              "no such gRPC method: " + path,
              "The services are TraceService, MetricsService and LogsService of"
                  + " opentelemetry.proto.collector, version v1."));
    }
    Refusal refusal =
        new Refusal(
            Refusal.Kind.WRONG_PROTOCOL,
            "HTTP sent to the gRPC port",
            "Use port 4318, or set OTEL_EXPORTER_OTLP_PROTOCOL=grpc.");
    intake.refused(Remote.of(context), "http", "", refusal);
    return HttpResponse.of(
        HttpStatus.UNSUPPORTED_MEDIA_TYPE, MediaType.JSON, OtlpAnswer.json(refusal));
  }

  private HttpResponse refused(ServiceRequestContext context, Refusal refusal) {
    context.setAttr(NOTED, true);
    intake.refused(Remote.of(context), "grpc", "", refusal);
    return GrpcRefusal.trailersOnly(refusal);
  }

  private void noteArmeriaRefusal(ServiceRequestContext context, RequestLog done) {
    if (context.hasAttr(NOTED)) {
      return;
    }
    String status =
        done.responseTrailers().get("grpc-status", done.responseHeaders().get("grpc-status", "0"));
    Refusal.Kind kind =
        switch (status) {
          case "3" -> Refusal.Kind.MALFORMED;
          case "8" -> Refusal.Kind.TOO_LARGE;
          case "2", "13" -> Refusal.Kind.INTERNAL;
          default -> null;
        };
    if (kind != null) {
      String message =
          done.responseTrailers()
              .get("grpc-message", done.responseHeaders().get("grpc-message", "gRPC " + status));
      String remedy =
          switch (kind) {
            case TOO_LARGE -> "Send smaller batches, or raise collector.max_decompressed_bytes.";
            default -> "Send OTLP as the SDKs do.";
          };
      intake.refused(Remote.of(context), "grpc", "", new Refusal(kind, message, remedy));
    }
  }

  private ServerServiceDefinition service(Signal signal, String name) {
    MethodDescriptor<byte[], byte[]> export =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(name, "Export"))
            .setRequestMarshaller(RawBytes.INSTANCE)
            .setResponseMarshaller(RawBytes.INSTANCE)
            .build();
    return ServerServiceDefinition.builder(name)
        .addMethod(
            export,
            ServerCalls.asyncUnaryCall(
                (byte[] request, StreamObserver<byte[]> answer) -> export(signal, request, answer)))
        .build();
  }

  private void export(Signal signal, byte[] request, StreamObserver<byte[]> answer) {
    ServiceRequestContext context = ServiceRequestContext.current();
    try {
      intake.enter();
    } catch (RefusedException e) {
      refuse(context, signal, e.refusal(), answer);
      return;
    }
    try {
      OtlpIntake.Origin origin = new OtlpIntake.Origin(Remote.of(context), "grpc", signal);
      intake
          .take(origin, request, 0, request.length)
          .whenComplete((taken, failure) -> {
            intake.leave();
            if (failure != null) {
              failed(context, signal, failure, answer);
            } else {
              answer.onNext(OtlpAnswer.protobuf(taken));
              answer.onCompleted();
            }
          });
    } catch (RuntimeException e) {
      intake.leave();
      failed(context, signal, e, answer);
    }
  }

  private void failed(
      ServiceRequestContext context,
      Signal signal,
      Throwable failure,
      StreamObserver<byte[]> answer) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof RefusedException e) {
      refuse(context, signal, e.refusal(), answer);
      return;
    }
    log.error("Cannot take a request of {}", signal.id(), cause);
    refuse(
        context,
        signal,
        new Refusal(
            Refusal.Kind.INTERNAL,
            "the collector failed",
            "The reason is in the log of the appliance."),
        answer);
  }

  private void refuse(
      ServiceRequestContext context,
      Signal signal,
      Refusal refusal,
      StreamObserver<byte[]> answer) {
    context.setAttr(NOTED, true);
    intake.refused(Remote.of(context), "grpc", signal.id(), refusal);
    answer.onError(GrpcRefusal.exception(refusal));
  }

  /** Messages as they are. */
  private enum RawBytes implements MethodDescriptor.Marshaller<byte[]> {
    INSTANCE;

    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try (stream) {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The {@code zstd} message encoding, which collectors can be set to. */
  private static final class ZstdCodec implements Codec {
    @Override
    public String getMessageEncoding() {
      return "zstd";
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
}
