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
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.collector.Refusal;
import dev.clew.collector.RefusedException;
import dev.clew.model.Signal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the receivers of other protocols over HTTP have in common: a body of bounded size is taken
 * by a worker, refusals are answered and noted.
 */
public abstract class PushService implements HttpService {
  private static final Logger log = LoggerFactory.getLogger(PushService.class);

  private final OtlpIntake intake;
  private final String protocol;
  private final Signal signal;
  private final int maxRequestBytes;
  private final Executor workers;

  /**
   * @param protocol its name in the receiver log
   * @param workers where {@link #take} runs
   */
  protected PushService(
      OtlpIntake intake, String protocol, Signal signal, int maxRequestBytes, Executor workers) {
    this.intake = intake;
    this.protocol = protocol;
    this.signal = signal;
    this.maxRequestBytes = maxRequestBytes;
    this.workers = workers;
  }

  /**
   * Refuses by the headers alone what is not worth reading.
   *
   * @throws RefusedException when it is not
   */
  protected abstract void check(RequestHeaders headers);

  /**
   * Decodes and buffers a request.
   *
   * @param remote who sent it
   * @throws RefusedException when nothing of it was taken
   */
  protected abstract CompletableFuture<HttpResponse> take(
      String remote, RequestHeaders headers, byte[] body);

  /** The body of an answer that refuses everything. */
  protected HttpData explain(ResponseHeadersBuilder answer, Refusal refusal) {
    answer.contentType(MediaType.PLAIN_TEXT_UTF_8);
    return HttpData.ofUtf8(refusal.message() + "\n");
  }

  @Override
  public final HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    context.setMaxRequestLength(0); // BoundedBody limits it, with an answer of its own
    try {
      if (request.method() != HttpMethod.POST) {
        throw new RefusedException(
            Refusal.Kind.WRONG_METHOD, "method " + request.method(), "Send with POST.");
      }
      check(request.headers());
      intake.enter();
    } catch (RefusedException e) {
      return refused(context, e.refusal());
    }
    CompletableFuture<HttpResponse> response =
        BoundedBody.read(request, maxRequestBytes)
            .thenComposeAsync(body -> take(Remote.of(context), request.headers(), body), workers)
            .exceptionally(failure -> failed(context, failure));
    response.whenComplete((done, failure) -> intake.leave());
    return HttpResponse.of(response);
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
    log.error("Cannot take a request of {}", protocol, cause);
    return refused(
        context,
        new Refusal(
            Refusal.Kind.INTERNAL,
            "the collector failed",
            "The reason is in the log of the appliance."));
  }

  private HttpResponse refused(ServiceRequestContext context, Refusal refusal) {
    intake.refused(Remote.of(context), protocol, signal.id(), refusal);
    ResponseHeadersBuilder answer =
        ResponseHeaders.builder(HttpStatus.valueOf(refusal.kind().httpStatus()));
    if (refusal.kind() == Refusal.Kind.WRONG_METHOD) {
      answer.set(HttpHeaderNames.ALLOW, "POST");
    }
    if (refusal.kind().retryable()) {
      answer.set(HttpHeaderNames.RETRY_AFTER, Integer.toString(Refusal.RETRY_SECONDS));
    }
    HttpData body = explain(answer, refusal);
    return HttpResponse.of(answer.build(), body);
  }
}
