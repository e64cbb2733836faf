package dev.clew.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdsTest {
  @Test
  void hexIsReadInEitherCaseAndWrittenInLower() {
    TraceId id = TraceId.parse("4BF92F3577B34DA6A3CE929D0E0E4736");
    assertThat(id).hasToString("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(SpanId.parse("00f067aa0ba902b7")).hasToString("00f067aa0ba902b7");
  }

  @Test
  void anythingElseIsNoId() {
    assertThat(TraceId.parse("4bf92f3577b34da6a3ce929d0e0e473")).isNull();
    assertThat(TraceId.parse("4bf92f3577b34da6a3ce929d0e0e473g")).isNull();
    assertThat(SpanId.parse("")).isNull();
  }

  @Test
  void severityNumbersFallIntoRangesOfFour() {
    assertThat(Severity.ofNumber(0)).isEqualTo(Severity.UNSET);
    assertThat(Severity.ofNumber(1)).isEqualTo(Severity.TRACE);
    assertThat(Severity.ofNumber(12)).isEqualTo(Severity.INFO);
    assertThat(Severity.ofNumber(13)).isEqualTo(Severity.WARN);
    assertThat(Severity.ofNumber(24)).isEqualTo(Severity.FATAL);
    assertThat(Severity.ofNumber(25)).isEqualTo(Severity.UNSET);
  }

  @Test
  void traceIdIsKnownInOtherSpellings() {
    TraceId id = TraceId.parse("3ea4052c895d4b649e2d0123456789ab");
    for (String spelling :
        new String[] {
          "3ea4052c895d4b649e2d0123456789ab",
          "3EA4052C-895D-4B64-9E2D-0123456789AB",
          " 3ea4052c895d4b64-9e2d0123456789ab "
        }) {
      assertThat(TraceId.ofSpelling(spelling)).isEqualTo(id);
    }
    assertThat(TraceId.ofSpelling("9e2d0123456789ab"))
        .isEqualTo(new TraceId(0, 0x9e2d0123456789abL));
    for (String other : new String[] {"", "xyz", "-", "9e2d0123456789a", "9e2d0123456789abc"}) {
      assertThat(TraceId.ofSpelling(other)).isNull();
    }
  }
}
