package dev.clew.correlation;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.model.CorrelationKeys;
import dev.clew.web.JsonApi;
import dev.clew.web.Parameters;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Serves {@code /api/clew/v1/correlation…} as {@code docs/http-api.md} defines it. */
public final class CorrelationApi {
  private static final String BASE = "/api/clew/v1";
  private static final int DEFAULT_LIMIT = 2000;

  /** An answer holds all of them in memory. */
  private static final int MOST = 10_000;

  private final Correlation correlation;

  public CorrelationApi(Correlation correlation) {
    this.correlation = correlation;
  }

  public void register(ServerBuilder builder) {
    builder.service(BASE + "/correlation-keys", JsonApi.serve((context, json) -> keys(json)));
    // Any value and key; in a path, those with a slash or of dots alone have no place.
    builder.service(
        BASE + "/correlation",
        JsonApi.serve((context, json) ->
            lookUp(context, context.queryParam("key"), context.queryParam("value"), json)));
    builder.service(
        BASE + "/correlation/{value}",
        JsonApi.serve((context, json) -> lookUp(context, null, context.pathParam("value"), json)));
    builder.service(
        BASE + "/correlation/{key}/{value}",
        JsonApi.serve((context, json) ->
            lookUp(context, context.pathParam("key"), context.pathParam("value"), json)));
  }

  private void lookUp(
      ServiceRequestContext context,
      @Nullable String key,
      @Nullable String value,
      JsonGenerator json)
      throws IOException {
    if (value == null || value.isBlank()) {
      throw Parameters.wrong("value", "", "an ID");
    }
    Parameters parameters = new Parameters(context, InstantSource.system());
    CorrelationReport report =
        correlation.lookUp(
            key == null || key.isEmpty() ? null : key,
            value.strip(),
            parameters.openRange(),
            parameters.number("limit", DEFAULT_LIMIT, MOST));
    new ReportJson(json).write(report);
  }

  private void keys(JsonGenerator json) throws IOException {
    CorrelationKeys keys = correlation.keys();
    json.writeArrayFieldStart("keys");
    key(json, CorrelationKeys.TRACE_ID, List.of());
    for (String name : keys.names()) {
      key(json, name, keys.spellingsOf(name));
    }
    json.writeEndArray();
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
}
