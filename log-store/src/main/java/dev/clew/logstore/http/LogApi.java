package dev.clew.logstore.http;

import com.linecorp.armeria.server.ServerBuilder;
import dev.clew.logstore.LogStore;
import dev.clew.web.JsonApi;
import java.time.Clock;

/** Serves {@code /api/clew/v1/logs/…} as {@code docs/http-api.md} defines it. */
public final class LogApi {
  private static final String BASE = "/api/clew/v1/logs";

  private final LogStore store;
  private final Clock clock;
  private final ExportApi exports;

  public LogApi(LogStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
    this.exports = new ExportApi(store, clock);
  }

  public void register(ServerBuilder builder) {
    serve(builder, "/search", new SearchApi(store, clock)::search);
    serve(builder, "/analyze", new AnalyzeApi(store, clock)::analyze);
    serve(builder, "/histogram", new HistogramApi(store, clock)::histogram);
    FacetsApi facets = new FacetsApi(store, clock);
    serve(builder, "/facets", facets::facets);
    serve(builder, "/values", facets::values);
    serve(builder, "/fields", new FieldsApi(store, clock)::fields);
    serve(builder, "/patterns", new PatternsApi(store, clock)::patterns);
    RecordApi records = new RecordApi(store, clock);
    serve(builder, "/record/{id}", records::record);
    serve(builder, "/context/{id}", records::context);
    exports.register(builder, BASE + "/export");
    new TailApi(store, clock).register(builder, BASE + "/tail");
  }

  ExportApi exports() {
    return exports;
  }

  private static void serve(ServerBuilder builder, String path, JsonApi.Answer answer) {
    builder.service(BASE + path, JsonApi.serve(answer));
  }
}
