package dev.clew.metricsstore.promql.function;

import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.ColumnSets;
import dev.clew.metricsstore.promql.eval.Evaluator;
import dev.clew.metricsstore.promql.eval.LabelSets;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.promql.eval.Value;
import dev.clew.metricsstore.promql.histogram.Bucket;
import dev.clew.metricsstore.promql.histogram.Buckets;
import dev.clew.metricsstore.promql.histogram.Kahan;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.model.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Single numbers of native histograms. */
final class HistogramFunctions {
  private HistogramFunctions() {}

  static void register(Map<String, PromFunction> functions) {
    add(functions, "histogram_count", NativeHistogram::count);
    add(functions, "histogram_sum", NativeHistogram::sum);
    add(functions, "histogram_avg", h -> h.sum() / h.count());
    add(functions, "histogram_stdvar", HistogramFunctions::variance);
    add(functions, "histogram_stddev", h -> Math.sqrt(variance(h)));
  }

  private static void add(
      Map<String, PromFunction> functions, String name, ToDoubleFunction<NativeHistogram> f) {
    functions.put(
        name,
        (call, evaluator, steps) ->
            map(evaluator.columns(call.arguments().getFirst(), steps), evaluator, steps, f));
  }

  private static Value map(
      List<Column> columns,
      Evaluator evaluator,
      Steps steps,
      ToDoubleFunction<NativeHistogram> function) {
    List<Column> out = new ArrayList<>();
    for (Column column : columns) {
      if (!column.hasHistograms()) {
        continue;
      }
      // Type and unit stay here, other than with any other function.
      Column result =
          evaluator.context().delayedNames()
              ? ColumnSets.derived(column, evaluator.context())
              : new Column(
                  LabelSets.without(column.labels(), List.of(Labels.METRIC_NAME)),
                  false,
                  steps.count());
      for (int i = 0; i < steps.count(); i++) {
        NativeHistogram histogram = column.histogram(i);
        if (histogram != null) {
          result.set(i, function.applyAsDouble(histogram));
        }
      }
      out.add(result);
    }
    return Functions.checked(out, evaluator);
  }

  /** Each bucket counts with its geometric mean, custom ones with their arithmetic mean. */
  private static double variance(NativeHistogram histogram) {
    double mean = histogram.sum() / histogram.count();
    Kahan variance = new Kahan();
    for (Bucket bucket : Buckets.ascending(histogram)) {
      double delta = middle(histogram, bucket) - mean;
      variance.add(bucket.count() * delta * delta);
    }
    return (variance.raw() + variance.compensation()) / histogram.count();
  }

  private static double middle(NativeHistogram histogram, Bucket bucket) {
    if (Buckets.custom(histogram)) {
      return (bucket.upper() + bucket.lower()) / 2;
    }
    if (bucket.lower() <= 0 && bucket.upper() >= 0) {
      return 0;
    }
    double middle = Math.sqrt(bucket.upper() * bucket.lower());
    return bucket.upper() < 0 ? -middle : middle;
  }
}
