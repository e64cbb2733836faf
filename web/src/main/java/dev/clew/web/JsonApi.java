package dev.clew.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.model.QueryException;
import dev.clew.model.memory.AnswerBytes;
import dev.clew.model.seam.ReadyAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Clew's own API: answers requests with a JSON object, and faults with the status that goes with
 * them and {@code {"error":{"message":…,"position":…}}}. What nobody expected goes on to the
 * server's error handler.
 */
public final class JsonApi {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonApi() {}

  /** Writes what stands within the outermost object of the answer to one request. */
  @FunctionalInterface
  public interface Answer {
    /**
     * @throws QueryException answered with the status of its kind
     * @throws NotFoundException answered with 404
     */
    void write(ServiceRequestContext context, JsonGenerator json) throws IOException;
  }

  /** A service that answers on a thread that may wait. */
  public static HttpService serve(Answer answer) {
    return (context, request) ->
        HttpResponse.of(() -> respond(context, answer), context.blockingTaskExecutor());
  }

  private static HttpResponse respond(ServiceRequestContext context, Answer answer) {
    try {
      AnswerBytes bytes = new AnswerBytes();
      object(bytes, json -> answer.write(context, json));
      return HttpResponse.of(HttpStatus.OK, MediaType.JSON_UTF_8, bytes.toByteArray());
    } catch (QueryException e) {
      return refuse(e);
    } catch (NotFoundException e) {
      return error(HttpStatus.NOT_FOUND, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      if (e instanceof ReadyAnswer ready) {
        return HttpResponse.of(
            HttpStatus.valueOf(ready.httpStatus()), MediaType.JSON_UTF_8, ready.json());
      }
      throw e;
    }
  }

  /** The answer to a query that is refused. */
  public static HttpResponse refuse(QueryException fault) {
    return HttpResponse.of(
        HttpStatus.valueOf(fault.kind().httpStatus()),
        MediaType.JSON_UTF_8,
        errorBody(String.valueOf(fault.getMessage()), fault.position()));
  }

  public static HttpResponse error(HttpStatus status, String message) {
    return HttpResponse.of(status, MediaType.JSON_UTF_8, errorBody(message, -1));
  }

  /**
   * @param position of the fault in the query, in characters from 0; -1 when it is not known
   */
  public static byte[] errorBody(String message, int position) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    object(
        bytes,
        json -> {
          json.writeObjectFieldStart("error");
          json.writeStringField("message", message);
          if (position >= 0) {
            json.writeNumberField("position", position);
          }
          json.writeEndObject();
        });
    return bytes.toByteArray();
  }

  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private static void object(OutputStream bytes, Fields fields) {
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
