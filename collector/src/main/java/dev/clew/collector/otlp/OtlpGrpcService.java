package dev.clew.collector.otlp;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.collector.body.ClaimedBytes;
import dev.clew.collector.body.ContentCoding;
import dev.clew.collector.body.Receiving;
import dev.clew.collector.body.Remote;
import dev.clew.collector.intake.Refusal;
import dev.clew.collector.intake.RefusedException;
import dev.clew.model.Signal;
import dev.clew.model.memory.MemoryBudget;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * OTLP/gRPC: the three export services over raw bytes. They are unary calls, whose body is one
 * message behind its length, so they go the same way as requests over HTTP: within the memory of
 * all requests, and with refusals of our own words in the place of a library's.
 */
public final class OtlpGrpcService implements HttpService {
  private static final Logger log = LoggerFactory.getLogger(OtlpGrpcService.class);

  private static final MediaType GRPC = MediaType.create("application", "grpc");
  private static final HttpHeaders OK = HttpHeaders.of("grpc-status", "0");
  private static final ResponseHeaders ANSWER =
      ResponseHeaders.builder(HttpStatus.OK)
          .contentType(GRPC)
          .set("grpc-encoding", "identity")
          .set("grpc-accept-encoding", "identity,gzip,zstd")
          .build();

  private final OtlpIntake intake;
  private final Receiving receiving;

  public OtlpGrpcService(OtlpIntake intake, Receiving receiving) {
    this.intake = intake;
    this.receiving = receiving;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    if (!isGrpc(request)) {
      return refuseOther(context);
    }
    Signal signal = signal(context.path());
    ContentCoding coding;
    try {
      if (signal == null) {
        throw new RefusedException(
            Refusal.Kind.WRONG_PATH,
            "no such gRPC method: " + context.path(),
            "The services are TraceService, MetricsService and LogsService of"
                + " opentelemetry.proto.collector, version v1.");
      }
      coding = coding(request.headers().get("grpc-encoding", "identity"));
    } catch (RefusedException e) {
      return refused(context, signal, e.refusal());
    }
    OtlpIntake.Origin origin = new OtlpIntake.Origin(Remote.of(context), "grpc", signal);
    return HttpResponse.of(
        receiving
            .receive(context, request, (body, claim) -> take(origin, coding, body, claim))
            .thenApply(OtlpGrpcService::accepted)
            .exceptionally(failure -> failed(context, signal, failure)));
  }

  private static boolean isGrpc(HttpRequest request) {
    String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
    return type.equals("application/grpc")
        || type.startsWith("application/grpc+proto")
        || type.startsWith("application/grpc;");
  }

  private static @Nullable Signal signal(String path) {
    return switch (path) {
      case "/opentelemetry.proto.collector.logs.v1.LogsService/Export" -> Signal.LOGS;
      case "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export" -> Signal.METRICS;
      case "/opentelemetry.proto.collector.trace.v1.TraceService/Export" -> Signal.TRACES;
      default -> null;
    };
  }

  private static ContentCoding coding(String encoding) {
    return switch (encoding) {
      case "identity" -> ContentCoding.IDENTITY;
      case "gzip" -> ContentCoding.GZIP;
      case "zstd" -> ContentCoding.ZSTD;
      default ->
          throw new RefusedException(
              Refusal.Kind.CONTENT_ENCODING,
              "grpc-encoding: " + encoding + " is not supported",
              "Use gzip, zstd or none (OTEL_EXPORTER_OTLP_COMPRESSION=gzip).");
    };
  }

  private HttpResponse refuseOther(ServiceRequestContext context) {
    Refusal refusal =
        new Refusal(
            Refusal.Kind.WRONG_PROTOCOL,
            "HTTP sent to the gRPC port",
            "Use port 4318, or set OTEL_EXPORTER_OTLP_PROTOCOL=grpc.");
    intake.refused(Remote.of(context), "http", "", refusal);
    return HttpResponse.of(
        HttpStatus.UNSUPPORTED_MEDIA_TYPE, MediaType.JSON, OtlpAnswer.json(refusal));
  }

  private CompletableFuture<OtlpIntake.Taken> take(
      OtlpIntake.Origin origin, ContentCoding coding, ClaimedBytes body, MemoryBudget.Claim claim) {
    GrpcMessage.Opened message =
        GrpcMessage.open(body, coding, receiving.maxDecompressedBytes(), claim);
    return intake.take(origin, message.array(), message.offset(), message.length());
  }

  private static HttpResponse accepted(OtlpIntake.Taken taken) {
    return HttpResponse.of(ANSWER, GrpcMessage.of(OtlpAnswer.protobuf(taken)), OK);
  }

  private HttpResponse failed(ServiceRequestContext context, Signal signal, Throwable failure) {
    Refusal refusal = Receiving.refusalOf(failure);
    if (refusal != null) {
      return refused(context, signal, refusal);
    }
    if (context.isCancelled() || Receiving.isSendersFault(failure)) {
      return HttpResponse.ofFailure(failure); // the sender went away
    }
    log.error("Cannot take a request of {}", signal.id(), failure);
    return refused(
        context,
        signal,
        new Refusal(
            Refusal.Kind.INTERNAL,
            "the collector failed",
            "The reason is in the log of the appliance."));
  }

  private HttpResponse refused(
      ServiceRequestContext context, @Nullable Signal signal, Refusal refusal) {
    intake.refused(Remote.of(context), "grpc", signal == null ? "" : signal.id(), refusal);
    return GrpcRefusal.trailersOnly(refusal);
  }
}
