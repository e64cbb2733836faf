package dev.clew.logstore.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.model.QueryException;
import dev.clew.model.memory.AnswerBytes;
import dev.clew.storage.block.AskedDeletions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Answers requests with JSON, and faults with the status that goes with them. What nobody expected
 * goes on to the server's error handler.
 */
final class JsonAnswers {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonAnswers() {}

  /** Writes the answer of one request. */
  @FunctionalInterface
  interface Answer {
    void write(ServiceRequestContext context, JsonGenerator json) throws IOException;
  }

  /** There is no such thing. */
  static final class NotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotFoundException(String message) {
      super(message);
    }
  }

  static HttpService serve(Answer answer) {
    return (context, request) ->
        HttpResponse.of(() -> respond(context, answer), context.blockingTaskExecutor());
  }

  /** The answer to a query that is refused. */
  static HttpResponse refuse(QueryException fault) {
    HttpStatus status = HttpStatus.valueOf(fault.kind().httpStatus());
    byte[] body = errorBody(String.valueOf(fault.getMessage()), fault.position());
    return HttpResponse.of(status, MediaType.JSON_UTF_8, body);
  }

  private static HttpResponse respond(ServiceRequestContext context, Answer answer) {
    try {
      AnswerBytes bytes = new AnswerBytes();
      try (JsonGenerator json = JSON.createGenerator(bytes)) {
        json.writeStartObject();
        answer.write(context, json);
        json.writeEndObject();
      }
      return HttpResponse.of(HttpStatus.OK, MediaType.JSON_UTF_8, bytes.toByteArray());
    } catch (AskedDeletions.UnconfirmedException e) {
      return HttpResponse.of(HttpStatus.CONFLICT, MediaType.JSON_UTF_8, e.json());
    } catch (QueryException e) {
      return refuse(e);
    } catch (NotFoundException e) {
      return error(HttpStatus.NOT_FOUND, String.valueOf(e.getMessage()), -1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpResponse error(HttpStatus status, String message, int position) {
    return HttpResponse.of(status, MediaType.JSON_UTF_8, errorBody(message, position));
  }

  static byte[] errorBody(String message, int position) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeObjectFieldStart("error");
      json.writeStringField("message", message);
      if (position >= 0) {
        json.writeNumberField("position", position);
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("BUG: writing to memory failed", e);
    }
    return bytes.toByteArray();
  }
}
