package dev.clew.packaging.health;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServerBuilder;
import java.util.Locale;

/**
 * {@code GET /api/clew/v1/incidents}: what went wrong, and what is wrong now; {@code POST
 * /api/clew/v1/incidents/acknowledge} takes the events so far out of health.
 */
public final class IncidentsApi {
  private static final String PATH = "/api/clew/v1/incidents";

  private final ObjectMapper json = new ObjectMapper();
  private final IncidentBook book;
  private final Scrubber scrubber;

  public IncidentsApi(IncidentBook book, Scrubber scrubber) {
    this.book = book;
    this.scrubber = scrubber;
  }

  public void register(ServerBuilder builder) {
    builder.route().get(PATH).build((context, request) -> answer(list()));
    builder
        .route()
        .post(PATH + "/acknowledge")
        .build((context, request) ->
            answer(json.createObjectNode().put("acknowledged", book.acknowledge())));
  }

  private static HttpResponse answer(ObjectNode root) {
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON_UTF_8, root.toString());
  }

  /** The newest first. */
  private ObjectNode list() {
    ObjectNode root = json.createObjectNode();
    ArrayNode conditions = root.putArray("conditions");
    for (IncidentBook.Raised raised : book.raised()) {
      conditions
          .addObject()
          .put("sinceMillis", raised.sinceMillis())
          .put("part", raised.part())
          .put("kind", raised.kind().id())
          .put("severity", raised.severity().name().toLowerCase(Locale.ROOT))
          .put("sentence", raised.sentence());
    }
    ArrayNode events = root.putArray("events");
    for (IncidentBook.Event event : book.events().reversed()) {
      IncidentFile.put(event, events.addObject());
    }
    Scrubber.put(scrubber.progress(), root.putObject("scrub"));
    return root;
  }
}
