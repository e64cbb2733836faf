package dev.clew.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberTextTest {
  @ParameterizedTest
  @CsvSource({
    "2, 2",
    "1000000, 1000000",
    "1e-7, 1e-7",
    "1.5e-7, 1.5e-7",
    "0.000001, 0.000001",
    "12345678.9, 12345678.9",
    "1796020003, 1796020003",
    "1796020003.25, 1796020003.25",
    "1e21, 1e+21",
    "1.5e300, 1.5e+300",
    "123456789012345680000, 123456789012345680000",
    "-0.25, -0.25",
    "0, 0",
    "-0.0, -0",
    "4.9e-324, 5e-324",
    "NaN, NaN",
    "Infinity, +Inf",
    "-Infinity, -Inf"
  })
  void writesNumbersAsEverybodyDoes(double value, String text) {
    assertThat(NumberText.of(value)).isEqualTo(text);
    assertThat(AttributeValue.of(value).asText()).isEqualTo(text);
  }

  @Test
  void everyNumberReadsBackAsItself() {
    Random random = new Random(5);
    for (int i = 0; i < 100_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        assertThat(Double.parseDouble(NumberText.of(value))).isEqualTo(value);
      }
    }
  }

  @Test
  void nestedNumbersAreWrittenAlike() {
    AttributeValue items =
        new AttributeValue.Items(
            java.util.List.of(
                AttributeValue.of(2.0), AttributeValue.of(1e21), AttributeValue.of(Double.NaN)));
    assertThat(items.asText()).isEqualTo("[2,1e+21,\"NaN\"]");
  }
}
