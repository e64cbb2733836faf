package dev.clew.model.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.model.Signal;

/**
 * Whatever bytes come as an export request, they are refused with the place of the fault, or what
 * is kept of them passes the same check whole.
 */
class OtlpCheckFuzzTest {
  private static final OtlpLimits LIMITS = new OtlpLimits(20, 4, 64);
  private static final PointLimits POINTS =
      new PointLimits(1_700_000_000_000_000_000L, 1_900_000_000_000_000_000L, 6, 32);
  private static final RecordLimits NOW =
      new RecordLimits(
          LIMITS,
          POINTS,
          new TimeLimits(1_700_000_000_000_000_000L, 1_900_000_000_000_000_000L, "", ""));

  @FuzzTest
  void logs(byte[] request) {
    check(Signal.LOGS, request);
  }

  @FuzzTest
  void spans(byte[] request) {
    check(Signal.TRACES, request);
  }

  @FuzzTest
  void metrics(byte[] request) {
    check(Signal.METRICS, request);
  }

  private static void check(Signal signal, byte[] request) {
    OtlpReport all;
    try {
      all = OtlpCheck.check(signal, OtlpLimits.NONE, request.clone(), 0, request.length);
    } catch (MalformedProtobufException e) {
      assertThat(e.getMessage()).isNotEmpty();
      return;
    }
    OtlpReport kept = OtlpCheck.check(signal, NOW, request.clone(), 0, request.length);
    assertThat(kept.records() + kept.droppedRecords())
        .isEqualTo(all.records() + all.droppedRecords());
    assertThat(kept.findings().isEmpty() || kept.length() < request.length).isTrue();
    assertThat(kept.length()).isLessThanOrEqualTo(request.length);
    OtlpReport again = OtlpCheck.check(signal, NOW, kept.request(), kept.offset(), kept.length());
    assertThat(again.findings()).isEmpty();
    assertThat(again.records()).isEqualTo(kept.records());
  }
}
