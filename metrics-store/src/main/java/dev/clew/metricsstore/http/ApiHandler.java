package dev.clew.metricsstore.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.model.QueryException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads parameters, runs an endpoint off the event loop and wraps what it answers. What nobody
 * expected goes on to the server's error handler.
 */
final class ApiHandler implements HttpService {
  private static final Logger logger = LoggerFactory.getLogger(ApiHandler.class);
  private static final JsonFactory FACTORY = new JsonFactory();

  /** Writes the {@code data} of an answer. It is closed when the answer is over. */
  interface Data extends AutoCloseable {
    void write(JsonGenerator json) throws IOException;

    /** Warnings that only writing brings to light. */
    default List<String> warnings() {
      return List.of();
    }

    @Override
    default void close() {}
  }

  /**
   * What an endpoint answers.
   *
   * @param data null for nothing
   */
  record Answer(@Nullable Data data, List<String> warnings, List<String> infos) {
    /** Nothing to say: status 204. */
    static final Answer NONE = new Answer(null, List.of(), List.of());

    static Answer of(Data data) {
      return new Answer(data, List.of(), List.of());
    }
  }

  /** One path of the API. */
  interface Endpoint {
    Answer handle(ServiceRequestContext ctx, PrometheusParameters parameters);
  }

  private final Endpoint endpoint;

  ApiHandler(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    // The engine has a timeout of its own, with an error that says so.
    ctx.clearRequestTimeout();
    CompletableFuture<HttpResponse> response = new CompletableFuture<>();
    request
        .aggregate()
        .thenAcceptAsync(whole -> respond(ctx, whole, response), ctx.blockingTaskExecutor())
        .exceptionally(fault -> {
          response.completeExceptionally(fault);
          return null;
        });
    return HttpResponse.of(response);
  }

  @SuppressWarnings("ReferenceEquality") // there is one that says nothing
  private void respond(
      ServiceRequestContext ctx,
      AggregatedHttpRequest request,
      CompletableFuture<HttpResponse> response) {
    try {
      Answer answer = endpoint.handle(ctx, PrometheusParameters.of(ctx, request));
      Data data = answer.data();
      if (data == null) {
        response.complete(HttpResponse.of(HttpStatus.NO_CONTENT));
      } else {
        try (data) {
          write(HttpStatus.OK, json -> success(json, data, answer), response);
        }
      }
    } catch (ApiException e) {
      error(e.type(), String.valueOf(e.getMessage()), response);
    } catch (QueryException e) {
      error(type(e.kind()), String.valueOf(e.getMessage()), response);
    }
  }

  private static ApiException.Type type(QueryException.Kind kind) {
    return switch (kind) {
      case SYNTAX -> ApiException.Type.BAD_DATA;
      case EXECUTION, LIMIT, MEMORY -> ApiException.Type.EXECUTION;
      case BUSY -> ApiException.Type.BUSY;
      case TIMEOUT -> ApiException.Type.TIMEOUT;
      case CANCELED -> ApiException.Type.CANCELED;
    };
  }

  static void success(JsonGenerator json, Data data, Answer answer) throws IOException {
    json.writeStartObject();
    json.writeStringField("status", "success");
    json.writeFieldName("data");
    data.write(json);
    List<String> warnings = new ArrayList<>(answer.warnings());
    warnings.addAll(data.warnings());
    messages(json, "warnings", warnings);
    messages(json, "infos", answer.infos());
    json.writeEndObject();
  }

  private static void messages(JsonGenerator json, String name, List<String> messages)
      throws IOException {
    if (messages.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart(name);
    for (String message : messages) {
      json.writeString(message);
    }
    json.writeEndArray();
  }

  private static void error(
      ApiException.Type type, String message, CompletableFuture<HttpResponse> response) {
    write(
        type.status(),
        json -> {
          json.writeStartObject();
          json.writeStringField("status", "error");
          json.writeStringField("errorType", type.text());
          json.writeStringField("error", message);
          json.writeEndObject();
        },
        response);
  }

  private static void write(
      HttpStatus status, Data data, CompletableFuture<HttpResponse> response) {
    ResponseBody body =
        new ResponseBody(
            ResponseHeaders.builder(status).contentType(MediaType.JSON).build(), response);
    try (JsonGenerator json = FACTORY.createGenerator(body)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      data.write(json);
      json.flush();
      body.close();
    } catch (IOException | RuntimeException | StackOverflowError e) {
      logger.debug("An answer was not sent whole", e);
      body.abort(e);
    } catch (InternalError e) { // so a mapped page fails that the disk cannot read
      body.abort(e);
      throw e;
    }
  }

  /** {@code application/x-www-form-urlencoded}, whatever its parameters. */
  static QueryParams form(AggregatedHttpRequest request) {
    MediaType type = request.contentType();
    return type != null && type.is(MediaType.FORM_DATA)
        ? QueryParams.fromQueryString(request.contentUtf8())
        : QueryParams.of();
  }
}
