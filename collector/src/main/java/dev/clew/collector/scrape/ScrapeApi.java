package dev.clew.collector.scrape;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.collector.scrape.config.JobConfig;
import dev.clew.collector.scrape.target.PoolState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Prometheus' API about targets and configuration, and what the Targets page needs besides. */
final class ScrapeApi {
  private static final String PREFIX = "/prometheus/api/v1";
  private static final JsonFactory JSON = new JsonFactory();

  private final Scraper scraper;

  ScrapeApi(Scraper scraper) {
    this.scraper = scraper;
  }

  /** Writes the data of an answer. */
  private interface Data {
    void write(ServiceRequestContext context, JsonGenerator out) throws IOException;
  }

  void register(ServerBuilder builder) {
    get(builder, PREFIX + "/targets", true, this::targets);
    get(builder, PREFIX + "/targets/metadata", true, this::metadata);
    get(builder, PREFIX + "/scrape_pools", true, (context, out) -> pools(out));
    get(builder, PREFIX + "/status/config", true, (context, out) -> config(out));
    get(builder, "/api/clew/v1/scrape", false, (context, out) -> overview(out));
    builder.service(
        Route.builder()
            .path("/prometheus/-/reload")
            .methods(HttpMethod.POST, HttpMethod.PUT)
            .build(),
        (context, request) ->
            HttpResponse.of(
                request
                    .aggregate()
                    .thenApplyAsync(body -> reload(), context.blockingTaskExecutor())));
  }

  private static void get(ServerBuilder builder, String path, boolean enveloped, Data data) {
    builder.service(
        Route.builder().path(path).methods(HttpMethod.GET).build(),
        (context, request) ->
            HttpResponse.of(
                request
                    .aggregate()
                    .thenApplyAsync(
                        body -> answer(context, enveloped, data), context.blockingTaskExecutor())));
  }

  private static HttpResponse answer(ServiceRequestContext context, boolean enveloped, Data data) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      if (enveloped) {
        out.writeStartObject();
        out.writeStringField("status", "success");
        out.writeFieldName("data");
      }
      data.write(context, out);
      if (enveloped) {
        out.writeEndObject();
      }
    } catch (IllegalArgumentException e) {
      return badData(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new IllegalStateException("BUG: writing to memory failed", e);
    }
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, HttpData.wrap(bytes.toByteArray()));
  }

  private static HttpResponse badData(String message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("status", "error");
      out.writeStringField("errorType", "bad_data");
      out.writeStringField("error", message);
      out.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("BUG: writing to memory failed", e);
    }
    return HttpResponse.of(
        HttpStatus.BAD_REQUEST, MediaType.JSON, HttpData.wrap(bytes.toByteArray()));
  }

  private HttpResponse reload() {
    if (scraper.settings().configFile().isEmpty()) {
      return HttpResponse.of(
          HttpStatus.BAD_REQUEST,
          MediaType.PLAIN_TEXT_UTF_8,
          "scrape.config_file is not set, so there is nothing to reload\n");
    }
    String problem = scraper.reload();
    return problem.isEmpty()
        ? HttpResponse.of(HttpStatus.OK)
        : HttpResponse.of(
            HttpStatus.INTERNAL_SERVER_ERROR,
            MediaType.PLAIN_TEXT_UTF_8,
            "failed to reload config: %s\n",
            problem);
  }

  private void targets(ServiceRequestContext context, JsonGenerator out) throws IOException {
    String state = Objects.requireNonNullElse(context.queryParam("state"), "any");
    String pool = context.queryParam("scrapePool");
    new TargetsJson(scraper.pools(), pool).write(out, state);
  }

  private void metadata(ServiceRequestContext context, JsonGenerator out) throws IOException {
    LabelSelector selector = LabelSelector.parse(text(context, "match_target"));
    String limitText = text(context, "limit");
    int limit;
    try {
      limit = limitText.isEmpty() ? -1 : Integer.parseInt(limitText);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("limit must be a number", e);
    }
    new TargetMetadataJson(scraper.pools(), selector, text(context, "metric"), limit).write(out);
  }

  private static String text(ServiceRequestContext context, String parameter) {
    return Objects.requireNonNullElse(context.queryParam(parameter), "");
  }

  private void pools(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("scrapePools");
    for (String name : scraper.file().jobs().stream().map(JobConfig::name).sorted().toList()) {
      out.writeString(name);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private void config(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("yaml", scraper.file().text());
    out.writeEndObject();
  }

  private void overview(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("configFile", scraper.settings().configFile());
    out.writeStringField("problem", scraper.problem());
    strings(out, "notes", scraper.file().notes());
    out.writeArrayFieldStart("pools");
    for (PoolState pool : scraper.pools()) {
      JobConfig job = pool.job();
      if (job != null) {
        out.writeStartObject();
        out.writeStringField("name", job.name());
        strings(out, "problems", pool.problems());
        out.writeNumberField("dropped", pool.droppedCount());
        out.writeEndObject();
      }
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void strings(JsonGenerator out, String name, List<String> texts)
      throws IOException {
    out.writeArrayFieldStart(name);
    for (String text : texts) {
      out.writeString(text);
    }
    out.writeEndArray();
  }

  static void labels(JsonGenerator out, String name, @Nullable Map<String, String> labels)
      throws IOException {
    out.writeObjectFieldStart(name);
    if (labels != null) {
      for (Map.Entry<String, String> label : labels.entrySet()) {
        out.writeStringField(label.getKey(), label.getValue());
      }
    }
    out.writeEndObject();
  }
}
