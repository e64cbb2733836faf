package dev.clew.logstore.loki;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.model.QueryException;
import dev.clew.model.TimeRange;
import dev.clew.model.memory.AnswerBytes;
import dev.clew.storage.rows.QueryLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;

/**
 * Answers one endpoint with JSON, by GET or by POST of a form, and faults as Loki does: a sentence
 * as plain text.
 */
final class LokiHandler implements HttpService {
  private static final JsonFactory JSON = new JsonFactory();

  /** Writes an answer; nothing is an answer, too. */
  @FunctionalInterface
  interface Endpoint {
    void write(Request request, JsonGenerator json) throws IOException;
  }

  /** What an endpoint is asked. */
  record Request(ServiceRequestContext context, LokiParameters parameters) {
    /** Bounds of a query, which ends when the caller goes away. */
    QueryLimits limits() {
      return QueryLimits.DEFAULT.withCanceled(context::isCancelled);
    }

    String header(String name) {
      return context.request().headers().get(name, "");
    }
  }

  private final Endpoint endpoint;
  private final Clock clock;

  LokiHandler(Endpoint endpoint, Clock clock) {
    this.endpoint = endpoint;
    this.clock = clock;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(body -> answer(context, body), context.blockingTaskExecutor()));
  }

  private HttpResponse answer(ServiceRequestContext context, AggregatedHttpRequest request) {
    try {
      AnswerBytes bytes = new AnswerBytes();
      try (JsonGenerator json = JSON.createGenerator(bytes)) {
        endpoint.write(new Request(context, parameters(context, request)), json);
      }
      return bytes.size() == 0
          ? HttpResponse.of(HttpStatus.NO_CONTENT)
          : HttpResponse.of(HttpStatus.OK, MediaType.JSON_UTF_8, bytes.toByteArray());
    } catch (LokiException | QueryException e) {
      return fault(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LokiParameters parameters(ServiceRequestContext context, AggregatedHttpRequest request) {
    QueryParams params = context.queryParams();
    MediaType type = request.contentType();
    if (request.method() == HttpMethod.POST && type != null && type.is(MediaType.FORM_DATA)) {
      QueryParams form = QueryParams.fromQueryString(request.contentUtf8());
      params = params.toBuilder().add(form).build();
    }
    String name = context.pathParam("name");
    return new LokiParameters(params, name == null ? "" : name, TimeRange.nanosOf(clock.instant()));
  }

  /** What nobody expected goes on to the server's error handler. */
  static HttpResponse fault(RuntimeException fault) {
    return switch (fault) {
      case LokiException e -> text(e.status(), String.valueOf(e.getMessage()));
      case QueryException e -> text(status(e.kind()), String.valueOf(e.getMessage()));
      default -> throw fault;
    };
  }

  /** Loki has one status for all that is wrong with a query; there is nothing wrong with memory. */
  private static HttpStatus status(QueryException.Kind kind) {
    return switch (kind) {
      case SYNTAX, EXECUTION, LIMIT -> HttpStatus.BAD_REQUEST;
      case MEMORY, BUSY -> HttpStatus.valueOf(kind.httpStatus());
      case TIMEOUT -> HttpStatus.GATEWAY_TIMEOUT;
      case CANCELED -> HttpStatus.valueOf(499);
    };
  }

  private static HttpResponse text(HttpStatus status, String message) {
    return HttpResponse.of(status, MediaType.PLAIN_TEXT_UTF_8, message + "\n");
  }
}
