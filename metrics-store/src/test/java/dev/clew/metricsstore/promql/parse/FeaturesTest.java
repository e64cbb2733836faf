package dev.clew.metricsstore.promql.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.metricsstore.promql.ast.Feature;
import dev.clew.model.QueryException;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeaturesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mad_over_time(a[5m]) | EXPERIMENTAL_FUNCTIONS | function "mad_over_time" is not enabled
          sort_by_label(a, "b") | EXPERIMENTAL_FUNCTIONS | function "sort_by_label" is not enabled
          info(a) | EXPERIMENTAL_FUNCTIONS | function "info" is not enabled
          limitk(1, a) | EXPERIMENTAL_FUNCTIONS | limitk() is experimental
          limit_ratio(1, a) | EXPERIMENTAL_FUNCTIONS | limit_ratio() is experimental
          rate(a[1m+1m]) | DURATION_EXPRESSIONS | experimental duration expression is not enabled
          rate(a[5m] anchored) | EXTENDED_RANGE_SELECTORS | anchored modifier is experimental
          a smoothed | EXTENDED_RANGE_SELECTORS | smoothed modifier is experimental
          a + fill(1) b | FILL_MODIFIERS | binop fill modifiers are experimental
          """)
  void refusesWhatIsNotSwitchedOn(String query, Feature needed, String message) {
    assertThatThrownBy(() -> Parser.parse(query, EnumSet.complementOf(EnumSet.of(needed))))
        .isInstanceOf(QueryException.class)
        .hasMessageMatching("1:\\d+: parse error: .*")
        .hasMessageContaining(message);
    assertThatCode(() -> Parser.parse(query, EnumSet.of(needed))).doesNotThrowAnyException();
  }

  @Test
  void knowsTheFlagsByName() {
    assertThat(Feature.flags()).allSatisfy(flag -> assertThat(Feature.of(flag)).isNotNull());
    assertThat(Feature.of("promql-nothing")).isNull();
  }
}
