package dev.clew.collector.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.clew.model.Labels;
import dev.clew.model.Signal;
import dev.clew.model.otlp.OtlpCheck;
import dev.clew.model.otlp.OtlpLimits;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PrometheusBatchTest {
  private final PrometheusBatch batch = new PrometheusBatch("tester");

  private List<Metric> metrics() throws InvalidProtocolBufferException {
    byte[] otlp = batch.encode();
    assertThat(OtlpCheck.check(Signal.METRICS, OtlpLimits.NONE, otlp, 0, otlp.length).senders())
        .singleElement()
        .satisfies(sender -> assertThat(sender.service()).isEqualTo("tester"));
    ScopeMetrics scope =
        ExportMetricsServiceRequest.parseFrom(otlp).getResourceMetrics(0).getScopeMetrics(0);
    assertThat(scope.getScope().getName()).isEqualTo(PrometheusBatch.SCOPE);
    return scope.getMetricsList();
  }

  private static Map<String, String> labels(List<KeyValue> attributes) {
    Map<String, String> labels = new TreeMap<>();
    attributes.forEach(a -> labels.put(a.getKey(), a.getValue().getStringValue()));
    return labels;
  }

  @Test
  void seriesOfOneNameShareAMetric() throws InvalidProtocolBufferException {
    batch.series("m").label("a", "1").sample(1000, 0, 1.5);
    batch.series(Labels.of("__name__", "m", "a", "2", "b", "ü")).sample(2000, 500, 2.5);
    batch.sample(3000, 500, 3.5);
    batch.series("n").sample(1000, 0, 4);

    List<Metric> metrics = metrics();
    assertThat(metrics).extracting(Metric::getName).containsExactly("m", "n");
    List<NumberDataPoint> points = metrics.getFirst().getGauge().getDataPointsList();
    assertThat(points).extracting(NumberDataPoint::getAsDouble).containsExactly(1.5, 2.5, 3.5);
    assertThat(points)
        .extracting(NumberDataPoint::getTimeUnixNano)
        .containsExactly(1_000_000_000L, 2_000_000_000L, 3_000_000_000L);
    assertThat(points)
        .extracting(NumberDataPoint::getStartTimeUnixNano)
        .containsExactly(0L, 500_000_000L, 500_000_000L);
    assertThat(labels(points.get(0).getAttributesList())).isEqualTo(Map.of("a", "1"));
    assertThat(labels(points.get(2).getAttributesList())).isEqualTo(Map.of("a", "2", "b", "ü"));
    assertThat(batch.samples()).isEqualTo(4);
  }

  @Test
  void bitsOfNansAreKept() throws InvalidProtocolBufferException {
    batch.series("m").sample(1, 0, Double.longBitsToDouble(0x7ff0000000000002L));

    double value = metrics().getFirst().getGauge().getDataPoints(0).getAsDouble();
    assertThat(Double.doubleToRawLongBits(value)).isEqualTo(0x7ff0000000000002L);
  }

  @Test
  void histogramsAreCarriedAsTheyAre() throws InvalidProtocolBufferException {
    byte[] message = new byte[300];
    message[5] = 7;
    batch.series("h").label("a", "1").histogram(1000, 10, message, 0, message.length);

    NumberDataPoint point = metrics().getFirst().getGauge().getDataPoints(0);
    assertThat(point.getStartTimeUnixNano()).isEqualTo(10_000_000L);
    assertThat(point.getAttributesList())
        .extracting(KeyValue::getKey)
        .containsExactly("a", PrometheusBatch.HISTOGRAM);
    assertThat(point.getAttributes(1).getValue().getBytesValue().toByteArray()).isEqualTo(message);
    assertThat(batch.histograms()).isEqualTo(1);
  }

  @Test
  void exemplarsStandInPointsOfTheirOwn() throws InvalidProtocolBufferException {
    batch.series("m").label("a", "1").exemplar(1000, 0.25, Labels.of("trace_id", "abc"));

    NumberDataPoint point = metrics().getFirst().getGauge().getDataPoints(0);
    assertThat(point.hasAsDouble()).isFalse();
    assertThat(labels(point.getAttributesList())).isEqualTo(Map.of("a", "1"));
    assertThat(point.getExemplars(0).getAsDouble()).isEqualTo(0.25);
    assertThat(point.getExemplars(0).getTimeUnixNano()).isEqualTo(1_000_000_000L);
    assertThat(labels(point.getExemplars(0).getFilteredAttributesList()))
        .isEqualTo(Map.of("trace_id", "abc"));
  }

  @Test
  void metadataIsAMetricWithAnEmptyPoint() throws InvalidProtocolBufferException {
    assertThat(batch.isEmpty()).isTrue();
    batch.metadata("m", "counter", "seconds", "Helps.");
    assertThat(batch.isEmpty()).isFalse();

    Metric metric = metrics().getFirst();
    assertThat(metric.getDescription()).isEqualTo("Helps.");
    assertThat(metric.getUnit()).isEqualTo("seconds");
    assertThat(labels(metric.getMetadataList())).isEqualTo(Map.of("prometheus.type", "counter"));
    assertThat(metric.getGauge().getDataPointsList())
        .containsExactly(NumberDataPoint.getDefaultInstance());
  }

  @Test
  void metadataBetweenSamplesEndsTheMetric() throws InvalidProtocolBufferException {
    batch.series("m").sample(1, 0, 1);
    batch.metadata("m", "gauge", "", "");
    batch.series("m").sample(2, 0, 2);

    assertThat(metrics()).extracting(Metric::getName).containsExactly("m", "m", "m");
  }
}
