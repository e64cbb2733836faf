package dev.clew.metricsstore.promql.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.model.Labels;
import org.junit.jupiter.api.Test;

class DeviationAccumulationTest {
  private static final Steps STEPS = new Steps(0, 1000, 2);

  private static DeviationAccumulation of(double... values) {
    DeviationAccumulation accumulation = new DeviationAccumulation(true, STEPS);
    accumulation.add(0, Column.of(Labels.of("a", "b"), false, values));
    return accumulation;
  }

  @Test
  void aSliceBehindAnEmptyOneStandsAsItIs() {
    DeviationAccumulation all = new DeviationAccumulation(true, STEPS);
    all.merge(of(Double.MAX_VALUE, 4));
    Column out = new Column(Labels.of("a", "b"), false, 2);
    assertThat(all.finish(out)).isTrue();
    assertThat(out.value(0)).isZero();
    assertThat(out.value(1)).isZero();
  }

  @Test
  void slicesComeTogether() {
    DeviationAccumulation all = of(1, 3);
    all.merge(of(3, Column.ABSENT));
    Column out = new Column(Labels.of("a", "b"), false, 2);
    assertThat(all.finish(out)).isTrue();
    assertThat(out.value(0)).isEqualTo(1);
    assertThat(out.value(1)).isZero();
  }

  @Test
  void whatOverflowsIsLeftToThePlainWay() {
    DeviationAccumulation all = of(Double.MAX_VALUE, 1);
    all.merge(of(-Double.MAX_VALUE, 1));
    assertThat(all.finish(new Column(Labels.of("a", "b"), false, 2))).isFalse();
  }
}
