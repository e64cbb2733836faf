package dev.clew.metricsstore.promql;

import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.ast.ValueType;
import dev.clew.metricsstore.promql.result.QueryResult;
import dev.clew.metricsstore.promql.result.QueryValue;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import dev.clew.model.seam.MetricQueries;
import dev.clew.model.seam.MetricSample;
import dev.clew.model.seam.MetricSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The engine as other modules ask it. Native histograms are left out of the answers. */
public final class EngineMetricQueries implements MetricQueries {
  private final PromqlEngine engine;

  public EngineMetricQueries(PromqlEngine engine) {
    this.engine = engine;
  }

  @Override
  public List<MetricSample> instant(String expression, long timeMillis) {
    requireInstantType(engine.parse(expression));
    return switch (engine.instant(expression, timeMillis).value()) {
      case QueryValue.Scalar scalar ->
          List.of(new MetricSample(Labels.EMPTY, scalar.timeMillis(), scalar.value()));
      case QueryValue.Vector(List<QueryValue.Sample> samples) -> {
        List<MetricSample> out = new ArrayList<>();
        for (QueryValue.Sample sample : samples) {
          if (sample.histogram() == null) {
            out.add(new MetricSample(sample.labels(), sample.timeMillis(), sample.value()));
          }
        }
        yield out;
      }
      case QueryValue.Text text -> List.of();
      case QueryValue.Matrix matrix -> List.of();
    };
  }

  @Override
  public List<MetricSeries> range(
      String expression, long startMillis, long endMillis, long stepMillis) {
    QueryResult result = engine.range(expression, startMillis, endMillis, stepMillis);
    List<MetricSeries> out = new ArrayList<>();
    if (result.value() instanceof QueryValue.Matrix(List<SeriesData> all)) {
      for (SeriesData series : all) {
        MetricSeries floats = floats(series);
        if (floats.timesMillis().length > 0) {
          out.add(floats);
        }
      }
    }
    return out;
  }

  private static MetricSeries floats(SeriesData series) {
    long[] times = new long[series.size()];
    double[] values = new double[series.size()];
    int size = 0;
    for (int i = 0; i < series.size(); i++) {
      if (series.histograms() == null || series.histograms()[i] == null) {
        times[size] = series.timesMillis()[i];
        values[size++] = series.values()[i];
      }
    }
    return new MetricSeries(
        series.labels(), Arrays.copyOf(times, size), Arrays.copyOf(values, size));
  }

  @Override
  public void check(String expression) {
    requireInstantType(engine.parse(expression));
  }

  private static void requireInstantType(Expression expression) {
    if (expression.type() != ValueType.VECTOR && expression.type() != ValueType.SCALAR) {
      throw new QueryException(
          QueryException.Kind.SYNTAX,
          "invalid expression type \""
              + expression.type().documented()
              + "\" (expected: scalar or instant vector)",
          expression.position().start());
    }
  }
}
