package dev.clew.metricsstore;

import static dev.clew.metricsstore.Otlp.attributes;
import static dev.clew.metricsstore.Otlp.gauge;
import static dev.clew.metricsstore.Otlp.point;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.clew.metricsstore.series.ExemplarSeries.Exemplar;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.MetricMetadata;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.ReadLimits;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.Labels;
import dev.clew.testkit.ManualClock;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Series of the scope {@code clew.prometheus} are stored as they were sent. */
class VerbatimSeriesTest {
  private static final long T = 1_772_323_200_000L; // 2026-03-01T00:00:00Z

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
  void close() {
    store.close();
  }

  private void ingest(Metric... metrics) {
    byte[] request =
        ExportMetricsServiceRequest.newBuilder()
            .addResourceMetrics(
                ResourceMetrics.newBuilder()
                    .setResource(
                        Resource.newBuilder()
                            .addAllAttributes(attributes("service.name", "Prometheus")))
                    .addScopeMetrics(
                        ScopeMetrics.newBuilder()
                            .setScope(InstrumentationScope.newBuilder().setName("clew.prometheus"))
                            .addAllMetrics(List.of(metrics))))
            .build()
            .toByteArray();
    store.ingest(++position, (T + 500) * 1_000_000, request, 0, request.length);
  }

  private List<SeriesData> all() {
    return store.select(List.of(), T - 86_400_000, T + 86_400_000, ReadLimits.NONE);
  }

  private SeriesData only() {
    assertThat(all()).hasSize(1);
    return all().getFirst();
  }

  private static Metric points(String name, NumberDataPoint... points) {
    return Metric.newBuilder()
        .setName(name)
        .setGauge(Gauge.newBuilder().addAllDataPoints(List.of(points)))
        .build();
  }

  @Test
  void namesAndLabelsAreNotTranslated() {
    ingest(gauge("http.requests", "s", point(T, 1, "service.name", "a", "_x", "b", "empty", "")));

    assertThat(only().labels())
        .isEqualTo(Labels.of("__name__", "http.requests", "service.name", "a", "_x", "b"));
  }

  @Test
  void theSameSeriesInAnotherOrderIsTheSame() {
    ingest(points("m", point(T, 1, "a", "1", "b", "2"), point(T + 1, 2, "b", "2", "a", "1")));
    ingest(points("m", point(T + 2, 3, "a", "1", "b", "2")));

    assertThat(only().size()).isEqualTo(3);
  }

  @Test
  void nanPayloadsAreKeptBitByBit() {
    double odd = Double.longBitsToDouble(0x7ff8_0000_dead_beefL);
    ingest(points("m", point(T, SeriesData.STALE_NAN), point(T + 1, odd), point(T + 2, -0.0)));

    assertThat(SeriesData.isStale(only().values()[0])).isTrue();
    assertThat(Double.doubleToRawLongBits(only().values()[1])).isEqualTo(0x7ff8_0000_dead_beefL);
    assertThat(Double.doubleToRawLongBits(only().values()[2])).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void aPointWithoutAValueIsNoSample() {
    ingest(points("m", NumberDataPoint.newBuilder().setTimeUnixNano(T * 1_000_000).build()));

    assertThat(all()).isEmpty();
  }

  @Test
  void integerHistogramsAreToldAsDifferences() throws IOException {
    ingest(
        points(
            "h",
            histogram(out -> {
              out.writeUInt64(1, 12);
              out.writeDouble(3, 18.4);
              out.writeSInt32(4, 1);
              out.writeDouble(5, 0.001);
              out.writeUInt64(6, 2);
              span(out, 11, 0, 2);
              span(out, 11, 1, 2);
              packed(
                  out,
                  12,
                  inner -> {
                    for (long delta : new long[] {1, 1, -1, 0}) {
                      inner.writeSInt64NoTag(delta);
                    }
                  });
              span(out, 8, -3, 3);
              packed(
                  out,
                  9,
                  inner -> {
                    for (long delta : new long[] {2, -2, 3}) {
                      inner.writeSInt64NoTag(delta);
                    }
                  });
              out.writeEnum(14, 2);
              out.writeInt64(15, 99);
            })));

    NativeHistogram read = onlyHistogram();
    assertThat(read.schema()).isEqualTo(1);
    assertThat(read.count()).isEqualTo(12);
    assertThat(read.sum()).isEqualTo(18.4);
    assertThat(read.zeroThreshold()).isEqualTo(0.001);
    assertThat(read.zeroCount()).isEqualTo(2);
    assertThat(read.counterReset()).isEqualTo(NativeHistogram.CounterReset.NOT_RESET);
    assertThat(read.positiveIndexes()).containsExactly(0, 1, 3, 4);
    assertThat(read.positiveCounts()).containsExactly(1, 2, 1, 1);
    assertThat(read.negativeIndexes()).containsExactly(-3, -1);
    assertThat(read.negativeCounts()).containsExactly(2, 3);
  }

  @Test
  void floatHistogramsMayHaveBoundsOfTheirOwn() throws IOException {
    ingest(
        points(
            "h",
            histogram(out -> {
              out.writeDouble(2, 4.5);
              out.writeSInt32(4, -53);
              span(out, 11, 0, 1);
              span(out, 11, 1, 1);
              packed(
                  out,
                  13,
                  inner -> {
                    inner.writeDoubleNoTag(1.5);
                    inner.writeDoubleNoTag(3);
                  });
              packed(
                  out,
                  16,
                  inner -> {
                    inner.writeDoubleNoTag(5);
                    inner.writeDoubleNoTag(10);
                  });
              out.writeEnum(14, 3);
            })));

    NativeHistogram read = onlyHistogram();
    assertThat(read.count()).isEqualTo(4.5);
    assertThat(read.customBounds()).containsExactly(5, 10);
    assertThat(read.positiveIndexes()).containsExactly(0, 2);
    assertThat(read.positiveCounts()).containsExactly(1.5, 3);
    assertThat(read.counterReset()).isEqualTo(NativeHistogram.CounterReset.GAUGE);
  }

  @Test
  void aHistogramWithAStaleSumEndsTheSeries() throws IOException {
    ingest(points("h", histogram(out -> out.writeDouble(3, SeriesData.STALE_NAN))));

    assertThat(SeriesData.isStale(only().values()[0])).isTrue();
  }

  @Test
  void emptyBucketsStayBesideObservationsThatAreNoNumbers() throws IOException {
    ingest(
        points(
            "h",
            histogram(out -> {
              out.writeUInt64(1, 3);
              out.writeDouble(3, Double.NaN);
              out.writeSInt32(4, -53);
              span(out, 11, 0, 2);
              packed(
                  out,
                  12,
                  inner -> {
                    inner.writeSInt64NoTag(0);
                    inner.writeSInt64NoTag(0);
                  });
              packed(out, 16, inner -> inner.writeDoubleNoTag(5));
            })));

    assertThat(onlyHistogram().positiveIndexes()).containsExactly(0, 1);
    assertThat(onlyHistogram().positiveCounts()).containsExactly(0, 0);
  }

  @Test
  void spansThatDoNotFitTheirCountsAreDropped() throws IOException {
    ingest(
        points(
            "h",
            histogram(out -> span(out, 11, 0, Integer.MAX_VALUE)),
            histogram(out -> {
              out.writeSInt32(4, 9);
              out.writeUInt64(1, 1);
            }),
            histogram(out -> {
              out.writeSInt32(4, -53);
              span(out, 11, 7, 1);
              packed(out, 12, inner -> inner.writeSInt64NoTag(1));
            }),
            histogram(out -> out.writeRawBytes(new byte[] {0x0b}))));

    assertThat(all()).isEmpty();
    assertThat(store.status().droppedPoints()).containsEntry("unsupported_scale", 4L);
  }

  @Test
  void exemplarsComeWithTheirLabels() {
    ingest(
        points(
            "m",
            NumberDataPoint.newBuilder()
                .setTimeUnixNano(T * 1_000_000)
                .addAllAttributes(attributes("job", "a"))
                .addExemplars(
                    io.opentelemetry.proto.metrics.v1.Exemplar.newBuilder()
                        .setTimeUnixNano((T + 5) * 1_000_000)
                        .setAsDouble(0.5)
                        .addAllFilteredAttributes(attributes("trace_id", "abc", "x.y", "z")))
                .build()));

    var found = store.exemplars(List.of(List.of(LabelMatcher.equal("job", "a"))), T, T + 1000, 10);
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().seriesLabels()).isEqualTo(Labels.of("__name__", "m", "job", "a"));
    assertThat(found.getFirst().exemplars())
        .containsExactly(new Exemplar(Labels.of("trace_id", "abc", "x.y", "z"), 0.5, T + 5));
  }

  @Test
  void metadataNamesTheType() {
    Metric family =
        Metric.newBuilder()
            .setName("requests")
            .setDescription("How many.")
            .setUnit("requests")
            .addMetadata(
                KeyValue.newBuilder()
                    .setKey("prometheus.type")
                    .setValue(AnyValue.newBuilder().setStringValue("counter")))
            .setGauge(Gauge.newBuilder().addDataPoints(NumberDataPoint.getDefaultInstance()))
            .build();
    ingest(family);
    ingest(family);

    assertThat(store.metadata(null, 10))
        .isEqualTo(
            Map.of("requests", List.of(new MetricMetadata("counter", "requests", "How many."))));
    assertThat(all()).isEmpty();
  }

  private NativeHistogram onlyHistogram() {
    NativeHistogram[] histograms = only().histograms();
    assertThat(histograms).isNotNull();
    return histograms[0];
  }

  /** Writes the fields of a message. */
  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private static NumberDataPoint histogram(Fields fields) throws IOException {
    return NumberDataPoint.newBuilder()
        .setTimeUnixNano(T * 1_000_000)
        .addAllAttributes(attributes("job", "a"))
        .addAttributes(
            KeyValue.newBuilder()
                .setKey("__histogram__")
                .setValue(
                    AnyValue.newBuilder().setBytesValue(ByteString.copyFrom(message(fields)))))
        .build();
  }

  private static void span(CodedOutputStream out, int field, int offset, int length)
      throws IOException {
    packed(
        out,
        field,
        inner -> {
          inner.writeSInt32(1, offset);
          inner.writeUInt32(2, length);
        });
  }

  private static void packed(CodedOutputStream out, int field, Fields fields) throws IOException {
    out.writeByteArray(field, message(fields));
  }

  private static byte[] message(Fields fields) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    fields.write(out);
    out.flush();
    return bytes.toByteArray();
  }
}
