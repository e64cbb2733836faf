package dev.clew.metricsstore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.metricsstore.promql.PromqlEngine;
import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.notation.Numbers;
import dev.clew.metricsstore.promql.notation.Quoting;
import dev.clew.metricsstore.promql.notation.RawText;
import dev.clew.metricsstore.series.ExemplarSeries;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.MetricMetadata;
import dev.clew.metricsstore.series.SeriesListing;
import dev.clew.metricsstore.series.SeriesSource;
import dev.clew.metricsstore.series.ValueListing;
import dev.clew.model.QueryException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What series, labels, metadata and exemplars there are. */
final class MetadataApi {
  /** More exemplars than a chart can show. */
  private static final int MAX_EXEMPLARS = 10_000;

  private static final String NOT_WHOLE = "the answer is not whole: ";

  private final SeriesSource source;
  private final PromqlEngine engine;

  MetadataApi(SeriesSource source, PromqlEngine engine) {
    this.source = source;
    this.engine = engine;
  }

  private static long start(PrometheusParameters parameters) {
    return parameters.time("start", PrometheusParameters.EARLIEST);
  }

  private static long end(PrometheusParameters parameters) {
    return parameters.time("end", PrometheusParameters.LATEST);
  }

  ApiHandler.Answer labels(ServiceRequestContext ctx, PrometheusParameters parameters) {
    int limit = parameters.limit();
    List<String> names =
        source.labelNames(parameters.selections(), start(parameters), end(parameters), more(limit));
    return limited(names, limit, unknown(parameters), JsonGenerator::writeString);
  }

  ApiHandler.Answer labelValues(ServiceRequestContext ctx, PrometheusParameters parameters) {
    String path = ctx.path();
    int end = path.lastIndexOf('/');
    String sent = EncodedText.decoded(path.substring(path.lastIndexOf('/', end - 1) + 1, end));
    String name = EscapedNames.unescaped(sent);
    if (!RawText.isLabelName(name)) {
      throw new ApiException("invalid label name: " + Quoting.quote(name));
    }
    int limit = parameters.limit();
    ValueListing values =
        source.listValues(
            name, parameters.selections(), start(parameters), end(parameters), more(limit));
    return listed(values, json -> json.values(values, limit), parameters);
  }

  ApiHandler.Answer series(ServiceRequestContext ctx, PrometheusParameters parameters) {
    if (parameters.all("match[]").isEmpty()) {
      throw new ApiException("no match[] parameter provided");
    }
    int limit = parameters.limit();
    List<List<LabelMatcher>> selections;
    try {
      selections = parameters.selections();
    } catch (ApiException e) {
      throw ApiException.parameter("match[]", String.valueOf(e.getMessage()));
    }
    SeriesListing series =
        source.listSeries(selections, start(parameters), end(parameters), more(limit));
    return listed(series, json -> json.series(series, limit), parameters);
  }

  /** Written while it is read. */
  private ApiHandler.Answer listed(
      AutoCloseable listing, ListedData.Writing writing, PrometheusParameters parameters) {
    return ApiHandler.Answer.of(new ListedData(listing, writing, () -> unknown(parameters)));
  }

  /** One more than asked for tells whether anything was cut off. */
  private static int more(int limit) {
    return limit == Integer.MAX_VALUE ? limit : limit + 1;
  }

  /** Of labels nothing else can be lost. */
  private List<String> unknown(PrometheusParameters parameters) {
    return source.lostSeries(start(parameters), end(parameters)).stream()
        .map(sentence -> NOT_WHOLE + sentence)
        .toList();
  }

  private interface Element<T> {
    void write(JsonGenerator json, T element) throws IOException;
  }

  private static <T> ApiHandler.Answer limited(
      List<T> all, int limit, List<String> lost, Element<T> element) {
    List<T> shown = all.subList(0, Math.min(limit, all.size()));
    List<String> warnings = new ArrayList<>(lost);
    if (all.size() > limit) {
      warnings.add(ListedData.TRUNCATED);
    }
    return new ApiHandler.Answer(
        json -> {
          json.writeStartArray();
          for (T one : shown) {
            element.write(json, one);
          }
          json.writeEndArray();
        },
        warnings,
        List.of());
  }

  ApiHandler.Answer metadata(ServiceRequestContext ctx, PrometheusParameters parameters) {
    String metric = parameters.text("metric");
    int limit = parameters.count("limit");
    int perMetric = parameters.count("limit_per_metric");
    int each = perMetric == 0 ? Integer.MAX_VALUE : perMetric;
    Map<String, List<MetricMetadata>> found = source.metadata(emptyToNull(metric), limit);
    return ApiHandler.Answer.of(json -> {
      json.writeStartObject();
      for (Map.Entry<String, List<MetricMetadata>> entry : found.entrySet()) {
        json.writeArrayFieldStart(entry.getKey());
        List<MetricMetadata> all = entry.getValue();
        for (MetricMetadata one : all.subList(0, Math.min(each, all.size()))) {
          json.writeStartObject();
          json.writeStringField("type", one.type());
          json.writeStringField("help", one.help());
          json.writeStringField("unit", one.unit());
          json.writeEndObject();
        }
        json.writeEndArray();
      }
      json.writeEndObject();
    });
  }

  private static @Nullable String emptyToNull(String text) {
    return text.isEmpty() ? null : text;
  }

  ApiHandler.Answer exemplars(ServiceRequestContext ctx, PrometheusParameters parameters) {
    long start = start(parameters);
    long end = end(parameters);
    if (end < start) {
      throw new ApiException("end timestamp must not be before start timestamp");
    }
    List<List<LabelMatcher>> selections = new ArrayList<>();
    try {
      engine
          .parse(parameters.text("query"))
          .walk(node -> {
            if (node instanceof Expression.VectorSelector selector) {
              selections.add(selector.matchers());
            }
          });
    } catch (QueryException e) {
      throw new ApiException(String.valueOf(e.getMessage()));
    }
    if (selections.isEmpty()) {
      return ApiHandler.Answer.NONE;
    }
    List<ExemplarSeries> found = source.exemplars(selections, start, end, MAX_EXEMPLARS);
    List<String> lost = new ArrayList<>(unknown(parameters));
    source.lostSamples(selections, start, end).forEach(sentence -> lost.add(NOT_WHOLE + sentence));
    return limited(found, Integer.MAX_VALUE, lost, MetadataApi::exemplarSeries);
  }

  private static void exemplarSeries(JsonGenerator json, ExemplarSeries series) throws IOException {
    ResultJson result = new ResultJson(json);
    json.writeStartObject();
    json.writeFieldName("seriesLabels");
    result.labels(series.seriesLabels());
    json.writeArrayFieldStart("exemplars");
    for (ExemplarSeries.Exemplar exemplar : series.exemplars()) {
      json.writeStartObject();
      json.writeFieldName("labels");
      result.labels(exemplar.labels());
      json.writeStringField("value", Numbers.json(exemplar.value()));
      json.writeFieldName("timestamp");
      result.time(exemplar.timeMillis());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
