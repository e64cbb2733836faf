package dev.clew.collector.scrape.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenMetrics 1.0 text. */
class OpenMetricsTextTest {
  @Test
  void readsFamiliesExemplarsAndUnits() {
    assertThat(
            Expositions.openMetrics(
                """
                # HELP request_seconds How \\"long\\".
                # TYPE request_seconds histogram
                # UNIT request_seconds seconds
                request_seconds_bucket{le="0.1"} 8 # {} 0.054
                request_seconds_bucket{le="1"} 11 # {trace_id="KOO5S4vxi0o"} 0.67 1520879607.789
                request_seconds_bucket{le="+Inf"} 17 1520430000.123
                request_seconds_count 17
                request_seconds_sum 324789.3
                # TYPE build info
                build_info{v="1"} 1
                # TYPE mode stateset
                mode{mode="a"} 1
                # TYPE q gaugehistogram
                q_bucket{le="1"} 4
                q_gcount 4
                # EOF
                """))
        .containsExactly(
            "HELP request_seconds How \"long\".",
            "TYPE request_seconds histogram",
            "UNIT request_seconds seconds",
            "request_seconds_bucket{le=0.1} 8.0 # {} 0.054",
            "request_seconds_bucket{le=1.0} 11.0 # {trace_id=KOO5S4vxi0o} 0.67 @1520879607789",
            "request_seconds_bucket{le=+Inf} 17.0 @1520430000123",
            "request_seconds_count{} 17.0",
            "request_seconds_sum{} 324789.3",
            "TYPE build info",
            "build_info{v=1} 1.0",
            "TYPE mode stateset",
            "mode{mode=a} 1.0",
            "TYPE q gaugehistogram",
            "q_bucket{le=1.0} 4.0",
            "q_gcount{} 4.0");
  }

  @Test
  void createdSamplesAreStartTimesOfTheOthers() {
    assertThat(
            Expositions.openMetrics(
                """
                # TYPE foo counter
                foo_total{a="1"} 17 # {trace_id="x"} 0.5
                foo_created{a="1"} 1520872607.123
                foo_total{a="2"} 18
                # TYPE h histogram
                h_bucket{a="1",le="1"} 1
                h_bucket{le="+Inf",a="1"} 1
                h_sum{a="1"} 1
                h_count{a="1"} 1
                h_created{a="1"} 100
                # TYPE g gauge
                g_created 5
                # EOF
                """))
        .containsExactly(
            "TYPE foo counter",
            "foo_total{a=1} 17.0 since 1520872607123 # {trace_id=x} 0.5",
            "foo_total{a=2} 18.0",
            "TYPE h histogram",
            "h_bucket{a=1, le=1.0} 1.0 since 100000",
            "h_bucket{a=1, le=+Inf} 1.0 since 100000",
            "h_sum{a=1} 1.0 since 100000",
            "h_count{a=1} 1.0 since 100000",
            "TYPE g gauge",
            "g_created{} 5.0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a  1|line 1, column 3: expected a value",
        "a 1 NaN|line 1, column 5: expected a timestamp in seconds",
        "a 1 # {b=\"c\"}|line 1, column 14: expected a blank",
        "a 1 # {b=\"c\"} x|line 1, column 15: expected the value of an exemplar",
        "#bad|line 1, column 1: expected # TYPE",
        "# TYPE a nothing|line 1, column 10: type: \"nothing\" (expected: one of counter",
        "# UNIT a_x seconds|line 1, column 12: unit \"seconds\" is no suffix",
      })
  void namesThePlaceOfAFault(String line, String message) {
    assertThatThrownBy(() -> Expositions.openMetrics(line + "\n# EOF\n"))
        .isInstanceOf(ExpositionException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void endsWithEofAndNothingElse() {
    assertThatThrownBy(() -> Expositions.openMetrics("a 1\n"))
        .hasMessage("line 2, column 1: the body does not end with # EOF");
    assertThatThrownBy(() -> Expositions.openMetrics("a 1\n# EOF\nb 1\n"))
        .hasMessage("line 3, column 1: data behind # EOF");
    assertThat(Expositions.openMetrics("# EOF")).isEmpty();
  }
}
