package dev.clew.metricsstore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.clew.metricsstore.promql.histogram.Bucket;
import dev.clew.metricsstore.promql.histogram.Buckets;
import dev.clew.metricsstore.promql.notation.Numbers;
import dev.clew.metricsstore.promql.result.QueryValue;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.Labels;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes query results as Prometheus does: values as strings, times as seconds. */
final class ResultJson {
  private final JsonGenerator json;

  ResultJson(JsonGenerator json) {
    this.json = json;
  }

  /** The object with {@code resultType} and {@code result}, of at most {@code limit} series. */
  void write(QueryValue value, int limit, ResultDetails details) throws IOException {
    json.writeStartObject();
    switch (value) {
      case QueryValue.Scalar scalar -> {
        json.writeStringField("resultType", "scalar");
        json.writeFieldName("result");
        point(scalar.timeMillis(), Numbers.json(scalar.value()));
      }
      case QueryValue.Text text -> {
        json.writeStringField("resultType", "string");
        json.writeFieldName("result");
        point(text.timeMillis(), text.value());
      }
      case QueryValue.Vector(List<QueryValue.Sample> samples) -> {
        json.writeStringField("resultType", "vector");
        json.writeArrayFieldStart("result");
        for (QueryValue.Sample sample : samples.subList(0, Math.min(limit, samples.size()))) {
          sample(sample);
        }
        json.writeEndArray();
      }
      case QueryValue.Matrix(List<SeriesData> series) -> {
        json.writeStringField("resultType", "matrix");
        json.writeArrayFieldStart("result");
        for (SeriesData one : series.subList(0, Math.min(limit, series.size()))) {
          series(one);
        }
        json.writeEndArray();
      }
    }
    details.write(json);
    json.writeEndObject();
  }

  static int size(QueryValue value) {
    return switch (value) {
      case QueryValue.Vector(List<QueryValue.Sample> samples) -> samples.size();
      case QueryValue.Matrix(List<SeriesData> series) -> series.size();
      default -> 1;
    };
  }

  void labels(Labels labels) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, String> label : labels.asMap().entrySet()) {
      json.writeStringField(label.getKey(), label.getValue());
    }
    json.writeEndObject();
  }

  void time(long millis) throws IOException {
    json.writeNumber(seconds(millis));
  }

  /** Seconds with milliseconds only where there are any. */
  static String seconds(long millis) {
    long magnitude = Math.abs(millis);
    StringBuilder out = new StringBuilder(millis < 0 ? "-" : "").append(magnitude / 1000);
    long fraction = magnitude % 1000;
    if (fraction != 0) {
      out.append('.').append(fraction < 100 ? "0" : "").append(fraction < 10 ? "0" : "");
      out.append(fraction);
    }
    return out.toString();
  }

  private void point(long time, String value) throws IOException {
    json.writeStartArray();
    time(time);
    json.writeString(value);
    json.writeEndArray();
  }

  private void sample(QueryValue.Sample sample) throws IOException {
    json.writeStartObject();
    json.writeFieldName("metric");
    labels(sample.labels());
    NativeHistogram histogram = sample.histogram();
    if (histogram == null) {
      json.writeFieldName("value");
      point(sample.timeMillis(), Numbers.json(sample.value()));
    } else {
      json.writeFieldName("histogram");
      point(sample.timeMillis(), histogram);
    }
    json.writeEndObject();
  }

  private void series(SeriesData series) throws IOException {
    json.writeStartObject();
    json.writeFieldName("metric");
    labels(series.labels());
    boolean anyFloat = false;
    for (int i = 0; i < series.size(); i++) {
      if (histogram(series, i) == null) {
        if (!anyFloat) {
          json.writeArrayFieldStart("values");
          anyFloat = true;
        }
        point(series.timesMillis()[i], Numbers.json(series.values()[i]));
      }
    }
    if (anyFloat) {
      json.writeEndArray();
    }
    if (series.histograms() != null) {
      json.writeArrayFieldStart("histograms");
      for (int i = 0; i < series.size(); i++) {
        NativeHistogram histogram = histogram(series, i);
        if (histogram != null) {
          point(series.timesMillis()[i], histogram);
        }
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static @Nullable NativeHistogram histogram(SeriesData series, int index) {
    return series.histograms() == null ? null : series.histograms()[index];
  }

  private void point(long time, NativeHistogram histogram) throws IOException {
    json.writeStartArray();
    time(time);
    json.writeStartObject();
    json.writeStringField("count", Numbers.json(histogram.count()));
    json.writeStringField("sum", Numbers.json(histogram.sum()));
    List<Bucket> buckets = Buckets.ascending(histogram);
    if (!buckets.isEmpty()) {
      json.writeArrayFieldStart("buckets");
      for (Bucket bucket : buckets) {
        json.writeStartArray();
        json.writeNumber(bucket.boundaryRule());
        json.writeString(Numbers.json(bucket.lower()));
        json.writeString(Numbers.json(bucket.upper()));
        json.writeString(Numbers.json(bucket.count()));
        json.writeEndArray();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
    json.writeEndArray();
  }
}
