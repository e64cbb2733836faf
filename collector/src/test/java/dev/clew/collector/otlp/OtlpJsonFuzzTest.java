package dev.clew.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.collector.Room;
import dev.clew.collector.intake.RefusedException;
import dev.clew.model.Signal;
import dev.clew.model.otlp.OtlpCheck;
import dev.clew.model.otlp.OtlpLimits;
import java.io.ByteArrayInputStream;

/**
 * Requests in JSON become OTLP that is read or refused as such, or are refused with their place.
 */
class OtlpJsonFuzzTest {
  @FuzzTest
  void logs(byte[] json) {
    read(Signal.LOGS, json);
  }

  @FuzzTest
  void spans(byte[] json) {
    read(Signal.TRACES, json);
  }

  @FuzzTest
  void metrics(byte[] json) {
    read(Signal.METRICS, json);
  }

  private static void read(Signal signal, byte[] json) {
    try {
      OtlpJson.Converted otlp =
          OtlpJson.toProtobuf(
              signal, new ByteArrayInputStream(json), OtlpLimits.NONE, Room.claim(), 64);
      assertThat(otlp.length()).isLessThan(16 * json.length + 16);
      OtlpCheck.check(signal, OtlpLimits.NONE, otlp.request(), 0, otlp.length());
    } catch (RefusedException e) {
      assertThat(e.refusal().reason()).isNotEmpty();
    }
  }
}
