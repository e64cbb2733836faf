package dev.clew.logstore.logql.range;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.Labels;
import org.junit.jupiter.api.Test;

class SpreadSeriesTest {
  @Test
  void oneValueHasNoSpreadHoweverLargeItIs() {
    Windows windows = new Windows(new Steps(100, 10, 2), 20, 0);
    SpreadSeries series = new SpreadSeries(windows.cells(), true);
    series.add(windows.cell(105), 105, 1, Double.MAX_VALUE);
    StepSeries result = StepSeries.empty(Labels.of("a", "b"), windows.steps());
    series.finish(windows, result);
    assertThat(result.has(0)).isFalse();
    assertThat(result.values()[1]).isZero();
  }
}
