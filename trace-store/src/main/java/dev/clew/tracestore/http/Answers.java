package dev.clew.tracestore.http;

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
import dev.clew.tracestore.QueryCost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Turns what writes JSON into services with the API's errors. */
final class Answers {
  private static final JsonFactory JSON = new JsonFactory();

  private Answers() {}

  /**
   * Writes the answer of one request. A thrown {@link QueryException} answers with the status of
   * its kind, a {@link NoSuchElementException} with 404.
   */
  @FunctionalInterface
  interface Answer {
    void write(ServiceRequestContext context, JsonGenerator json) throws IOException;
  }

  /** Writes a row's value of a column. */
  @FunctionalInterface
  interface Cell {
    void write(int row) throws IOException;
  }

  static HttpService serve(Answer answer) {
    return (context, request) ->
        HttpResponse.of(() -> respond(context, answer), context.blockingTaskExecutor());
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
      return error(HttpStatus.valueOf(e.kind().httpStatus()), e.getMessage(), e.position());
    } catch (NoSuchElementException e) {
      return error(HttpStatus.NOT_FOUND, e.getMessage(), -1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static HttpResponse error(HttpStatus status, @Nullable String message, int position) {
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
    return HttpResponse.of(status, MediaType.JSON_UTF_8, bytes.toByteArray());
  }

  static void column(JsonGenerator json, String name, int rows, Cell cell) throws IOException {
    json.writeArrayFieldStart(name);
    for (int row = 0; row < rows; row++) {
      cell.write(row);
    }
    json.writeEndArray();
  }

  static void stats(JsonGenerator json, QueryCost cost) throws IOException {
    json.writeObjectFieldStart("stats");
    json.writeNumberField("elapsedMillis", Math.round(cost.elapsedNanos() / 1e4) / 1e2);
    json.writeNumberField("scannedRows", cost.scannedRows());
    json.writeNumberField("scannedBlocks", cost.scannedBlocks());
    json.writeNumberField("skippedBlocks", cost.skippedBlocks());
    json.writeNumberField("bytesRead", cost.bytesRead());
    json.writeEndObject();
    if (cost.partial() != null) {
      json.writeObjectFieldStart("partial");
      json.writeStringField("reason", cost.partial());
      json.writeEndObject();
    }
  }
}
