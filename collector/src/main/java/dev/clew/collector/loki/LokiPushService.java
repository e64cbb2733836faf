package dev.clew.collector.loki;

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
import dev.clew.collector.Refusal;
import dev.clew.collector.RefusedException;
import dev.clew.collector.SnappyBody;
import dev.clew.collector.otlp.BoundedBody;
import dev.clew.collector.otlp.ContentCoding;
import dev.clew.collector.otlp.OtlpIntake;
import dev.clew.collector.otlp.Remote;
import dev.clew.model.Signal;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /loki/api/v1/push}, as Promtail, Alloy, Fluent Bit, Vector and the Docker driver send
 * it: protobuf with snappy, or JSON. It is turned into OTLP and goes the way of all logs. Tenants
 * ({@code X-Scope-OrgID}) are ignored. Answers as Loki does: 204, or a sentence as plain text.
 */
public final class LokiPushService implements HttpService {
  private static final Logger log = LoggerFactory.getLogger(LokiPushService.class);
  private static final String PROTOCOL = "loki";
  private static final String SNAPPY_REMEDY =
      "Protobuf is sent in Snappy's block format; send JSON with Content-Type: application/json.";

  private final OtlpIntake intake;
  private final int maxRequestBytes;
  private final int maxDecompressedBytes;
  private final Executor workers;

  /**
   * @param workers where decompressing and checking run
   */
  public LokiPushService(
      OtlpIntake intake, int maxRequestBytes, int maxDecompressedBytes, Executor workers) {
    this.intake = intake;
    this.maxRequestBytes = maxRequestBytes;
    this.maxDecompressedBytes = maxDecompressedBytes;
    this.workers = workers;
  }

  public void register(ServerBuilder builder) {
    builder.service("/loki/api/v1/push", this);
    builder.service("/api/prom/push", this); // the path of Loki's first version
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    context.setMaxRequestLength(0); // BoundedBody limits it, with an answer of its own
    try {
      if (request.method() != HttpMethod.POST) {
        throw new RefusedException(
            Refusal.Kind.WRONG_METHOD, "method " + request.method(), "Send lines with POST.");
      }
      intake.enter();
    } catch (RefusedException e) {
      return refused(context, e.refusal());
    }
    CompletableFuture<HttpResponse> response =
        BoundedBody.read(request, maxRequestBytes)
            .thenComposeAsync(body -> take(context, request.headers(), body), workers)
            .thenApply(LokiPushService::answer)
            .exceptionally(failure -> failed(context, failure));
    response.whenComplete((done, failure) -> intake.leave());
    return HttpResponse.of(response);
  }

  private CompletableFuture<OtlpIntake.Taken> take(
      ServiceRequestContext context, RequestHeaders headers, byte[] body) {
    byte[] otlp =
        isJson(headers.get(HttpHeaderNames.CONTENT_TYPE, ""))
            ? PushJson.toOtlp(decompressed(headers, body))
            : PushProtobuf.toOtlp(unsnapped(headers, body));
    OtlpIntake.Origin origin = new OtlpIntake.Origin(Remote.of(context), PROTOCOL, Signal.LOGS);
    return intake.take(origin, otlp, 0, otlp.length);
  }

  /** What is not JSON is protobuf, as with Loki: some clients send no type, or one of their own. */
  private static boolean isJson(String type) {
    String plain = type.toLowerCase(Locale.ROOT);
    if (plain.startsWith("application/json")) {
      return true;
    }
    if (plain.isEmpty() || plain.contains("protobuf") || plain.contains("octet-stream")) {
      return false;
    }
    throw new RefusedException(
        Refusal.Kind.CONTENT_TYPE,
        "Content-Type: " + Shortened.of(type) + " is not supported",
        "Use application/json, or application/x-protobuf with snappy.");
  }

  private byte[] decompressed(RequestHeaders headers, byte[] body) {
    ContentCoding coding = ContentCoding.parse(headers.get(HttpHeaderNames.CONTENT_ENCODING, ""));
    return coding.decode(body, maxDecompressedBytes);
  }

  /** Snappy belongs to the protobuf form, whether a header says so or not. */
  private byte[] unsnapped(RequestHeaders headers, byte[] body) {
    String coding = headers.get(HttpHeaderNames.CONTENT_ENCODING, "");
    return coding.isEmpty() || coding.equalsIgnoreCase("snappy")
        ? SnappyBody.decode(body, maxDecompressedBytes, SNAPPY_REMEDY)
        : decompressed(headers, body);
  }

  /** Loki answers 400 when it drops lines, and keeps the others; its clients do not try again. */
  private static HttpResponse answer(OtlpIntake.Taken taken) {
    return taken.droppedRecords() == 0
        ? HttpResponse.of(HttpStatus.NO_CONTENT)
        : HttpResponse.of(
            HttpStatus.BAD_REQUEST,
            MediaType.PLAIN_TEXT_UTF_8,
            taken.message() + " The other lines were taken.\n");
  }

  private HttpResponse failed(ServiceRequestContext context, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof RefusedException e) {
      return refused(context, e.refusal());
    }
    if (context.isCancelled()) {
      return HttpResponse.ofFailure(cause); // the sender went away
    }
    log.error("Cannot take a push request", cause);
    return refused(
        context,
        new Refusal(
            Refusal.Kind.INTERNAL,
            "the collector failed",
            "The reason is in the log of the appliance."));
  }

  private HttpResponse refused(ServiceRequestContext context, Refusal refusal) {
    intake.refused(Remote.of(context), PROTOCOL, Signal.LOGS.id(), refusal);
    ResponseHeadersBuilder answer =
        ResponseHeaders.builder(HttpStatus.valueOf(refusal.kind().httpStatus()))
            .contentType(MediaType.PLAIN_TEXT_UTF_8);
    if (refusal.kind() == Refusal.Kind.WRONG_METHOD) {
      answer.set(HttpHeaderNames.ALLOW, "POST");
    }
    if (refusal.kind().retryable()) {
      answer.set(HttpHeaderNames.RETRY_AFTER, Integer.toString(Refusal.RETRY_SECONDS));
    }
    return HttpResponse.of(answer.build(), HttpData.ofUtf8(refusal.message() + "\n"));
  }
}
