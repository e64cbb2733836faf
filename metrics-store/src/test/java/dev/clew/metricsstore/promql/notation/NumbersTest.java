package dev.clew.metricsstore.promql.notation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "0.1, 0.1, 0.1",
    "-0.0, -0, -0",
    "1e6, 1000000, 1e+06",
    "1e20, 100000000000000000000, 1e+20",
    "1e21, 1e+21, 1e+21",
    "0.000001, 0.000001, 1e-06",
    "1.5e-7, 1.5e-07, 1.5e-07",
    "4.9e-324, 5e-324, 5e-324",
    "9.9e-324, 1e-323, 1e-323",
    "1.5e-323, 1.5e-323, 1.5e-323",
    "123456.789, 123456.789, 123456.789",
    "NaN, NaN, NaN",
    "Infinity, +Inf, +Inf"
  })
  void writesNumbersAsGoDoes(double value, String json, String general) {
    assertThat(Numbers.json(value)).isEqualTo(json);
    assertThat(Numbers.general(value)).isEqualTo(general);
  }
}
