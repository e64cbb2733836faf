package dev.clew.collector.graphite;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.collector.Room;
import dev.clew.collector.intake.RetentionBounds;
import dev.clew.collector.intake.SeriesLimits;
import dev.clew.model.Signal;
import dev.clew.model.otlp.OtlpCheck;
import dev.clew.model.otlp.OtlpLimits;
import dev.clew.model.otlp.OtlpReport;
import dev.clew.model.otlp.TimeLimits;
import java.time.Instant;
import java.time.InstantSource;

/** Each line becomes a sample of an OTLP request that passes its check, or is refused by itself. */
class PlaintextLineFuzzTest {
  private static final long NOW = 1_772_323_200_123L;
  private static final int LINE_BYTES = 4 << 10;

  @FuzzTest
  void lines(byte[] bytes) {
    InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(NOW));
    TimeLimits times = RetentionBounds.of(clock, SeriesLimits.DEFAULT).at(Signal.METRICS);
    GraphiteBatch batch = new GraphiteBatch("fuzz", SeriesLimits.DEFAULT, times, Room.claim());
    PlaintextLine reader = new PlaintextLine(SeriesLimits.DEFAULT, LINE_BYTES, clock);
    for (int from = 0; from < bytes.length; ) {
      int to = from;
      while (to < bytes.length && bytes[to] != '\n' && to - from < LINE_BYTES) {
        to++;
      }
      batch.add(reader, bytes, from, to);
      from = to + 1;
    }
    batch.tellFaults((refusal, lines) -> assertThat(refusal.message()).isNotEmpty());
    int samples = batch.samples();
    OtlpReport report = batch.finish();
    assertThat(
            OtlpCheck.check(
                    Signal.METRICS,
                    OtlpLimits.NONE,
                    report.request(),
                    report.offset(),
                    report.length())
                .records())
        .isEqualTo(samples);
  }
}
