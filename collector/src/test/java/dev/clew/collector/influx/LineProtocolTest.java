package dev.clew.collector.influx;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.clew.collector.Room;
import dev.clew.collector.intake.RetentionBounds;
import dev.clew.collector.intake.SeriesLimits;
import dev.clew.collector.prometheus.WrittenSeries;
import dev.clew.model.Signal;
import dev.clew.model.otlp.OtlpCheck;
import dev.clew.model.otlp.OtlpLimits;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineProtocolTest {
  private static final long NOW = 1_772_323_200_123L;

  private WrittenSeries out = written();
  private int skipped;

  private static WrittenSeries written() {
    return new WrittenSeries(
        "test",
        SeriesLimits.DEFAULT,
        RetentionBounds.of(InstantSource.fixed(Instant.ofEpochMilli(NOW)), SeriesLimits.DEFAULT)
            .at(Signal.METRICS),
        new WrittenSeries.Room(Room.claim(), 1 << 10, 1 << 20));
  }

  /** One line for each sample: name, labels, value and time. */
  private List<String> read(String lines) throws InvalidProtocolBufferException {
    return read(lines, Precision.AUTO, "");
  }

  private List<String> read(String lines, Precision precision, String database)
      throws InvalidProtocolBufferException {
    out = written();
    LineProtocol reader = new LineProtocol(out, SeriesLimits.DEFAULT, precision, NOW, database);
    byte[] body = lines.getBytes(StandardCharsets.UTF_8);
    reader.read(body, body.length);
    skipped = reader.skipped();
    List<String> samples = new ArrayList<>();
    ExportMetricsServiceRequest request =
        ExportMetricsServiceRequest.parseFrom(out.batch().encode());
    for (Metric metric : request.getResourceMetrics(0).getScopeMetrics(0).getMetricsList()) {
      for (NumberDataPoint point : metric.getGauge().getDataPointsList()) {
        TreeMap<String, String> labels = new TreeMap<>();
        point
            .getAttributesList()
            .forEach(a -> labels.put(a.getKey(), a.getValue().getStringValue()));
        long millis = point.getTimeUnixNano() / 1_000_000;
        samples.add(metric.getName() + labels + " " + point.getAsDouble() + " " + (millis - NOW));
      }
    }
    return samples;
  }

  @Test
  void fieldsBecomeSeriesAndTagsLabels() throws Exception {
    assertThat(read("cpu,host=a,cpu=cpu-total usage_idle=98.5,value=3i 1772323200123000000\n"))
        .containsExactly(
            "cpu_usage_idle{cpu=cpu-total, host=a} 98.5 0",
            "cpu_value{cpu=cpu-total, host=a} 3.0 0");
    assertThat(out.refused()).isZero();
  }

  @Test
  void escapesAndTexts() throws Exception {
    assertThat(read("my\\ m\\,x,a\\=b=c\\ d,w=C:\\dir f\\ g=1,text=\"a, \\\"b\\\"\nc=1\",h=t"))
        .containsExactly(
            "my m,x_f g{a=b=c d, w=C:\\dir} 1.0 0", "my m,x_h{a=b=c d, w=C:\\dir} 1.0 0");
    assertThat(skipped).isEqualTo(1);
    assertThat(out.refused()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1.0",
    "-1.5, -1.5",
    "+1.5, 1.5",
    "1e3, 1000.0",
    "1.25E-2, 0.0125",
    ".5, 0.5",
    "7i, 7.0",
    "-7i, -7.0",
    "18446744073709551615u, 1.8446744073709552E19",
    "true, 1.0",
    "F, 0.0",
    "0.1234567890123456789, 0.12345678901234568"
  })
  void values(String text, String value) throws Exception {
    assertThat(read("m f=" + text)).containsExactly("m_f{} " + value + " 0");
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO, 1772323200",
    "AUTO, 1772323200000",
    "AUTO, 1772323200000000",
    "AUTO, 1772323200000000000",
    "SECONDS, 1772323200",
    "MILLIS, 1772323200000",
    "MICROS, 1772323200000000",
    "NANOS, 1772323200000000000",
    "MINUTES, 29538720"
  })
  void precisions(Precision precision, long time) throws Exception {
    assertThat(read("m f=1 " + time, precision, "")).containsExactly("m_f{} 1.0 -123");
  }

  @Test
  void theDatabaseIsALabelUnlessATagIsNamedSo() throws Exception {
    assertThat(read("m f=1\nm,db=own f=2", Precision.AUTO, "telegraf"))
        .containsExactly("m_f{db=telegraf} 1.0 0", "m_f{db=own} 2.0 0");
  }

  @Test
  void commentsAndEmptyLinesAreNothing() throws Exception {
    assertThat(read("# comment\r\n\n   \r\nm f=1\r\n")).containsExactly("m_f{} 1.0 0");
    assertThat(out.refused()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m",
        "m,a f=1",
        "m,a= f=1",
        "m,=b f=1",
        "m f",
        "m f=",
        "m =1",
        "m f=x",
        "m f=1 x",
        "m f=1 1 1",
        "m f=\"open",
        ",a=b f=1",
        "m,a=1,a=2 f=1",
        "m f=1 99999999999999999999",
        "m f=-1u",
        "m f=--1",
        "m f=1.5i",
        "m f=NaN",
        "m f=1 5"
      })
  void aBadLineIsRefusedByItself(String line) throws Exception {
    List<String> read = read("good f=1\n" + line + (line.contains("\"") ? "" : "\ngood f=2"));
    assertThat(read).allSatisfy(sample -> assertThat(sample).startsWith("good_f{}"));
    assertThat(read).hasSize(line.contains("\"") ? 1 : 2);
    assertThat(out.refused()).isEqualTo(1);
    assertThat(out.firstReason()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void damagedLinesBreakNothing(long seed) {
    byte[] good =
        ("cpu,host=a\\ b,cpu=ü usage_idle=98.5,n=3i,t=\"x\\\"y\",b=true 1772323200123000000\n"
                + "# c\nmem used=1e9 1772323200\n")
            .getBytes(StandardCharsets.UTF_8);
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] bad = good.clone();
      for (int change = 0; change <= random.nextInt(4); change++) {
        bad[random.nextInt(bad.length)] =
            random.nextBoolean() ? (byte) random.nextInt(256) : good[random.nextInt(good.length)];
      }
      WrittenSeries fuzzed = written();
      new LineProtocol(fuzzed, SeriesLimits.DEFAULT, Precision.AUTO, NOW, "db")
          .read(bad, bad.length);
      byte[] otlp = fuzzed.batch().encode();
      assertThat(OtlpCheck.check(Signal.METRICS, OtlpLimits.NONE, otlp, 0, otlp.length).records())
          .as("seed %s, round %s", seed, i)
          .isEqualTo(fuzzed.batch().samples());
    }
  }
}
