package dev.clew.correlation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.QueryException;
import dev.clew.model.memory.AnswerBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Serves {@code /api/clew/v1/correlation…} as {@code docs/http-api.md} defines it. */
public final class CorrelationApi {
  private static final String BASE = "/api/clew/v1";
  private static final int DEFAULT_LIMIT = 2000;

  /** An answer holds all of them in memory. */
  private static final int MOST = 10_000;

  private static final JsonFactory JSON = new JsonFactory();

  private final Correlation correlation;

  public CorrelationApi(Correlation correlation) {
    this.correlation = correlation;
  }

  public void register(ServerBuilder builder) {
    builder.service(BASE + "/correlation-keys", serve((context, json) -> keys(json)));
    // Any value and key; in a path, those with a slash or of dots alone have no place.
    builder.service(
        BASE + "/correlation",
        serve((context, json) ->
            lookUp(context, context.queryParam("key"), context.queryParam("value"), json)));
    builder.service(
        BASE + "/correlation/{value}",
        serve((context, json) -> lookUp(context, null, context.pathParam("value"), json)));
    builder.service(
        BASE + "/correlation/{key}/{value}",
        serve((context, json) ->
            lookUp(context, context.pathParam("key"), context.pathParam("value"), json)));
  }

  /** Writes the answer of one request; a thrown {@link QueryException} answers as its kind. */
  @FunctionalInterface
  private interface Answer {
    void write(ServiceRequestContext context, JsonGenerator json) throws IOException;
  }

  private void lookUp(
      ServiceRequestContext context,
      @Nullable String key,
      @Nullable String value,
      JsonGenerator json)
      throws IOException {
    if (value == null || value.isBlank()) {
      throw new QueryException(QueryException.Kind.SYNTAX, "value: \"\" (expected: an ID)", -1);
    }
    CorrelationReport report =
        correlation.lookUp(
            key == null || key.isEmpty() ? null : key,
            value.strip(),
            Parameters.range(context),
            Parameters.limit(context, DEFAULT_LIMIT, MOST));
    new ReportJson(json).write(report);
  }

  private void keys(JsonGenerator json) throws IOException {
    CorrelationKeys keys = correlation.keys();
    json.writeStartObject();
    json.writeArrayFieldStart("keys");
    key(json, CorrelationKeys.TRACE_ID, List.of());
    for (String name : keys.names()) {
      key(json, name, keys.spellingsOf(name));
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void key(JsonGenerator json, String name, List<String> spellings)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", name);
    json.writeArrayFieldStart("spellings");
    json.writeString(name);
    for (String spelling : spellings) {
      if (!spelling.equals(name.toLowerCase(Locale.ROOT))) {
        json.writeString(spelling);
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static HttpService serve(Answer answer) {
    return (context, request) ->
        HttpResponse.of(() -> respond(context, answer), context.blockingTaskExecutor());
  }

  private static HttpResponse respond(ServiceRequestContext context, Answer answer) {
    try {
      AnswerBytes bytes = new AnswerBytes();
      try (JsonGenerator json = JSON.createGenerator(bytes)) {
        answer.write(context, json);
      }
      return HttpResponse.of(HttpStatus.OK, MediaType.JSON_UTF_8, bytes.toByteArray());
    } catch (QueryException e) {
      return error(HttpStatus.valueOf(e.kind().httpStatus()), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpResponse error(HttpStatus status, String message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeObjectFieldStart("error");
      json.writeStringField("message", message);
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("BUG: writing to memory failed", e);
    }
    return HttpResponse.of(status, MediaType.JSON_UTF_8, bytes.toByteArray());
  }
}
