package dev.clew.metricsstore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.clew.metricsstore.promql.result.Explain;
import dev.clew.metricsstore.promql.result.QueryResult;
import dev.clew.metricsstore.promql.result.QueryStats;
import dev.clew.model.NumberText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a query beside its result: {@code stats} as Prometheus has them when the
 * parameter of that name is not empty, with samples by step when it is {@code all}, and {@code
 * explain}.
 *
 * @param stats null when not asked for
 * @param explain null when not asked for
 */
record ResultDetails(@Nullable QueryStats stats, @Nullable Explain explain) {
  static final ResultDetails NONE = new ResultDetails(null, null);

  static ResultDetails of(QueryResult result, PrometheusParameters parameters) {
    boolean explains = parameters.text("explain").equals("true");
    return new ResultDetails(
        parameters.text("stats").isEmpty() ? null : result.stats(),
        explains ? result.explain() : null);
  }

  /** Writes fields into the object that is open. */
  void write(JsonGenerator json) throws IOException {
    if (stats != null) {
      json.writeObjectFieldStart("stats");
      write(stats, json);
      json.writeEndObject();
    }
    if (explain != null) {
      json.writeFieldName("explain");
      write(explain, json);
    }
  }

  private static void seconds(JsonGenerator json, String name, double value) throws IOException {
    json.writeFieldName(name);
    json.writeNumber(NumberText.of(value));
  }

  private static void write(QueryStats stats, JsonGenerator json) throws IOException {
    double inner = Math.max(0, stats.evaluationSeconds() - stats.preparationSeconds());
    json.writeObjectFieldStart("timings");
    seconds(json, "evalTotalTime", stats.evaluationSeconds() + stats.sortSeconds());
    seconds(json, "resultSortTime", stats.sortSeconds());
    seconds(json, "queryPreparationTime", stats.preparationSeconds());
    seconds(json, "innerEvalTime", inner);
    seconds(json, "execQueueTime", stats.queueSeconds());
    seconds(
        json,
        "execTotalTime",
        stats.queueSeconds() + stats.evaluationSeconds() + stats.sortSeconds());
    json.writeEndObject();
    json.writeObjectFieldStart("samples");
    if (!stats.perStep().isEmpty()) {
      json.writeArrayFieldStart("totalQueryableSamplesPerStep");
      for (QueryStats.StepSamples step : stats.perStep()) {
        json.writeStartArray();
        json.writeNumber(ResultJson.seconds(step.timeMillis()));
        json.writeNumber(step.samples());
        json.writeEndArray();
      }
      json.writeEndArray();
    }
    json.writeNumberField("totalQueryableSamples", stats.totalSamples());
    json.writeNumberField("peakSamples", stats.peakSamples());
    json.writeEndObject();
  }

  private static void write(Explain explain, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("expression", explain.expression());
    json.writeStringField("kind", explain.kind());
    json.writeNumberField("millis", Math.round(explain.millis() * 1000) / 1000.0);
    json.writeNumberField("seriesIn", explain.seriesIn());
    json.writeNumberField("samples", explain.samples());
    json.writeNumberField("seriesOut", explain.seriesOut());
    json.writeArrayFieldStart("notes");
    for (String note : explain.notes()) {
      json.writeString(note);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("children");
    for (Explain child : explain.children()) {
      write(child, json);
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
