package dev.clew.logstore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.logstore.LogStore;
import dev.clew.model.query.Filter;
import dev.clew.model.query.SearchParser;
import dev.clew.storage.block.Deletion;
import java.io.IOException;
import java.time.Clock;

/** Serves {@code /api/clew/v1/logs/delete}: the right to be forgotten. */
public final class DeleteApi {
  private static final String PATH = "/api/clew/v1/logs/delete";

  private final LogStore store;
  private final Clock clock;

  public DeleteApi(LogStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  public void register(ServerBuilder builder) {
    builder.route().post(PATH).build(notFromElsewhere(JsonAnswers.serve(this::delete)));
    builder.route().get(PATH + "/{id}").build(JsonAnswers.serve(this::state));
  }

  /** A page of another site must not delete anything with the visitor's browser. */
  private static HttpService notFromElsewhere(HttpService service) {
    return (context, request) ->
        "cross-site".equals(request.headers().get("sec-fetch-site"))
            ? HttpResponse.of(
                HttpStatus.FORBIDDEN,
                MediaType.JSON_UTF_8,
                JsonAnswers.errorBody("Only Clew's own pages may delete with a browser.", -1))
            : service.serve(context, request);
  }

  private void delete(ServiceRequestContext context, JsonGenerator json) throws IOException {
    Parameters parameters = new Parameters(context, clock);
    Filter filter = SearchParser.parse(parameters.required("query"));
    parameters.required("start");
    parameters.required("end");
    write(json, store.blocks().delete(filter, parameters.range()));
  }

  private void state(ServiceRequestContext context, JsonGenerator json) throws IOException {
    String id = new Parameters(context, clock).path("id");
    Deletion deletion = store.blocks().deletion(id);
    if (deletion == null) {
      throw new JsonAnswers.NotFoundException("deletion " + id + " is not known");
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
