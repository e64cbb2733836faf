package dev.clew.metricsstore.promql.histogram;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.NativeHistogram.CounterReset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 1",
    "0, 3, 8",
    "1, 1, 1.414213562373095",
    "1, -1, 0.7071067811865475",
    "2, 1, 1.189207115002721",
    "3, 7, 1.8340080864093422",
    "4, 13, 1.756252160373299",
    "8, 1, 1.0027112750502025",
    "8, 255, 1.9945921121709396",
    "-1, 1, 4",
    "-4, 2, 4294967296"
  })
  void boundsAreThoseOfPrometheus(int schema, int index, double bound) {
    assertThat(Buckets.exponentialBound(schema, index)).isEqualTo(bound);
  }

  @Test
  void theLastBoundIsTheLargestNumber() {
    for (int schema = -4; schema <= 8; schema++) {
      int index = schema < 0 ? 1024 >> -schema : 1024 << schema;
      assertThat(Buckets.exponentialBound(schema, index)).isEqualTo(Double.MAX_VALUE);
      assertThat(Buckets.exponentialBound(schema, index + 1)).isInfinite();
    }
  }

  @Test
  void theFirstCustomBucketHoldsMinusInfinity() {
    NativeHistogram histogram =
        new NativeHistogram(
            NativeHistogram.CUSTOM_BOUNDS_SCHEMA,
            6,
            9,
            0,
            0,
            CounterReset.UNKNOWN,
            new int[] {0, 1, 2},
            new double[] {3, 2, 1},
            new int[0],
            new double[0],
            new double[] {5, 10});
    assertThat(Buckets.text(histogram))
        .isEqualTo("{count:6, sum:9, [-Inf,5]:3, (5,10]:2, (10,+Inf]:1}");
    assertThat(Buckets.ascending(histogram))
        .extracting(Bucket::boundaryRule)
        .containsExactly(3, 0, 0);
  }
}
