package dev.clew.collector.graphite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaintextLineTest {
  private static final long NOW = 1_772_323_200_123L;
  private static final int LINE_BYTES = 256;

  private final WrittenSeries out = written();
  private final PlaintextLine reader = reader();

  private static WrittenSeries written() {
    return new WrittenSeries(
        "test",
        SeriesLimits.DEFAULT,
        RetentionBounds.of(InstantSource.fixed(Instant.ofEpochMilli(NOW)), SeriesLimits.DEFAULT)
            .at(Signal.METRICS),
        new WrittenSeries.Room(Room.claim(), 1 << 10, 1 << 20));
  }

  private static PlaintextLine reader() {
    InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(NOW));
    return new PlaintextLine(SeriesLimits.DEFAULT, LINE_BYTES, clock);
  }

  private void take(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    reader.read(bytes, 0, bytes.length, out);
  }

  /** Name, labels, value, and the time as its distance from now. */
  private String read(String line) throws InvalidProtocolBufferException {
    take(line);
    assertThat(out.firstReason()).isEmpty();
    Metric metric =
        ExportMetricsServiceRequest.parseFrom(out.batch().encode())
            .getResourceMetrics(0)
            .getScopeMetrics(0)
            .getMetrics(0);
    NumberDataPoint point = metric.getGauge().getDataPoints(0);
    Map<String, String> labels = new TreeMap<>();
    point.getAttributesList().forEach(a -> labels.put(a.getKey(), a.getValue().getStringValue()));
    long millis = point.getTimeUnixNano() / 1_000_000;
    return metric.getName() + labels + " " + point.getAsDouble() + " " + (millis - NOW);
  }

  @ParameterizedTest
  @CsvSource({
    "a 1 1772323200, a{} 1.0 -123",
    "'  a\t1   1772323200.5 \r', a{} 1.0 377",
    "a 1, a{} 1.0 0",
    "a 1 -1, a{} 1.0 0",
    "a 1 -1.0, a{} 1.0 0",
    "a 1 1.7723232e9, a{} 1.0 -123",
    "servers.web-1.load 1, servers_web_1_load{} 1.0 0",
    "job:rate_5m 1, job:rate_5m{} 1.0 0",
    "95th.größe 1, _95th_gr__e{} 1.0 0",
    "'disk.used;rack.no=a=1;1st:x=~wéb.1 1', 'disk_used{_1st_x=~wéb.1, rack_no=a=1} 1.0 0'"
  })
  void lines(String line, String sample) throws Exception {
    assertThat(read(line)).isEqualTo(sample);
  }

  @ParameterizedTest
  @CsvSource({
    "0.42, 0.42",
    "-1.5, -1.5",
    "+7, 7.0",
    "1e3, 1000.0",
    "1.25E-2, 0.0125",
    ".5, 0.5",
    "5., 5.0",
    "-0, -0.0",
    "18446744073709551615, 1.8446744073709552E19",
    "0.1234567890123456789, 0.12345678901234568"
  })
  void values(String text, String value) throws Exception {
    assertThat(read("m " + text)).isEqualTo("m{} " + value + " 0");
  }

  @Test
  void blankLinesAreNothing() {
    take("");
    take("\r");
    take(" \t ");
    assertThat(out.batch().isEmpty()).isTrue();
    assertThat(out.refused()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "a; a path without a value; Send lines like",
        "a 1 1 1; more than path, value and time; Send lines like",
        "a nan; the value 'nan' is no number; leave the line out",
        "a inf 1; the value 'inf' is no number; leave the line out",
        "a 1e999; the value '1e999' is no number; leave the line out",
        "a --1; the value '--1' is no number; leave the line out",
        "a +; the value '+' is no number; leave the line out",
        "a 0x1f; the value '0x1f' is no number; leave the line out",
        "a 1d; the value '1d' is no number; leave the line out",
        "a 1 now; the time 'now' is no number; seconds since 1970",
        "a 1 1772323200123; the time '1772323200123' is not in seconds; seconds since 1970"
      },
      delimiter = ';')
  void badLines(String line, String reason, String remedy) {
    assertThatThrownBy(() -> take(line))
        .isInstanceOfSatisfying(
            BadLine.class,
            bad -> {
              assertThat(bad.reason()).isEqualTo(reason);
              assertThat(bad.remedy()).contains(remedy);
            });
  }

  @Test
  void tlsAndPickleAreNoText() {
    assertThatThrownBy(() -> take("\u0016\u0003\u0001 1"))
        .isInstanceOfSatisfying(
            BadLine.class, bad -> assertThat(bad.remedy()).contains("without TLS"));
    assertThat(PlaintextLine.quote(new byte[] {'a', 0, 27}, 0, 3)).isEqualTo("'a\ufffd\ufffd'");
  }

  @ParameterizedTest
  @ValueSource(strings = {";a=b 1", "m; 1", "m;a 1", "m;a= 1", "m;=b 1", "m;a=b; 1", "m;;a=b 1"})
  void badTags(String line) {
    assertThatThrownBy(() -> take(line))
        .isInstanceOfSatisfying(
            BadLine.class, bad -> assertThat(bad.remedy()).contains("disk.used;host=web1"));
  }

  @ParameterizedTest
  @CsvSource({
    "m;a=1;a=2 1, is repeated",
    "m;a.b=1;a_b=2 1, is repeated",
    "m;__name__=x 1, is repeated",
    "m 1 5, is older than",
    "m 1 1872323200, too far in the future",
    "m 1 -1e300, is older than"
  })
  void whatTheStoreWouldNotTake(String line, String reason) {
    take(line);
    assertThat(out.batch().isEmpty()).isTrue();
    assertThat(out.refused()).isEqualTo(1);
    assertThat(out.firstReason()).contains(reason);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void damagedLinesBreakNothing(long seed) {
    byte[] good =
        "servers.web1.größe;rack=a1;os=lïnux -0.42e1 1772323200.5\r"
            .getBytes(StandardCharsets.UTF_8);
    Random random = new Random(seed);
    PlaintextLine fuzzed = reader();
    WrittenSeries into = written();
    for (int i = 0; i < 20_000; i++) {
      byte[] bad = good.clone();
      for (int change = 0; change <= random.nextInt(5); change++) {
        bad[random.nextInt(bad.length)] =
            random.nextBoolean() ? (byte) random.nextInt(256) : good[random.nextInt(good.length)];
      }
      int from = random.nextInt(4) == 0 ? random.nextInt(bad.length) : 0;
      int to = from + random.nextInt(bad.length - from + 1);
      try {
        fuzzed.read(bad, from, random.nextBoolean() ? bad.length : to, into);
      } catch (BadLine e) {
        assertThat(e.reason()).as("seed %s, round %s", seed, i).isNotEmpty();
      }
      if (i % 100 == 99) {
        byte[] otlp = into.batch().encode();
        assertThat(OtlpCheck.check(Signal.METRICS, OtlpLimits.NONE, otlp, 0, otlp.length).records())
            .as("seed %s, round %s", seed, i)
            .isEqualTo(into.batch().samples());
        into = written();
      }
    }
  }

  @Test
  void theLongestLinesFit() {
    take("1" + ";1=x".repeat((LINE_BYTES - 3) / 4) + " 1");
    take("1".repeat(LINE_BYTES - 2) + " 1");
    assertThat(out.batch().samples()).isEqualTo(1); // the other one repeats a label
  }
}
