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

import dev.clew.metricsstore.series.ExemplarSeries;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.MetricMetadata;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.ReadLimits;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.Labels;
import dev.clew.testkit.ManualClock;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtlpTranslationTest {
  private static final long T = 1_772_323_200_000L; // 2026-03-01T00:00:00Z
  private static final List<KeyValue> SHOP =
      attributes("service.name", "shop", "service.instance.id", "i-1");
  private static final List<KeyValue> NOBODY = List.of();

  @TempDir Path directory;
  private MetricsStore store;
  private long position;

  @BeforeEach
  void open() throws IOException {
    store =
        MetricsStore.open(
            MetricsStoreConfig.defaults(directory), ManualClock.at("2026-03-01T01:00:00Z"));
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private void ingest(byte[] request) {
    store.ingest(++position, (T + 500) * 1_000_000, request, 0, request.length);
  }

  @Test
  void aShortRequestBehindALongOneIsReadByItself() {
    byte[] full = request(SHOP, gauge("far.away", "s", point(T, 1)));
    byte[] large = new byte[1 << 20];
    int offset = large.length - full.length;
    System.arraycopy(full, 0, large, offset, full.length);
    store.ingest(++position, (T + 500) * 1_000_000, large, offset, full.length);
    ingest(request(SHOP, gauge("near", "", point(T, 2))));
    assertThat(names()).contains("far_away_seconds", "near");
  }

  private List<SeriesData> all() {
    return store.select(List.of(), T - 86_400_000, T + 86_400_000, ReadLimits.NONE);
  }

  private Map<String, List<Double>> values() {
    Map<String, List<Double>> values = new TreeMap<>();
    for (SeriesData series : all()) {
      List<Double> list = new ArrayList<>();
      for (int i = 0; i < series.size(); i++) {
        list.add(series.values()[i]);
      }
      values.put(series.labels().toString(), list);
    }
    return values;
  }

  private List<String> names() {
    return all().stream().map(series -> series.labels().metricName()).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "http.server.duration, s, http_server_duration_seconds",
    "http.server.duration_seconds, s, http_server_duration_seconds",
    "jvm.memory.used, By, jvm_memory_used_bytes",
    "cpu.utilization, 1, cpu_utilization_ratio",
    "disk.io, By/s, disk_io_bytes_per_second",
    "queue.length, {message}, queue_length",
    "rooms, m/{room}, rooms_meters",
    "2xx, '', _2xx",
    "a..b__c, '', a_b_c",
    "odd.unit, foo.bar, odd_unit_foo_bar",
    "temperature, Cel, temperature_celsius",
    "load, %, load_percent"
  })
  void namesAGaugeWithItsUnit(String name, String unit, String expected) {
    ingest(request(SHOP, gauge(name, unit, point(T, 1))));
    assertThat(names()).containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "orders, '', orders_total",
    "orders.total, '', orders_total",
    "total.orders, '', orders_total",
    "io, By, io_bytes_total",
    "hits, 1, hits_total"
  })
  void namesACounterTotal(String name, String unit, String expected) {
    ingest(request(SHOP, counter(name, unit, CUMULATIVE, point(T, 1))));
    assertThat(names()).containsExactly(expected);
  }

  @Test
  void numbersInLabelsAreThoseOfTheCollector() {
    NumberDataPoint.Builder point = point(T, 1, "zone", "a").toBuilder();
    double[] numbers = {2, 1_000_000, 1e-7, 12345678.9, 1e21};
    for (int i = 0; i < numbers.length; i++) {
      point.addAttributes(
          KeyValue.newBuilder()
              .setKey("n" + i)
              .setValue(AnyValue.newBuilder().setDoubleValue(numbers[i])));
    }
    ingest(request(SHOP, gauge("g", "", point.build())));
    Labels labels =
        all().stream()
            .map(SeriesData::labels)
            .filter(each -> each.metricName().equals("g"))
            .findFirst()
            .orElseThrow();
    assertThat(List.of(0, 1, 2, 3, 4))
        .extracting(i -> labels.get("n" + i))
        .containsExactly("2", "1000000", "1e-7", "12345678.9", "1e+21");
  }

  @Test
  void keepsTheNamesOfRulesAndAlerts() {
    ingest(
        request(
            NOBODY,
            gauge("ALERTS", "", point(T, 1, "alertname", "Down", "alertstate", "firing")),
            gauge("job:http_requests:rate5m", "", point(T, 2, "job", "a", "instance", "b")),
            gauge("__odd__name", "", point(T, 3))));
    assertThat(values())
        .isEqualTo(
            Map.of(
                "ALERTS{alertname=\"Down\", alertstate=\"firing\"}", List.of(1.0),
                "job:http_requests:rate5m{instance=\"b\", job=\"a\"}", List.of(2.0),
                "__odd__name{}", List.of(3.0)));
  }

  @Test
  void labelsTellWhoSentIt() {
    ingest(
        request(
            attributes(
                "service.name",
                "cart",
                "service.namespace",
                "shop",
                "service.version",
                "1.2",
                "deployment.environment.name",
                "prod",
                "host.name",
                "h1"),
            gauge(
                "g",
                "",
                point(T, 1, "http.route", "/a", "_x", "1", "9", "2", "service.version", "mine"))));
    assertThat(values().keySet())
        .containsExactly(
            "g{deployment_environment_name=\"prod\", http_route=\"/a\", job=\"shop/cart\","
                + " key_9=\"2\", key_x=\"1\", service_name=\"cart\", service_namespace=\"shop\","
                + " service_version=\"mine\"}",
            "target_info{deployment_environment_name=\"prod\", host_name=\"h1\", job=\"shop/cart\","
                + " service_version=\"1.2\"}");
  }

  @Test
  void attributesThatBecomeTheSameLabelAreJoined() {
    ingest(request(NOBODY, gauge("g", "", point(T, 1, "a_b", "2", "a.b", "1", "empty", ""))));
    assertThat(values().keySet()).containsExactly("g{a_b=\"1;2\"}");
  }

  @Test
  void theOrderOfAttributesDoesNotMatter() {
    ingest(request(NOBODY, gauge("g", "", point(T, 1, "a", "1", "b", "2"))));
    ingest(request(NOBODY, gauge("g", "", point(T + 1, 2, "b", "2", "a", "1"))));
    assertThat(values()).isEqualTo(Map.of("g{a=\"1\", b=\"2\"}", List.of(1.0, 2.0)));
  }

  @Test
  void theLastValueOfATimeWins() {
    ingest(request(NOBODY, gauge("g", "", point(T, 1), point(T + 10, 2), point(T, 3))));
    ingest(request(NOBODY, gauge("g", "", point(T + 10, 4), point(T + 5, 5))));
    assertThat(values()).isEqualTo(Map.of("g{}", List.of(3.0, 5.0, 4.0)));
  }

  @Test
  void aHistogramBecomesCumulativeBuckets() {
    HistogramDataPoint point =
        HistogramDataPoint.newBuilder()
            .setTimeUnixNano(T * 1_000_000)
            .setCount(6)
            .setSum(20.5)
            .addAllExplicitBounds(List.of(0.005, 1.0, 2500000.0))
            .addAllBucketCounts(List.of(1L, 2L, 0L, 3L))
            .addExemplars(
                Otlp.exemplar(T, 0.5, "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"))
            .build();
    ingest(request(NOBODY, Otlp.histogram("rpc.duration", "ms", CUMULATIVE, point)));
    String name = "rpc_duration_milliseconds";
    assertThat(values())
        .isEqualTo(
            Map.of(
                name + "_sum{}", List.of(20.5),
                name + "_count{}", List.of(6.0),
                name + "_bucket{le=\"0.005\"}", List.of(1.0),
                name + "_bucket{le=\"1\"}", List.of(3.0),
                name + "_bucket{le=\"2500000\"}", List.of(3.0),
                name + "_bucket{le=\"+Inf\"}", List.of(6.0)));
    List<ExemplarSeries> exemplars = store.exemplars(List.of(List.of()), T - 1000, T + 1000, 10);
    assertThat(exemplars).hasSize(1);
    assertThat(exemplars.getFirst().seriesLabels().get("le")).isEqualTo("1");
    assertThat(exemplars.getFirst().exemplars().getFirst())
        .isEqualTo(
            new ExemplarSeries.Exemplar(
                Labels.of(
                    "trace_id", "0af7651916cd43dd8448eb211c80319c", "span_id", "b7ad6b7169203331"),
                0.5,
                T));
    assertThat(store.metadata(name, 10))
        .isEqualTo(Map.of(name, List.of(new MetricMetadata("histogram", "ms", ""))));
  }

  @Test
  void deltasAreAddedUp() {
    for (int i = 0; i < 3; i++) {
      ingest(request(NOBODY, counter("c", "", DELTA, point(T + i * 1000, 2 + i))));
    }
    ingest(request(NOBODY, counter("c", "", DELTA, point(T + 2000, 4)))); // sent twice
    ingest(request(NOBODY, counter("c", "", DELTA, point(T + 500, 10)))); // late
    assertThat(values()).isEqualTo(Map.of("c_total{}", List.of(2.0, 5.0, 19.0)));
    assertThat(store.status().droppedPoints()).containsEntry("repeated_delta", 1L);
  }

  @Test
  void anExponentialHistogramBecomesANativeOne() {
    ExponentialHistogramDataPoint.Builder point =
        ExponentialHistogramDataPoint.newBuilder()
            .setTimeUnixNano(T * 1_000_000)
            .setScale(3)
            .setCount(10)
            .setSum(7.5)
            .setZeroCount(1);
    point.getPositiveBuilder().setOffset(-2).addAllBucketCounts(List.of(2L, 0L, 3L));
    point.getNegativeBuilder().setOffset(4).addAllBucketCounts(List.of(4L));
    ingest(request(NOBODY, Otlp.exponential("e", CUMULATIVE, point.build())));
    NativeHistogram histogram = all().getFirst().histograms()[0];
    assertThat(histogram.schema()).isEqualTo(3);
    assertThat(histogram.count()).isEqualTo(10);
    assertThat(histogram.sum()).isEqualTo(7.5);
    assertThat(histogram.zeroCount()).isEqualTo(1);
    assertThat(histogram.positiveIndexes()).containsExactly(-1, 1);
    assertThat(histogram.positiveCounts()).containsExactly(2, 3);
    assertThat(histogram.negativeIndexes()).containsExactly(5);
    assertThat(histogram.negativeCounts()).containsExactly(4);
  }

  @Test
  void finerScalesAreMergedAndDeltasAdded() {
    for (int i = 0; i < 2; i++) {
      ExponentialHistogramDataPoint.Builder point =
          ExponentialHistogramDataPoint.newBuilder()
              .setTimeUnixNano((T + i) * 1_000_000)
              .setScale(9 + i)
              .setCount(4);
      point.getPositiveBuilder().setOffset(-1).addAllBucketCounts(List.of(1L, 1L, 1L, 1L));
      ingest(request(NOBODY, Otlp.exponential("e", DELTA, point.build())));
    }
    NativeHistogram histogram = all().getFirst().histograms()[1];
    assertThat(histogram.schema()).isEqualTo(8);
    assertThat(histogram.count()).isEqualTo(8);
    assertThat(histogram.positiveIndexes()).containsExactly(0, 1, 2);
    assertThat(histogram.positiveCounts()).containsExactly(2, 5, 1);
  }

  @Test
  void aSummaryBecomesQuantiles() {
    SummaryDataPoint point =
        SummaryDataPoint.newBuilder()
            .setTimeUnixNano(T * 1_000_000)
            .setCount(3)
            .setSum(6)
            .addQuantileValues(
                SummaryDataPoint.ValueAtQuantile.newBuilder().setQuantile(0.5).setValue(2))
            .build();
    Metric metric =
        Metric.newBuilder()
            .setName("s")
            .setSummary(Summary.newBuilder().addDataPoints(point))
            .build();
    ingest(request(NOBODY, metric));
    assertThat(values())
        .isEqualTo(
            Map.of(
                "s_sum{}",
                List.of(6.0),
                "s_count{}",
                List.of(3.0),
                "s{quantile=\"0.5\"}",
                List.of(2.0)));
  }

  @Test
  void aPointWithoutRecordedValueEndsTheSeries() {
    ingest(request(NOBODY, gauge("g", "", point(T, 1))));
    NumberDataPoint end =
        NumberDataPoint.newBuilder().setTimeUnixNano((T + 10) * 1_000_000).setFlags(1).build();
    ingest(request(NOBODY, gauge("g", "", end)));
    SeriesData series = all().getFirst();
    assertThat(series.size()).isEqualTo(2);
    assertThat(SeriesData.isStale(series.values()[1])).isTrue();
  }

  @Test
  void anEndedHistogramEndsAllItsBuckets() {
    HistogramDataPoint.Builder point =
        HistogramDataPoint.newBuilder()
            .setTimeUnixNano(T * 1_000_000)
            .setSum(1)
            .addExplicitBounds(1)
            .addAllBucketCounts(List.of(1L, 0L));
    ingest(request(NOBODY, Otlp.histogram("h", "", CUMULATIVE, point.build())));
    HistogramDataPoint end =
        HistogramDataPoint.newBuilder().setTimeUnixNano((T + 1) * 1_000_000).setFlags(1).build();
    ingest(request(NOBODY, Otlp.histogram("h", "", CUMULATIVE, end)));
    assertThat(all()).hasSize(4).allMatch(s -> s.size() == 2 && SeriesData.isStale(s.values()[1]));
  }

  @Test
  void aPointWithoutTimeGetsTheTimeOfReceipt() {
    ingest(request(NOBODY, gauge("g", "", NumberDataPoint.newBuilder().setAsInt(5).build())));
    assertThat(all().getFirst().timesMillis()[0]).isEqualTo(T + 500);
  }

  @Test
  void timesOutsideOfWhatIsKeptAreDroppedAndCounted() {
    long day = 86_400_000;
    ingest(request(NOBODY, gauge("g", "", point(T - 21 * day, 1), point(T + 2 * day, 2))));
    assertThat(all()).isEmpty();
    assertThat(store.status().droppedPoints())
        .containsEntry("too_old", 1L)
        .containsEntry("too_far_ahead", 1L);
  }

  @Test
  void aMalformedRequestLeavesNothingBehind() {
    ingest(request(NOBODY, counter("c", "", DELTA, point(T, 1))));
    byte[] request = request(NOBODY, counter("c", "", DELTA, point(T + 1, 1), point(T + 2, 1)));
    request[request.length - 13] = 0x27; // the second point's value has an unknown wire type
    assertThatThrownBy(() -> ingest(request))
        .isInstanceOf(dev.clew.model.otlp.MalformedProtobufException.class);
    ingest(request(NOBODY, counter("c", "", DELTA, point(T + 5, 1))));
    assertThat(values()).isEqualTo(Map.of("c_total{}", List.of(1.0, 2.0)));
  }

  @Test
  void selectsByEveryOperator() {
    ingest(
        request(
            NOBODY,
            gauge("a", "", point(T, 1, "x", "1"), point(T, 2, "x", "2"), point(T, 3)),
            gauge("b", "", point(T, 4, "x", "1"))));
    assertThat(count(LabelMatcher.equal("__name__", "a"))).isEqualTo(3);
    assertThat(count(LabelMatcher.equal("x", ""))).isEqualTo(1);
    assertThat(count(new LabelMatcher("x", LabelMatcher.Operator.NOT_EQUAL, "1"))).isEqualTo(2);
    assertThat(count(new LabelMatcher("x", LabelMatcher.Operator.MATCH, "1|3"))).isEqualTo(2);
    assertThat(count(new LabelMatcher("x", LabelMatcher.Operator.NOT_MATCH, ".+"))).isEqualTo(1);
    assertThat(store.labelNames(List.of(), T, T, 10)).containsExactly("__name__", "x");
    assertThat(store.labelValues("x", List.of(), T, T, 10)).containsExactly("1", "2");
  }

  private int count(LabelMatcher matcher) {
    return store.select(List.of(matcher), T, T, ReadLimits.NONE).size();
  }
}
