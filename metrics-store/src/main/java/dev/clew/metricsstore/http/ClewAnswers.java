package dev.clew.metricsstore.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.model.QueryException;
import dev.clew.model.memory.AnswerBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Answers in the form of Clew's own API, as {@code docs/http-api.md} defines it. */
final class ClewAnswers {
  private static final JsonFactory FACTORY = new JsonFactory();

  private ClewAnswers() {}

  /** Writes what stands within the outermost object. */
  interface Answer {
    void write(ServiceRequestContext context, JsonGenerator json) throws IOException;
  }

  static HttpService serve(Answer answer) {
    return (context, request) ->
        HttpResponse.of(() -> respond(context, answer), context.blockingTaskExecutor());
  }

  private static HttpResponse respond(ServiceRequestContext context, Answer answer) {
    try {
      AnswerBytes bytes = new AnswerBytes();
      write(bytes, json -> answer.write(context, json));
      return HttpResponse.of(HttpStatus.OK, MediaType.JSON_UTF_8, bytes.toByteArray());
    } catch (QueryException e) {
      return error(HttpStatus.valueOf(e.kind().httpStatus()), String.valueOf(e.getMessage()));
    }
  }

  private static HttpResponse error(HttpStatus status, String message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    write(
        bytes,
        json -> {
          json.writeObjectFieldStart("error");
          json.writeStringField("message", message);
          json.writeEndObject();
        });
    return HttpResponse.of(status, MediaType.JSON_UTF_8, bytes.toByteArray());
  }

  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private static void write(OutputStream bytes, Fields fields) {
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
