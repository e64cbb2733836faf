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
import dev.clew.collector.body.ClaimedBytes;
import dev.clew.collector.body.Receiving;
import dev.clew.collector.body.Remote;
import dev.clew.collector.intake.Refusal;
import dev.clew.collector.intake.RefusedException;
import dev.clew.model.Signal;
import dev.clew.model.memory.MemoryBudget;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the receivers of other protocols over HTTP have in common: a body of bounded size is taken
 * by a worker, refusals are answered and noted.
 */
public abstract class PushService implements HttpService {
  private static final Logger log = LoggerFactory.getLogger(PushService.class);

  private final OtlpIntake intake;
  private final Receiving receiving;
  private final String protocol;
  private final Signal signal;

  /**
   * @param protocol its name in the receiver log
   */
  protected PushService(OtlpIntake intake, Receiving receiving, String protocol, Signal signal) {
    this.intake = intake;
    this.receiving = receiving;
    this.protocol = protocol;
    this.signal = signal;
  }

  /**
   * Refuses by the headers alone what is not worth reading.
   *
   * @throws RefusedException when it is not
   */
  protected abstract void check(RequestHeaders headers);

  /**
   * Decodes and buffers a request; runs on a worker.
   *
   * @param remote who sent it
   * @param claim for what the body becomes
   * @throws RefusedException when nothing of it was taken
   */
  protected abstract CompletableFuture<HttpResponse> take(
      String remote, RequestHeaders headers, ClaimedBytes body, MemoryBudget.Claim claim);

  /** The body of an answer that refuses everything. */
  protected HttpData explain(ResponseHeadersBuilder answer, Refusal refusal) {
    answer.contentType(MediaType.PLAIN_TEXT_UTF_8);
    return HttpData.ofUtf8(refusal.message() + "\n");
  }

  @Override
  public final HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    try {
      if (request.method() != HttpMethod.POST) {
        throw new RefusedException(
            Refusal.Kind.WRONG_METHOD, "method " + request.method(), "Send with POST.");
      }
      check(request.headers());
    } catch (RefusedException e) {
      return refused(context, e.refusal());
    }
    String remote = Remote.of(context);
    return HttpResponse.of(
        receiving
            .receive(
                context, request, (body, claim) -> take(remote, request.headers(), body, claim))
            .exceptionally(failure -> failed(context, failure)));
  }

  /** Answers a request that failed while it was received or worked on. */
  protected final HttpResponse failed(ServiceRequestContext context, Throwable failure) {
    Refusal refusal = Receiving.refusalOf(failure);
    if (refusal != null) {
      return refused(context, refusal);
    }
    if (context.isCancelled() || Receiving.isSendersFault(failure)) {
      return HttpResponse.ofFailure(failure); // the sender went away
    }
    log.error("Cannot take a request of {}", protocol, failure);
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
