package dev.clew.logstore.loki;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.ServerBuilder;
import dev.clew.logstore.LogStore;
import dev.clew.logstore.logql.LogqlEngine;
import dev.clew.logstore.logql.result.LogStream;
import dev.clew.logstore.logql.result.LogqlResult;
import dev.clew.logstore.logql.result.LogqlValue;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Loki's HTTP API under {@code /loki}, as Grafana's data source, Logs Drilldown and {@code logcli}
 * use it (docs/loki-api.md). Push is served by the collector.
 */
public final class LokiApi {
  private static final String PREFIX = "/loki/api/v1";

  /** Steps of a range query; the same in Loki and Prometheus. */
  private static final int MOST_POINTS = 11_000;

  private final LogStore store;
  private final LogqlEngine engine;
  private final Clock clock;

  public LokiApi(LogStore store, LogqlEngine engine, Clock clock) {
    this.store = store;
    this.engine = engine;
    this.clock = clock;
  }

  /** Adds the routes, with their full paths. */
  public void register(ServerBuilder builder) {
    add(builder, "/query", this::query);
    add(builder, "/query_range", this::queryRange);
    add(builder, "/format_query", this::formatQuery);
    LokiMetadata metadata = new LokiMetadata(engine);
    add(builder, "/labels", metadata::labels);
    add(builder, "/label", metadata::labels);
    add(builder, "/label/{name}/values", metadata::labelValues);
    add(builder, "/series", metadata::series);
    add(builder, "/index/stats", metadata::stats);
    LokiVolume volume = new LokiVolume(engine);
    add(builder, "/index/volume", volume::volume);
    add(builder, "/index/volume_range", volume::volumeRange);
    LokiDetection detection = new LokiDetection(engine);
    add(builder, "/detected_labels", detection::labels);
    add(builder, "/detected_fields", detection::fields);
    add(builder, "/detected_field/{name}/values", detection::values);
    add(builder, "/patterns", new LokiPatterns(store, engine)::patterns);
    LokiStatus status = new LokiStatus(store, clock);
    add(builder, "/status/buildinfo", status::buildInfo);
    add(builder, "/drilldown-limits", status::drilldownLimits);
    Route delete =
        Route.builder()
            .path(PREFIX + "/delete")
            .methods(HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE)
            .build();
    builder.service(delete, new LokiHandler(new LokiDeletion(store, engine, clock)::handle, clock));
    builder.service(
        "/loki/ready",
        (context, request) ->
            HttpResponse.of(HttpStatus.OK, MediaType.PLAIN_TEXT_UTF_8, "ready\n"));
    builder.serviceUnder(
        "/loki/", // what is not served must not look like the user interface
        (context, request) ->
            HttpResponse.of(
                HttpStatus.NOT_FOUND,
                MediaType.PLAIN_TEXT_UTF_8,
                "404 page not found: " + context.path() + " (docs/loki-api.md lists what is)\n"));
    new LokiTail(store, engine, clock).register(builder, PREFIX + "/tail");
  }

  private void add(ServerBuilder builder, String path, LokiHandler.Endpoint endpoint) {
    Route route =
        Route.builder().path(PREFIX + path).methods(HttpMethod.GET, HttpMethod.POST).build();
    builder.service(route, new LokiHandler(endpoint, clock));
  }

  private void query(LokiHandler.Request request, JsonGenerator json) throws IOException {
    LokiParameters parameters = request.parameters();
    String query = parameters.query();
    if (engine.isLogQuery(query)) {
      throw LokiException.badRequest(
          "log queries are not supported as an instant query type, please change your query to a"
              + " range query type");
    }
    long time = parameters.instant("time", parameters.nowNanos());
    write(request, engine.instant(query, time, request.limits()), json);
  }

  private void queryRange(LokiHandler.Request request, JsonGenerator json) throws IOException {
    LokiParameters parameters = request.parameters();
    String query = parameters.query();
    long start = parameters.start();
    long end = parameters.end();
    if (engine.isLogQuery(query)) {
      LogqlResult result =
          engine.logs(
              query, parameters.range(), parameters.lines(), parameters.order(), request.limits());
      write(request, spaced(result, parameters.interval()), json);
      return;
    }
    long step = parameters.step();
    if (end < start) {
      throw LokiException.badRequest("end timestamp must not be before or equal to start time");
    }
    if ((end - start) / step > MOST_POINTS) {
      throw LokiException.badRequest(
          "exceeded maximum resolution of 11,000 points per time series. Try increasing the value"
              + " of the step parameter");
    }
    write(request, engine.range(query, start, end, step, request.limits()), json);
  }

  private static void write(LokiHandler.Request request, LogqlResult result, JsonGenerator json)
      throws IOException {
    new LokiJson(json)
        .result(result, request.header(LokiJson.FLAGS_HEADER), request.parameters().order());
  }

  /** Per stream the first line, and then the next that is at least the interval away from it. */
  private static LogqlResult spaced(LogqlResult result, long interval) {
    if (interval == 0 || !(result.value() instanceof LogqlValue.Streams(List<LogStream> streams))) {
      return result;
    }
    List<LogStream> kept = new ArrayList<>();
    for (LogStream stream : streams) {
      List<LogStream.LogEntry> entries = new ArrayList<>();
      for (LogStream.LogEntry entry : stream.entries()) {
        if (entries.isEmpty()
            || Math.abs(entry.timeNanos() - entries.getLast().timeNanos()) >= interval) {
          entries.add(entry);
        }
      }
      kept.add(stream.with(entries));
    }
    return new LogqlResult(new LogqlValue.Streams(kept), result.statistics());
  }

  private void formatQuery(LokiHandler.Request request, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("status", "success");
    json.writeStringField("data", engine.format(request.parameters().query()));
    json.writeEndObject();
  }
}
