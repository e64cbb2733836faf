package dev.clew.metricsstore;

import static dev.clew.metricsstore.Otlp.CUMULATIVE;
import static dev.clew.metricsstore.Otlp.DELTA;
import static dev.clew.metricsstore.Otlp.attributes;
import static dev.clew.metricsstore.Otlp.counter;
import static dev.clew.metricsstore.Otlp.gauge;
import static dev.clew.metricsstore.Otlp.point;
import static dev.clew.metricsstore.Otlp.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.metricsstore.otlp.OtlpTranslation;
import dev.clew.metricsstore.otlp.TranslationStrategy;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.ReadLimits;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.testkit.ManualClock;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings of {@code metrics.otlp}, and what is carried from OTLP to the disk. */
class OtlpOptionsTest {
  private static final long T = 1_772_323_200_000L; // 2026-03-01T00:00:00Z
  private static final List<KeyValue> SHOP =
      attributes("service.name", "shop", "service.instance.id", "i-1", "host.name", "h");
  private static final OtlpTranslation DEFAULTS = OtlpTranslation.defaults();

  @TempDir Path directory;
  private long position;

  private MetricsStore open(OtlpTranslation translation) throws IOException {
    MetricsStoreConfig defaults = MetricsStoreConfig.defaults(directory);
    return MetricsStore.open(
        new MetricsStoreConfig(
            directory,
            defaults.flushInterval(),
            defaults.flushSamples(),
            defaults.retention(),
            translation,
            defaults.maxSeriesPerDay(),
            defaults.maxLabelsPerSeries(),
            defaults.maxLabelLength()),
        ManualClock.at("2026-03-01T01:00:00Z"),
        task -> {});
  }

  private static OtlpTranslation strategy(TranslationStrategy strategy) {
    return new OtlpTranslation(
        strategy, DEFAULTS.promoteResourceAttributes(), false, List.of(), false, false, false);
  }

  private void ingest(MetricsStore store, byte[] request) {
    store.ingest(++position, (T + 500) * 1_000_000, request, 0, request.length);
  }

  private static List<SeriesData> all(MetricsStore store) {
    return store.select(List.of(), T - 86_400_000, T + 86_400_000, ReadLimits.NONE);
  }

  private static List<String> labels(MetricsStore store) {
    return all(store).stream().map(series -> series.labels().toString()).toList();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "UNDERSCORE_ESCAPING_WITH_SUFFIXES, http.io, By, http_io_bytes_total",
        "UNDERSCORE_ESCAPING_WITHOUT_SUFFIXES, http.io, By, http_io",
        "UNDERSCORE_ESCAPING_WITHOUT_SUFFIXES, 2a..b__c_, By, _2a_b__c_",
        "NO_UTF8_ESCAPING_WITH_SUFFIXES, http.io, By, http.io_bytes_total",
        "NO_UTF8_ESCAPING_WITH_SUFFIXES, http.io.bytes.total, By, http.io.bytes_total",
        "NO_UTF8_ESCAPING_WITH_SUFFIXES, disk.io, By/s, disk.io_bytes_per_second_total",
        "NO_UTF8_ESCAPING_WITH_SUFFIXES, größe, \"\", größe_total",
        "NO_TRANSLATION, http.io, By, http.io"
      })
  void translatesNamesAsTold(
      TranslationStrategy strategy, String name, String unit, String expected) throws IOException {
    try (MetricsStore store = open(strategy(strategy))) {
      ingest(store, request(SHOP, counter(name, unit, CUMULATIVE, point(T, 1, "a.b", "1"))));
      boolean escapes = strategy.name().startsWith("UNDERSCORE");
      String label = escapes ? "a_b" : "a.b";
      SeriesData series =
          all(store).stream()
              .filter(s -> s.labels().metricName().equals(expected))
              .findFirst()
              .orElseThrow();
      assertThat(series.labels().get(label)).isEqualTo("1");
      assertThat(series.labels().get(escapes ? "service_name" : "service.name")).isEqualTo("shop");
      assertThat(series.labels().get("job")).isEqualTo("shop");
    }
  }

  @Test
  void promotesAllResourceAttributesButSome() throws IOException {
    OtlpTranslation all =
        new OtlpTranslation(
            DEFAULTS.translationStrategy(),
            List.of(),
            true,
            List.of("host.name"),
            true,
            false,
            false);
    try (MetricsStore store = open(all)) {
      ingest(store, request(SHOP, gauge("g", "", point(T, 1))));
      assertThat(labels(store))
          .containsExactly(
              "g{instance=\"i-1\", job=\"shop\", service_instance_id=\"i-1\", service_name=\"shop\"}",
              "target_info{host_name=\"h\", instance=\"i-1\", job=\"shop\","
                  + " service_instance_id=\"i-1\", service_name=\"shop\"}");
    }
  }

  @Test
  void ignoringWithoutPromotingAllIsAMistake() {
    assertThatThrownBy(() ->
            new OtlpTranslation(
                DEFAULTS.translationStrategy(),
                List.of(),
                false,
                List.of("a"),
                false,
                false,
                false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ignoreResourceAttributes: [a]");
  }

  @Test
  void scopesBecomeLabels() throws IOException {
    OtlpTranslation scopes =
        new OtlpTranslation(
            DEFAULTS.translationStrategy(), List.of(), false, List.of(), false, true, false);
    ResourceMetrics.Builder resource = ResourceMetrics.newBuilder();
    for (String version : List.of("1", "2")) {
      resource.addScopeMetrics(
          ScopeMetrics.newBuilder()
              .setScope(
                  InstrumentationScope.newBuilder()
                      .setName("lib")
                      .setVersion(version)
                      .addAllAttributes(attributes("short.name", "x")))
              .setSchemaUrl("https://example.com/1")
              .addMetrics(gauge("g", "", point(T, 1, "otel.scope.version", "mine"))));
    }
    byte[] request =
        ExportMetricsServiceRequest.newBuilder().addResourceMetrics(resource).build().toByteArray();
    try (MetricsStore store = open(scopes)) {
      ingest(store, request);
      String rest =
          "otel_scope_name=\"lib\", otel_scope_schema_url=\"https://example.com/1\","
              + " otel_scope_short_name=\"x\", otel_scope_version=";
      assertThat(labels(store)).containsExactly("g{" + rest + "\"1\"}", "g{" + rest + "\"2\"}");
    }
  }

  private static HistogramDataPoint histogram(long time, List<Double> bounds, List<Long> counts) {
    return HistogramDataPoint.newBuilder()
        .setStartTimeUnixNano((T - 1000) * 1_000_000)
        .setTimeUnixNano(time * 1_000_000)
        .setCount(counts.stream().mapToLong(Long::longValue).sum())
        .setSum(2.5)
        .addAllExplicitBounds(bounds)
        .addAllBucketCounts(counts)
        .addExemplars(
            Otlp.exemplar(time, 3, "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"))
        .build();
  }

  @ParameterizedTest
  @CsvSource({"AGGREGATION_TEMPORALITY_CUMULATIVE, 3", "AGGREGATION_TEMPORALITY_DELTA, 6"})
  void histogramsBecomeNativeOnesWithCustomBuckets(
      AggregationTemporality temporality, double secondCount) throws IOException {
    OtlpTranslation custom =
        new OtlpTranslation(
            DEFAULTS.translationStrategy(), List.of(), false, List.of(), false, false, true);
    try (MetricsStore store = open(custom)) {
      for (int i = 0; i < 2; i++) {
        HistogramDataPoint point = histogram(T + i, List.of(1.0, 2.0), List.of(1L, 0L, 2L));
        ingest(store, request(List.of(), Otlp.histogram("h", "s", temporality, point)));
      }
      assertThat(labels(store)).containsExactly("h_seconds{}");
      SeriesData series = all(store).getFirst();
      NativeHistogram second = java.util.Objects.requireNonNull(series.histograms())[1];
      assertThat(second.schema()).isEqualTo(NativeHistogram.CUSTOM_BOUNDS_SCHEMA);
      assertThat(second.customBounds()).containsExactly(1, 2);
      assertThat(second.count()).isEqualTo(secondCount);
      assertThat(second.positiveIndexes()).containsExactly(0, 2);
      assertThat(second.positiveCounts()).containsExactly(secondCount / 3, secondCount / 3 * 2);
      assertThat(series.startMillis(1)).isEqualTo(T - 1000);
      assertThat(store.exemplars(List.of(List.of()), T - 1000, T + 1000, 10)).hasSize(1);
    }
  }

  private static NumberDataPoint started(long time, long start, double value) {
    return NumberDataPoint.newBuilder()
        .setTimeUnixNano(time * 1_000_000)
        .setStartTimeUnixNano(start * 1_000_000)
        .setAsDouble(value)
        .build();
  }

  @Test
  void startsAreKeptOverFlushAndRestart() throws IOException {
    try (MetricsStore store = open(DEFAULTS)) {
      ingest(
          store,
          request(
              List.of(),
              counter("c", "", CUMULATIVE, started(T, T - 50, 1)),
              gauge("g", "", started(T, T - 50, 1)),
              counter("d", "", DELTA, started(T, T - 10, 1)),
              Otlp.histogram("h", "", CUMULATIVE, histogram(T, List.of(1.0), List.of(1L, 1L)))));
      store.flush();
    }
    try (MetricsStore store = open(DEFAULTS)) {
      ingest(
          store,
          request(
              List.of(),
              counter("c", "", CUMULATIVE, started(T + 10, T + 5, 1)),
              counter("d", "", DELTA, started(T + 10, T, 2))));
      for (SeriesData series : all(store)) {
        String name = series.labels().metricName();
        switch (name) {
          case "c_total" -> {
            assertThat(series.startMillis(0)).isEqualTo(T - 50);
            assertThat(series.startMillis(1)).isEqualTo(T + 5);
          }
          case "d_total" -> {
            // The total has been counting since the first difference began, before the restart.
            assertThat(series.values()[1]).isEqualTo(3);
            assertThat(series.startMillis(0)).isEqualTo(T - 10);
            assertThat(series.startMillis(1)).isEqualTo(T - 10);
          }
          case "g" -> assertThat(series.startMillis(0)).isZero();
          default -> assertThat(series.startMillis(0)).as(name).isEqualTo(T - 1000);
        }
      }
    }
  }
}
