package dev.clew.logstore.loki;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.clew.logstore.LogStore;
import dev.clew.model.TimeRange;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** What clients ask in order to know what the server can do. */
final class LokiStatus {
  /** The version of Loki whose API this is; clients switch features on by it. */
  private static final String VERSION = "3.5.0";

  private static final List<String> SERVICE_LABELS =
      List.of(
          "service",
          "app",
          "application",
          "app_name",
          "name",
          "app_kubernetes_io_name",
          "container",
          "container_name",
          "k8s_container_name",
          "component",
          "workload",
          "job",
          "k8s_job_name");

  private final LogStore store;
  private final Clock clock;

  LokiStatus(LogStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  void buildInfo(LokiHandler.Request request, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("version", VERSION);
    json.writeStringField("revision", "clew");
    json.writeStringField("branch", "HEAD");
    json.writeStringField("buildUser", "");
    json.writeStringField("buildDate", "");
    json.writeStringField("goVersion", "");
    json.writeEndObject();
  }

  /** What Logs Drilldown may ask for. */
  void drilldownLimits(LokiHandler.Request request, JsonGenerator json) throws IOException {
    long kept = TimeRange.nanosOf(clock.instant()) - store.retainedSinceNanos();
    String retention = Duration.ofNanos(kept).toHours() + "h";
    LokiJson loki = new LokiJson(json);
    json.writeStartObject();
    json.writeObjectFieldStart("limits");
    json.writeBooleanField("discover_log_levels", true);
    json.writeFieldName("discover_service_name");
    loki.strings(SERVICE_LABELS);
    json.writeFieldName("log_level_fields");
    loki.strings(List.of("level", "severity", "severity_text", "detected_level"));
    json.writeNumberField("max_entries_limit_per_query", LokiParameters.MOST_LINES);
    json.writeBooleanField("max_line_size_truncate", false);
    json.writeStringField("max_query_bytes_read", "0B");
    json.writeStringField("max_query_length", "0s");
    json.writeStringField("max_query_lookback", "0s");
    json.writeStringField("max_query_range", "0s");
    json.writeNumberField("max_query_series", 500);
    json.writeBooleanField("metric_aggregation_enabled", false);
    json.writeStringField("query_timeout", "30s");
    json.writeStringField("retention_period", retention);
    json.writeBooleanField("volume_enabled", true);
    json.writeNumberField("volume_max_series", 1000);
    json.writeEndObject();
    json.writeBooleanField("pattern_ingester_enabled", true);
    json.writeStringField("version", VERSION);
    json.writeEndObject();
  }
}
