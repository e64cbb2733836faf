package dev.clew.collector.influx;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.collector.Room;
import dev.clew.collector.intake.RetentionBounds;
import dev.clew.collector.intake.SeriesLimits;
import dev.clew.collector.prometheus.WrittenSeries;
import dev.clew.model.Signal;
import dev.clew.model.otlp.OtlpCheck;
import dev.clew.model.otlp.OtlpLimits;
import java.time.Instant;
import java.time.InstantSource;

/** Each line becomes samples of an OTLP request that passes its check, or is refused by itself. */
class LineProtocolFuzzTest {
  private static final long NOW = 1_772_323_200_123L;

  @FuzzTest
  void lines(byte[] body) {
    WrittenSeries out =
        new WrittenSeries(
            "fuzz",
            SeriesLimits.DEFAULT,
            RetentionBounds.of(InstantSource.fixed(Instant.ofEpochMilli(NOW)), SeriesLimits.DEFAULT)
                .at(Signal.METRICS),
            new WrittenSeries.Room(Room.claim(), 1 << 10, 1 << 20));
    LineProtocol reader =
        new LineProtocol(out, SeriesLimits.DEFAULT, Precision.AUTO, NOW, "database");
    reader.read(body, body.length);
    assertThat(out.refused() > 0).isEqualTo(!out.firstReason().isEmpty());
    byte[] otlp = out.batch().encode();
    assertThat(OtlpCheck.check(Signal.METRICS, OtlpLimits.NONE, otlp, 0, otlp.length).records())
        .isEqualTo(out.batch().samples());
  }
}
