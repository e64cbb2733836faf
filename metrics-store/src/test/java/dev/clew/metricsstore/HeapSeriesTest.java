package dev.clew.metricsstore;

import dev.clew.metricsstore.series.HeapSeries;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.SeriesSource;
import dev.clew.model.Labels;
import java.util.List;
import java.util.Map;
import java.util.Random;

class HeapSeriesTest extends SeriesSourceContract {
  private final HeapSeries series = new HeapSeries();

  @Override
  SeriesSource source() {
    return series;
  }

  @Override
  void put(String id, long timeMillis, long startMillis, double value) {
    series.add(Labels.of(Map.of("__name__", "c_total", "id", id)), timeMillis, startMillis, value);
  }

  @Override
  void delete(List<List<LabelMatcher>> selections, long startMillis, long endMillis) {
    series.delete(selections, startMillis, endMillis);
  }

  @Override
  void interlude(Random random) {}
}
