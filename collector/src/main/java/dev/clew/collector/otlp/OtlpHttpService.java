package dev.clew.collector.otlp;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.collector.body.ClaimedBytes;
import dev.clew.collector.body.ContentCoding;
import dev.clew.collector.body.Receiving;
import dev.clew.collector.body.Remote;
import dev.clew.collector.intake.Refusal;
import dev.clew.collector.intake.RefusedException;
import dev.clew.model.Signal;
import dev.clew.model.memory.MemoryBudget;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * OTLP/HTTP: the whole port, with the path at which Prometheus takes metrics, wrong paths included,
 * so that every refusal says what to change. Decompression, JSON and the check run on the workers.
 */
public final class OtlpHttpService implements HttpService {
  private static final Logger log = LoggerFactory.getLogger(OtlpHttpService.class);

  private static final MediaType PROTOBUF = MediaType.create("application", "x-protobuf");

  /** So that a small request is written without growing. */
  private static final int SPARE_BYTES = 1 << 10;

  private static final String PATHS = "/v1/traces, /v1/metrics and /v1/logs";

  private final OtlpIntake intake;
  private final Receiving receiving;

  public OtlpHttpService(OtlpIntake intake, Receiving receiving) {
    this.intake = intake;
    this.receiving = receiving;
  }

  /** Adds the paths of Prometheus to a server that has others as well. */
  public void registerMetrics(ServerBuilder builder) {
    builder.service("/prometheus/api/v1/otlp/v1/metrics", this);
    builder.service("/api/v1/otlp/v1/metrics", this);
  }

  /** What is known of a request from its headers. */
  private record Envelope(Signal signal, boolean json, ContentCoding coding) {}

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    Envelope envelope;
    try {
      envelope = envelope(request.headers());
    } catch (RefusedException e) {
      // The body is left unread: Armeria drops it.
      return refused(context, request.headers(), e.refusal());
    }
    String remote = Remote.of(context);
    return HttpResponse.of(
        receiving
            .receive(context, request, (body, claim) -> take(remote, envelope, body, claim))
            .thenApply(taken -> accepted(envelope, taken))
            .exceptionally(failure -> failed(context, request.headers(), failure)));
  }

  private static Envelope envelope(RequestHeaders headers) {
    String path = headers.path();
    int query = path.indexOf('?');
    path = query < 0 ? path : path.substring(0, query);
    refuseGrpc(headers);
    Signal signal = signal(path);
    if (signal == null) {
      throw new RefusedException(
          Refusal.Kind.WRONG_PATH, "no such path: " + path, pathRemedy(path));
    }
    if (headers.method() != HttpMethod.POST) {
      throw new RefusedException(
          Refusal.Kind.WRONG_METHOD,
          "method " + headers.method() + " on " + path,
          "Send telemetry with POST; to read it, use the UI port (8080 by default).");
    }
    boolean json = isJson(headers.contentType(), headers.get(HttpHeaderNames.CONTENT_TYPE, ""));
    return new Envelope(
        signal, json, ContentCoding.parse(headers.get(HttpHeaderNames.CONTENT_ENCODING, "")));
  }

  private static void refuseGrpc(RequestHeaders headers) {
    if (isGrpc(headers)) {
      throw new RefusedException(
          Refusal.Kind.WRONG_PROTOCOL,
          "gRPC sent to the HTTP port",
          "Use port 4317, or set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf.");
    }
  }

  private static boolean isGrpc(RequestHeaders headers) {
    return headers.get(HttpHeaderNames.CONTENT_TYPE, "").startsWith("application/grpc");
  }

  private static @Nullable Signal signal(String path) {
    return switch (path) {
      case "/v1/logs" -> Signal.LOGS;
      case "/v1/metrics", "/prometheus/api/v1/otlp/v1/metrics", "/api/v1/otlp/v1/metrics" ->
          Signal.METRICS;
      case "/v1/traces" -> Signal.TRACES;
      default -> null;
    };
  }

  private static String pathRemedy(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    String meant =
        lower.contains("trace") || lower.contains("span")
            ? "/v1/traces"
            : lower.contains("metric") ? "/v1/metrics" : lower.contains("log") ? "/v1/logs" : "";
    String hint = meant.isEmpty() ? "" : "Did you mean " + meant + "? ";
    if (lower.matches(".*/v1/(traces|metrics|logs)/v1/.*")) {
      hint += "The SDK appends the path itself to OTEL_EXPORTER_OTLP_ENDPOINT. ";
    } else if (lower.equals("/")) {
      hint =
          "OTEL_EXPORTER_OTLP_ENDPOINT takes the address without a path, the variables per signal"
              + " take it with the path. ";
    }
    return hint + "The paths are " + PATHS + ".";
  }

  private static boolean isJson(@Nullable MediaType type, String header) {
    if (type != null && type.type().equals("application")) {
      switch (type.subtype()) {
        case "x-protobuf", "protobuf" -> {
          return false;
        }
        case "json" -> {
          return true;
        }
        default -> {}
      }
    }
    throw new RefusedException(
        Refusal.Kind.CONTENT_TYPE,
        "Content-Type: " + (header.isEmpty() ? "none" : header) + " is not supported",
        "Use application/x-protobuf or application/json.");
  }

  private CompletableFuture<OtlpIntake.Taken> take(
      String remote, Envelope envelope, ClaimedBytes body, MemoryBudget.Claim claim) {
    OtlpIntake.Origin origin = new OtlpIntake.Origin(remote, "http", envelope.signal());
    int most = receiving.maxDecompressedBytes();
    if (!envelope.json()) {
      ClaimedBytes protobuf = envelope.coding().decode(body, most, claim);
      return intake.take(origin, protobuf.array(), 0, protobuf.size());
    }
    OtlpJson.Converted converted =
        OtlpJson.toProtobuf(
            envelope.signal(),
            envelope.coding().stream(body, most),
            intake.limits(),
            claim,
            body.size() + SPARE_BYTES);
    body.release();
    return intake.take(
        origin,
        converted.request(),
        0,
        converted.length(),
        new OtlpIntake.Left(converted.droppedRecords(), converted.dropReason()));
  }

  private static HttpResponse accepted(Envelope envelope, OtlpIntake.Taken taken) {
    return envelope.json()
        ? HttpResponse.of(HttpStatus.OK, MediaType.JSON, OtlpAnswer.json(envelope.signal(), taken))
        : HttpResponse.of(HttpStatus.OK, PROTOBUF, HttpData.wrap(OtlpAnswer.protobuf(taken)));
  }

  private HttpResponse failed(
      ServiceRequestContext context, RequestHeaders headers, Throwable failure) {
    Refusal refusal = Receiving.refusalOf(failure);
    if (refusal != null) {
      return refused(context, headers, refusal);
    }
    if (context.isCancelled() || Receiving.isSendersFault(failure)) {
      return HttpResponse.ofFailure(failure); // the sender went away
    }
    log.error("Cannot take a request to {}", headers.path(), failure);
    return refused(
        context,
        headers,
        new Refusal(
            Refusal.Kind.INTERNAL,
            "the collector failed",
            "The reason is in the log of the appliance."));
  }

  private HttpResponse refused(
      ServiceRequestContext context, RequestHeaders headers, Refusal refusal) {
    Signal signal = signal(headers.path());
    intake.refused(
        Remote.of(context),
        isGrpc(headers) ? "grpc" : "http",
        signal == null ? "" : signal.id(),
        refusal);
    if (isGrpc(headers) && context.sessionProtocol().isMultiplex()) {
      return GrpcRefusal.trailersOnly(refusal); // the only form in which a gRPC client shows it
    }
    boolean protobuf =
        headers.get(HttpHeaderNames.CONTENT_TYPE, "").startsWith("application/x-protobuf");
    ResponseHeadersBuilder answer =
        ResponseHeaders.builder(HttpStatus.valueOf(refusal.kind().httpStatus()))
            .contentType(protobuf ? PROTOBUF : MediaType.JSON);
    switch (refusal.kind()) {
      case WRONG_METHOD -> answer.set(HttpHeaderNames.ALLOW, "POST, OPTIONS");
      case CONTENT_ENCODING -> answer.set(HttpHeaderNames.ACCEPT_ENCODING, ContentCoding.ALL);
      default -> {}
    }
    if (refusal.kind().retryable()) {
      answer.set(HttpHeaderNames.RETRY_AFTER, Integer.toString(Refusal.RETRY_SECONDS));
    }
    byte[] body =
        protobuf
            ? OtlpAnswer.protobuf(refusal)
            : OtlpAnswer.json(refusal).getBytes(StandardCharsets.UTF_8);
    return HttpResponse.of(answer.build(), HttpData.wrap(body));
  }
}
