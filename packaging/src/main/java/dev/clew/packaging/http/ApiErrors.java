package dev.clew.packaging.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.CancellationException;
import com.linecorp.armeria.common.ClosedSessionException;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.stream.AbortedStreamException;
import com.linecorp.armeria.common.stream.CancelledSubscriptionException;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.HttpResponseException;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.RoutePathType;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.model.QueryException;
import dev.clew.web.JsonApi;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last line behind every API: what no endpoint has answered is answered in the form of the API
 * that was asked. What nobody expected is answered with an ID that the log has, too, and with
 * nothing else: no name of an exception, no stack.
 */
final class ApiErrors implements ServerErrorHandler {
  private static final Logger logger = LoggerFactory.getLogger(ApiErrors.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpHeaders always;

  private ApiErrors(HttpHeaders always) {
    this.always = always;
  }

  /**
   * @param always of every answer; the server adds them, except where a request is not understood
   */
  static void register(ServerBuilder builder, HttpHeaders always) {
    ApiErrors errors = new ApiErrors(always);
    builder.errorHandler(errors);
    // What is below it belongs to the API, whether there is such a path or not. Those of Prometheus
    // and Loki see to it themselves.
    builder
        .route()
        .pathPrefix("/api/")
        .build((context, request) -> {
          throw HttpStatusException.of(HttpStatus.NOT_FOUND);
        });
  }

  /** Whether the path is there for another method; the router, which caches, does not say. */
  private static boolean isThereOtherwise(ServiceRequestContext context) {
    if (context.config().route().pathType() != RoutePathType.PREFIX) {
      return false;
    }
    for (ServiceConfig other : context.config().virtualHost().serviceConfigs()) {
      Route route = other.route();
      boolean isEverything =
          route.pathType() == RoutePathType.PREFIX || route.patternString().equals("/*");
      for (HttpMethod method : isEverything ? Set.<HttpMethod>of() : route.methods()) {
        if (route.apply(context.routingContext().withMethod(method), false).isPresent()) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public HttpResponse onServiceException(ServiceRequestContext context, Throwable thrown) {
    Throwable cause = Exceptions.peel(thrown);
    if (cause instanceof HttpResponseException ready) {
      return ready.httpResponse();
    }
    HttpStatus status = status(cause);
    if (status.equals(HttpStatus.NOT_FOUND) && isThereOtherwise(context)) {
      status = HttpStatus.METHOD_NOT_ALLOWED;
    }
    String message =
        switch (cause) {
          case QueryException query -> String.valueOf(query.getMessage());
          default -> sentence(status, context.method().name() + " " + context.path());
        };
    if (status.equals(HttpStatus.INTERNAL_SERVER_ERROR)) {
      String id = String.format("%08x", ThreadLocalRandom.current().nextInt());
      logger.error("Cannot answer {} {} (error {})", context.method(), context.path(), id, cause);
      message = "internal error " + id + " (the log of Clew says more under this ID)";
    }
    return answer(context.path(), status, message).toHttpResponse();
  }

  @Override
  public AggregatedHttpResponse onProtocolViolation(
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    AggregatedHttpResponse answer = renderStatus(null, config, headers, status, description, cause);
    return AggregatedHttpResponse.of(
        answer.headers().withMutations(more -> more.add(always)), answer.content());
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext context,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    String path = headers == null ? "" : headers.path();
    return answer(path, status, sentence(status, path));
  }

  private static HttpStatus status(Throwable cause) {
    return switch (cause) {
      case HttpStatusException known -> known.httpStatus();
      case QueryException query -> HttpStatus.valueOf(query.kind().httpStatus());
      case ContentTooLargeException large -> HttpStatus.REQUEST_ENTITY_TOO_LARGE;
      case RequestTimeoutException late -> HttpStatus.SERVICE_UNAVAILABLE;
      case CancellationException gone -> HttpStatus.SERVICE_UNAVAILABLE;
      case ClosedSessionException gone -> HttpStatus.SERVICE_UNAVAILABLE;
      case ClosedStreamException gone -> HttpStatus.SERVICE_UNAVAILABLE;
      case AbortedStreamException gone -> HttpStatus.SERVICE_UNAVAILABLE;
      case CancelledSubscriptionException gone -> HttpStatus.SERVICE_UNAVAILABLE;
      default -> HttpStatus.INTERNAL_SERVER_ERROR;
    };
  }

  private static String sentence(HttpStatus status, String what) {
    return switch (status.code()) {
      case 404 -> what + ": not found (expected: a path of docs/http-api.md)";
      case 405 -> what + ": method not allowed (expected: another method)";
      case 414 -> "the address is too long (expected: at most 64 KiB)";
      case 413 -> what + ": request too large (expected: at most http.max_request_bytes)";
      case 415 -> what + ": media type not supported (expected: another content type)";
      case 503 -> what + ": not answered in time (expected: within http.request_timeout)";
      default -> what + ": " + status.reasonPhrase();
    };
  }

  private static AggregatedHttpResponse answer(String path, HttpStatus status, String message) {
    if (path.startsWith("/prometheus/")) {
      ObjectNode body = JSON.createObjectNode();
      body.put("status", "error");
      body.put("errorType", prometheusType(status));
      body.put("error", message);
      return response(status, MediaType.JSON_UTF_8, HttpData.ofUtf8(body.toString()));
    }
    if (path.startsWith("/api/")) {
      return response(status, MediaType.JSON_UTF_8, HttpData.wrap(JsonApi.errorBody(message, -1)));
    }
    // Loki's own errors are a sentence as plain text, as are those of all that is no API.
    return response(status, MediaType.PLAIN_TEXT_UTF_8, HttpData.ofUtf8(message + "\n"));
  }

  private static AggregatedHttpResponse response(HttpStatus status, MediaType type, HttpData body) {
    ResponseHeaders headers =
        ResponseHeaders.builder(status)
            .contentType(type)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .build();
    return AggregatedHttpResponse.of(headers, body);
  }

  private static String prometheusType(HttpStatus status) {
    return switch (status.code()) {
      case 404 -> "not_found";
      case 422 -> "execution";
      case 503 -> "timeout";
      case 500 -> "internal";
      default -> "bad_data";
    };
  }
}
