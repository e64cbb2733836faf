package dev.clew.metricsstore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.metricsstore.cardinality.CardinalityReport;
import dev.clew.metricsstore.cardinality.CardinalityReport.Count;
import dev.clew.metricsstore.cardinality.CardinalityReport.DayTotals;
import dev.clew.metricsstore.cardinality.SeriesStatistics;
import java.io.IOException;
import java.util.List;

/** What Prometheus tells of itself under {@code /prometheus/api/v1/status}. */
public final class PrometheusStatusApi {
  private static final int MAX_ITEMS = 10_000;

  private final SeriesStatistics statistics;

  public PrometheusStatusApi(SeriesStatistics statistics) {
    this.statistics = statistics;
  }

  /** Adds the routes, with their full paths. */
  public void register(ServerBuilder builder) {
    PrometheusApi.add(builder, "/status/tsdb", this::tsdb);
  }

  private ApiHandler.Answer tsdb(ServiceRequestContext context, Parameters parameters) {
    CardinalityReport report = statistics.cardinality(null, items(parameters.text("limit")));
    List<DayTotals> days = report.days();
    return ApiHandler.Answer.of(json -> {
      json.writeStartObject();
      json.writeObjectFieldStart("headStats");
      json.writeNumberField("numSeries", report.series());
      json.writeNumberField("numLabelPairs", report.labelPairs());
      json.writeNumberField("chunkCount", days.stream().mapToInt(DayTotals::segments).sum());
      json.writeNumberField(
          "minTime", days.stream().mapToLong(DayTotals::minMillis).min().orElse(Long.MAX_VALUE));
      json.writeNumberField(
          "maxTime", days.stream().mapToLong(DayTotals::maxMillis).max().orElse(Long.MIN_VALUE));
      json.writeEndObject();
      items(json, "seriesCountByMetricName", report.metrics());
      items(json, "labelValueCountByLabelName", report.labels());
      items(json, "memoryInBytesByLabelName", report.labelBytes());
      items(
          json,
          "seriesCountByLabelValuePair",
          report.pairs().stream()
              .map(pair -> new Count(pair.name() + "=" + pair.value(), pair.series(), 0))
              .toList());
      json.writeEndObject();
    });
  }

  private static int items(String text) {
    if (text.isEmpty()) {
      return 10;
    }
    int limit;
    try {
      limit = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new ApiException("limit must be a positive number");
    }
    if (limit < 1) {
      throw new ApiException("limit must be a positive number");
    }
    if (limit > MAX_ITEMS) {
      throw new ApiException("limit must not exceed " + MAX_ITEMS);
    }
    return limit;
  }

  private static void items(JsonGenerator json, String list, List<Count> items) throws IOException {
    json.writeArrayFieldStart(list);
    for (Count item : items) {
      json.writeStartObject();
      json.writeStringField("name", item.name());
      json.writeNumberField("value", item.count());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
