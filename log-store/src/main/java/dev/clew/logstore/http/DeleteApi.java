package dev.clew.logstore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.logstore.LogStore;
import dev.clew.logstore.logql.LogqlEngine;
import dev.clew.model.TimeRange;
import dev.clew.storage.block.AskedDeletions;
import dev.clew.storage.rows.Deletion;
import dev.clew.storage.rows.WantedRows;
import dev.clew.web.JsonApi;
import dev.clew.web.NotFoundException;
import dev.clew.web.Parameters;
import java.io.IOException;
import java.time.Clock;

/**
 * Serves {@code /api/clew/v1/logs/delete}: the right to be forgotten. What a request would delete
 * is told first, and done when it is asked for again with that number.
 */
public final class DeleteApi {
  private static final String PATH = "/api/clew/v1/logs/delete";

  private final LogStore store;
  private final LogqlEngine logql;
  private final Clock clock;
  private final AskedDeletions asked;

  public DeleteApi(LogStore store, LogqlEngine logql, Clock clock) {
    this.logql = logql;
    this.store = store;
    this.clock = clock;
    this.asked = new AskedDeletions(store.blocks(), clock);
  }

  public void register(ServerBuilder builder) {
    builder.route().post(PATH).build(JsonApi.serve(this::delete));
    builder.route().get(PATH + "/{id}").build(JsonApi.serve(this::state));
  }

  private void delete(ServiceRequestContext context, JsonGenerator json) throws IOException {
    Parameters parameters = new Parameters(context, clock);
    parameters.required("query");
    TimeRange range = parameters.range();
    String request =
        String.join(
            "\n",
            parameters.required("query"),
            parameters.required("start"),
            parameters.required("end"));
    AskedDeletions.Outcome outcome =
        asked.delete(
            request,
            () -> WantedRows.of(QueryText.filter(logql, parameters, range)),
            range,
            AskedDeletions.confirmed(parameters.text("confirm")),
            true);
    write(json, outcome.orAsk("records"));
  }

  private void state(ServiceRequestContext context, JsonGenerator json) throws IOException {
    String id = new Parameters(context, clock).path("id");
    Deletion deletion = store.blocks().deletion(id);
    if (deletion == null) {
      throw new NotFoundException("deletion " + id + " is not known");
    }
    write(json, deletion);
  }

  private static void write(JsonGenerator json, Deletion deletion) throws IOException {
    json.writeStringField("id", deletion.id());
    json.writeStringField("state", deletion.state().id());
    json.writeNumberField("deleted", deletion.rows());
    json.writeNumberField("requestedMillis", deletion.requestedMillis());
    if (deletion.problem() != null) {
      json.writeStringField("problem", deletion.problem());
    }
  }
}
