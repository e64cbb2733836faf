package dev.clew.logstore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.logstore.LogStore;
import dev.clew.logstore.logql.LogqlEngine;
import dev.clew.logstore.otlp.LogFields;
import dev.clew.model.Severity;
import dev.clew.model.query.Filter;
import dev.clew.storage.rows.Histogram;
import dev.clew.web.Parameters;
import java.io.IOException;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;

/** {@code /histogram}: log lines over time by severity. */
final class HistogramApi {
  private final LogStore store;
  private final LogqlEngine logql;
  private final LogFields fields;
  private final Clock clock;

  HistogramApi(LogStore store, LogqlEngine logql, Clock clock) {
    this.logql = logql;
    this.store = store;
    this.fields = store.fields();
    this.clock = clock;
  }

  void histogram(ServiceRequestContext context, JsonGenerator json) throws IOException {
    Parameters parameters = new Parameters(context, clock);
    TimeBuckets buckets =
        TimeBuckets.of(parameters.range(), parameters.number("buckets", 60, 1, 500));
    Filter filter = QueryText.filter(logql, parameters, buckets.range());
    Histogram histogram =
        store
            .blocks()
            .histogram(
                filter,
                buckets.range(),
                buckets.count(),
                fields.severity,
                AnswerReport.limits(context));
    json.writeNumberField("startMillis", buckets.startMillis());
    json.writeNumberField("stepMillis", buckets.stepMillis());
    json.writeArrayFieldStart("series");
    for (Map.Entry<Severity, long[]> series : bySeverity(histogram, buckets.count()).entrySet()) {
      json.writeStartObject();
      json.writeStringField("severity", series.getKey().id());
      json.writeFieldName("counts");
      json.writeArray(series.getValue(), 0, buckets.count());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("total", histogram.total());
    AnswerReport.write(json, histogram.report());
  }

  private static Map<Severity, long[]> bySeverity(Histogram histogram, int buckets) {
    Map<Severity, long[]> sums = new EnumMap<>(Severity.class);
    histogram
        .counts()
        .forEach((number, counts) -> {
          long[] sum = sums.computeIfAbsent(Severity.ofNumber(number), s -> new long[buckets]);
          for (int i = 0; i < buckets; i++) {
            sum[i] += counts[i];
          }
        });
    return sums;
  }
}
