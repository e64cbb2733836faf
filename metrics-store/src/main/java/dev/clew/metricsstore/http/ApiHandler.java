package dev.clew.metricsstore.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.model.QueryException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads parameters, runs an endpoint off the event loop and wraps what it answers. */
final class ApiHandler implements HttpService {
  private static final Logger logger = LoggerFactory.getLogger(ApiHandler.class);
  private static final JsonFactory FACTORY = new JsonFactory();

  /** Writes the {@code data} of an answer. */
  interface Data {
    void write(JsonGenerator json) throws IOException;
  }

  /** What an endpoint answers. */
  record Answer(Data data, List<String> warnings, List<String> infos) {
    static Answer of(Data data) {
      return new Answer(data, List.of(), List.of());
    }
  }

  /** One path of the API. */
  interface Endpoint {
    Answer handle(ServiceRequestContext ctx, Parameters parameters);
  }

  private final Endpoint endpoint;

  ApiHandler(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    // The engine has a timeout of its own, with an error that says so.
    ctx.clearRequestTimeout();
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(whole -> respond(ctx, whole), ctx.blockingTaskExecutor()));
  }

  private HttpResponse respond(ServiceRequestContext ctx, AggregatedHttpRequest request) {
    try {
      Answer answer = endpoint.handle(ctx, parameters(ctx, request));
      return json(HttpStatus.OK, json -> success(json, answer));
    } catch (ApiException e) {
      return error(HttpStatus.BAD_REQUEST, "bad_data", String.valueOf(e.getMessage()));
    } catch (QueryException e) {
      String type =
          switch (e.kind()) {
            case SYNTAX -> "bad_data";
            case EXECUTION, LIMIT -> "execution";
            case TIMEOUT -> "timeout";
            case CANCELED -> "canceled";
          };
      HttpStatus status = HttpStatus.valueOf(e.kind().httpStatus());
      return error(status, type, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      logger.error("Request failed: {}", ctx.path(), e);
      return error(HttpStatus.INTERNAL_SERVER_ERROR, "internal", String.valueOf(e.getMessage()));
    }
  }

  private static Parameters parameters(ServiceRequestContext ctx, AggregatedHttpRequest request) {
    QueryParams params = ctx.queryParams();
    MediaType type = request.contentType();
    if (type != null && type.is(MediaType.FORM_DATA)) {
      params =
          QueryParams.builder()
              .add(params)
              .add(QueryParams.fromQueryString(request.contentUtf8()))
              .build();
    }
    return new Parameters(params);
  }

  private static void success(JsonGenerator json, Answer answer) throws IOException {
    json.writeStartObject();
    json.writeStringField("status", "success");
    json.writeFieldName("data");
    answer.data().write(json);
    messages(json, "warnings", answer.warnings());
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

  private static HttpResponse error(HttpStatus status, String type, String message) {
    return json(
        status,
        json -> {
          json.writeStartObject();
          json.writeStringField("status", "error");
          json.writeStringField("errorType", type);
          json.writeStringField("error", message);
          json.writeEndObject();
        });
  }

  private static HttpResponse json(HttpStatus status, Data data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      data.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HttpResponse.of(status, MediaType.JSON, HttpData.wrap(out.toByteArray()));
  }
}
