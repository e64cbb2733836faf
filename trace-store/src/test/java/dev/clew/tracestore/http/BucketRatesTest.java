package dev.clew.tracestore.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Expected values are those of Prometheus' {@code histogram_quantile}. */
class BucketRatesTest {
  private static BucketRates of(Object... boundsAndCounts) {
    BucketRates rates = new BucketRates(2);
    for (int i = 0; i < boundsAndCounts.length; i += 2) {
      rates.add((String) boundsAndCounts[i], 1, (double) boundsAndCounts[i + 1]);
    }
    return rates;
  }

  @Test
  void liesWithinABucketByItsShare() {
    BucketRates rates = of("0.1", 50.0, "0.2", 70.0, "0.4", 90.0, "+Inf", 100.0);
    assertThat(rates.quantile(0.5, 1)).isCloseTo(0.1, within(1e-12));
    assertThat(rates.quantile(0.25, 1)).isCloseTo(0.05, within(1e-12));
    assertThat(rates.quantile(0.8, 1)).isCloseTo(0.3, within(1e-12));
  }

  @Test
  void beyondTheLastBoundIsThatBound() {
    assertThat(of("0.1", 1.0, "+Inf", 10.0).quantile(0.95, 1)).isEqualTo(0.1);
  }

  @Test
  void boundsAreSortedAsNumbers() {
    assertThat(of("+Inf", 8.0, "10", 8.0, "2.5", 4.0).quantile(0.75, 1)).isEqualTo(6.25);
  }

  @Test
  void aLowerBucketThatHoldsMoreCountsForThoseAbove() {
    assertThat(of("1", 10.0, "2", 5.0, "+Inf", 10.0).quantile(1, 1)).isEqualTo(1);
  }

  @Test
  void aBoundBelowZeroIsTheAnswerItself() {
    assertThat(of("-1", 4.0, "1", 8.0, "+Inf", 8.0).quantile(0.2, 1)).isEqualTo(-1);
  }

  @Test
  void thereIsNoneWithoutObservationsOrWithoutTheLastBucket() {
    assertThat(of().quantile(0.5, 1)).isNaN();
    assertThat(of("1", 0.0, "+Inf", 0.0).quantile(0.5, 1)).isNaN();
    assertThat(of("1", 1.0, "2", 1.0).quantile(0.5, 1)).isNaN();
    assertThat(of("+Inf", 1.0).quantile(0.5, 1)).isNaN();
    BucketRates broken = of("1", 1.0, "+Inf", 2.0, "wide", 7.0);
    assertThat(broken.quantile(1, 1)).isEqualTo(1);
    assertThat(broken.quantile(1, 0)).as("of the other instant").isNaN();
  }
}
