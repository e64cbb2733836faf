package dev.clew.metricsstore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.metricsstore.cardinality.CardinalityReport;
import dev.clew.metricsstore.cardinality.LabelBreakdown;
import dev.clew.metricsstore.cardinality.MetricFamilies;
import dev.clew.metricsstore.cardinality.MetricFamily;
import dev.clew.metricsstore.cardinality.SeriesStatistics;
import dev.clew.metricsstore.series.SeriesSource;
import dev.clew.model.TimeRange;
import dev.clew.web.JsonApi;
import dev.clew.web.Parameters;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Serves {@code /api/clew/v1/metrics}: what there is to be looked at, and how much of it. */
public final class MetricsApi {
  private static final String PREFIX = "/api/clew/v1/metrics";

  private final SeriesStatistics statistics;
  private final SeriesSource source;
  private final InstantSource clock;

  public MetricsApi(SeriesStatistics statistics, SeriesSource source, InstantSource clock) {
    this.statistics = statistics;
    this.source = source;
    this.clock = clock;
  }

  /** Adds the routes, with their full paths. */
  public void register(ServerBuilder builder) {
    builder.route().get(PREFIX + "/catalogue").build(JsonApi.serve(this::catalogue));
    builder.route().get(PREFIX + "/labels").build(JsonApi.serve(this::labels));
    builder.route().get(PREFIX + "/cardinality").build(JsonApi.serve(this::cardinality));
  }

  /** Both ends inclusive; the last hour when nothing is said. */
  private record Range(long startMillis, long endMillis) {}

  private static Range range(Parameters parameters) {
    TimeRange range = parameters.range();
    long start = Math.floorDiv(range.startNanos(), 1_000_000L);
    long end = Math.floorDiv(range.endNanos(), 1_000_000L);
    return new Range(start, Math.max(start, end - 1));
  }

  private List<MetricFamily> families(Range range) {
    return MetricFamilies.of(
        statistics.metricNames(range.startMillis(), range.endMillis()),
        source.metadata(null, Integer.MAX_VALUE));
  }

  private void catalogue(ServiceRequestContext context, JsonGenerator json) throws IOException {
    Parameters parameters = new Parameters(context, clock);
    String[] words = parameters.text("search").toLowerCase(Locale.ROOT).strip().split("\\s+");
    int limit = parameters.number("limit", 1000, 10_000);
    List<MetricFamily> found = new ArrayList<>();
    for (MetricFamily family : families(range(parameters))) {
      if (contains(family, words)) {
        found.add(family);
      }
    }
    found.sort(Comparator.comparingLong(MetricFamily::series).reversed());
    json.writeArrayFieldStart("metrics");
    for (MetricFamily family : found.subList(0, Math.min(limit, found.size()))) {
      write(json, family);
    }
    json.writeEndArray();
    json.writeNumberField("total", found.size());
    json.writeBooleanField("truncated", found.size() > limit);
  }

  private static boolean contains(MetricFamily family, String[] words) {
    String names = String.join("\n", family.names());
    String text = String.join("\n", family.name(), names, family.unit(), family.help());
    String lower = text.toLowerCase(Locale.ROOT);
    return Arrays.stream(words).allMatch(lower::contains);
  }

  private static void write(JsonGenerator json, MetricFamily family) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", family.name());
    json.writeArrayFieldStart("names");
    for (String name : family.names()) {
      json.writeString(name);
    }
    json.writeEndArray();
    json.writeStringField("type", family.type());
    json.writeStringField("unit", family.unit());
    json.writeStringField("help", family.help());
    json.writeNumberField("series", family.series());
    json.writeNumberField("seriesBefore", family.seriesBefore());
    json.writeNumberField("labels", family.labels());
    json.writeBooleanField("native", family.nativeHistogram());
    json.writeEndObject();
  }

  private void labels(ServiceRequestContext context, JsonGenerator json) throws IOException {
    Parameters parameters = new Parameters(context, clock);
    String metric = parameters.text("metric");
    if (metric.isEmpty()) {
      throw Parameters.wrong("metric", metric, "the name of a metric");
    }
    int limit = parameters.number("limit", 10, 1000);
    Range range = range(parameters);
    Set<String> names = Set.of(metric);
    for (MetricFamily family : families(range)) {
      if (family.name().equals(metric)) {
        names = Set.copyOf(family.names());
      }
    }
    LabelBreakdown breakdown =
        statistics.breakdown(names, range.startMillis(), range.endMillis(), limit);
    List<LabelBreakdown.Label> labels = new ArrayList<>(breakdown.labels());
    labels.sort(
        Comparator.comparing((LabelBreakdown.Label label) -> label.values() == 1)
            .thenComparingLong(LabelBreakdown.Label::values)
            .thenComparing(LabelBreakdown.Label::name));
    json.writeStringField("metric", metric);
    json.writeNumberField("series", breakdown.series());
    json.writeArrayFieldStart("labels");
    for (LabelBreakdown.Label label : labels) {
      write(json, label);
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, LabelBreakdown.Label label) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", label.name());
    json.writeNumberField("values", label.values());
    json.writeNumberField("series", label.series());
    json.writeArrayFieldStart("top");
    for (LabelBreakdown.Value value : label.top()) {
      json.writeStartObject();
      json.writeStringField("value", value.value());
      json.writeNumberField("series", value.series());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static @Nullable Long day(Parameters parameters) {
    String text = parameters.text("day");
    try {
      return text.isEmpty() ? null : LocalDate.parse(text).toEpochDay();
    } catch (DateTimeException e) {
      throw Parameters.wrong("day", text, "YYYY-MM-DD");
    }
  }

  private void cardinality(ServiceRequestContext context, JsonGenerator json) throws IOException {
    Parameters parameters = new Parameters(context, clock);
    CardinalityReport report =
        statistics.cardinality(day(parameters), parameters.number("limit", 10, 1000));
    json.writeStringField("day", LocalDate.ofEpochDay(report.day()).toString());
    json.writeNumberField("series", report.series());
    json.writeNumberField("seriesBefore", report.seriesBefore());
    json.writeNumberField("seriesLimit", report.seriesLimit());
    counts(json, "metrics", "series", report.metrics());
    counts(json, "labels", "values", report.labels());
    json.writeArrayFieldStart("pairs");
    for (CardinalityReport.Pair pair : report.pairs()) {
      json.writeStartObject();
      json.writeStringField("name", pair.name());
      json.writeStringField("value", pair.value());
      json.writeNumberField("series", pair.series());
      json.writeNumberField("before", pair.before());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("days");
    for (CardinalityReport.DayTotals day : report.days()) {
      json.writeStartObject();
      json.writeStringField("day", LocalDate.ofEpochDay(day.day()).toString());
      json.writeNumberField("series", day.series());
      json.writeNumberField("samples", day.samples());
      json.writeNumberField("bytes", day.bytes());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void counts(
      JsonGenerator json, String list, String what, List<CardinalityReport.Count> counts)
      throws IOException {
    json.writeArrayFieldStart(list);
    for (CardinalityReport.Count count : counts) {
      json.writeStartObject();
      json.writeStringField("name", count.name());
      json.writeNumberField(what, count.count());
      json.writeNumberField("before", count.before());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
