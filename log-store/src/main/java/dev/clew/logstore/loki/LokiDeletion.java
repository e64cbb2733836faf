package dev.clew.logstore.loki;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpMethod;
import dev.clew.logstore.LogStore;
import dev.clew.logstore.logql.LogqlEngine;
import dev.clew.model.NumberText;
import dev.clew.model.TimeRange;
import dev.clew.storage.block.AskedDeletions;
import dev.clew.storage.rows.Deletion;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * {@code /loki/api/v1/delete}: deletes the lines of a log query for good. Lines are invisible as
 * soon as the answer came, so there is nothing to cancel; a line that came after the request is not
 * touched. Loki's clients know no confirmation, so it is asked for only where a query would delete
 * most of what there is.
 */
final class LokiDeletion {
  /** Requests that are listed; older ones are forgotten. */
  private static final int LISTED = 100;

  private final LogStore store;
  private final LogqlEngine engine;
  private final AskedDeletions deletions;

  /** Guarded by itself; the newest first. */
  private final Deque<Asked> requests = new ArrayDeque<>();

  private record Asked(String query, TimeRange range, Deletion deletion) {}

  LokiDeletion(LogStore store, LogqlEngine engine, Clock clock) {
    this.store = store;
    this.engine = engine;
    this.deletions = new AskedDeletions(store.blocks(), clock);
  }

  void handle(LokiHandler.Request request, JsonGenerator json) throws IOException {
    HttpMethod method = request.context().method();
    if (method == HttpMethod.GET) {
      list(json);
    } else if (method == HttpMethod.DELETE) {
      throw LokiException.badRequest(
          "deletions take effect at once and cannot be cancelled (expected: GET or POST)");
    } else {
      delete(request);
    }
  }

  private void delete(LokiHandler.Request request) throws IOException {
    LokiParameters parameters = request.parameters();
    String query = parameters.query();
    if (!engine.isLogQuery(query)) {
      throw LokiException.badRequest("query: a metric query (expected: a log query)");
    }
    if (parameters.text("start").isEmpty()) {
      throw LokiException.badRequest("start: \"\" (expected: the time from which on to delete)");
    }
    TimeRange range = parameters.range();
    AskedDeletions.Outcome outcome =
        deletions.delete(
            String.join("\n", query, parameters.text("start"), parameters.text("end")),
            () -> engine.rows(query, range),
            range,
            AskedDeletions.confirmed(parameters.text("confirm")),
            false);
    Deletion deletion = outcome.deletion();
    if (deletion == null) {
      long lines = outcome.extent().matching();
      throw LokiException.badRequest(
          "query: it would delete "
              + lines
              + " of the "
              + outcome.extent().rows()
              + " lines of this time (expected: half of them at most, or the parameter confirm="
              + lines
              + ")");
    }
    synchronized (requests) {
      requests.addFirst(new Asked(query, range, deletion));
      if (requests.size() > LISTED) {
        requests.removeLast();
      }
    }
  }

  private void list(JsonGenerator json) throws IOException {
    List<Asked> asked;
    synchronized (requests) {
      asked = List.copyOf(requests);
    }
    json.writeStartArray();
    for (Asked one : asked) {
      Deletion now = store.blocks().deletion(one.deletion().id());
      Deletion.State state = now == null ? Deletion.State.DONE : now.state();
      json.writeStartObject();
      json.writeStringField("request_id", one.deletion().id());
      seconds(json, "start_time", one.range().startNanos() / 1e9);
      seconds(json, "end_time", one.range().endNanos() / 1e9);
      json.writeStringField("query", one.query());
      json.writeStringField("status", state == Deletion.State.DONE ? "processed" : "received");
      seconds(json, "created_at", one.deletion().requestedMillis() / 1e3);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Clients read a time of Prometheus here, which has no exponent. */
  private static void seconds(JsonGenerator json, String name, double value) throws IOException {
    json.writeFieldName(name);
    json.writeNumber(NumberText.of(value));
  }
}
