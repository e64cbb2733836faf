package dev.clew.logstore.http;

import com.linecorp.armeria.server.ServerBuilder;
import dev.clew.logstore.LogStore;
import dev.clew.logstore.logql.LogqlEngine;
import dev.clew.web.JsonApi;
import java.time.Clock;

/** Serves {@code /api/clew/v1/logs/…} as {@code docs/http-api.md} defines it. */
public final class LogApi {
  private static final String BASE = "/api/clew/v1/logs";

  private final LogStore store;
  private final LogqlEngine logql;
  private final Clock clock;
  private final ExportApi exports;

  public LogApi(LogStore store, LogqlEngine logql, Clock clock) {
    this.store = store;
    this.logql = logql;
    this.clock = clock;
    this.exports = new ExportApi(store, clock);
  }

  public void register(ServerBuilder builder) {
    serve(builder, "/search", new SearchApi(store, logql, clock)::search);
    serve(builder, "/analyze", new AnalyzeApi(store, logql, clock)::analyze);
    serve(builder, "/histogram", new HistogramApi(store, logql, clock)::histogram);
    FacetsApi facets = new FacetsApi(store, logql, clock);
    serve(builder, "/facets", facets::facets);
    serve(builder, "/values", facets::values);
    serve(builder, "/fields", new FieldsApi(store, logql, clock)::fields);
    serve(builder, "/patterns", new PatternsApi(store, logql, clock)::patterns);
    RecordApi records = new RecordApi(store, clock);
    serve(builder, "/record/{id}", records::record);
    serve(builder, "/context/{id}", records::context);
    exports.register(builder, BASE + "/export");
    new TailApi(store, logql).register(builder, BASE + "/tail");
  }

  ExportApi exports() {
    return exports;
  }

  private static void serve(ServerBuilder builder, String path, JsonApi.Answer answer) {
    builder.service(BASE + path, JsonApi.serve(answer));
  }
}
