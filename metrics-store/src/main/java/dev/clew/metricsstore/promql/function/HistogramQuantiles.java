package dev.clew.metricsstore.promql.function;

import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.ast.Position;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.ColumnSets;
import dev.clew.metricsstore.promql.eval.Evaluator;
import dev.clew.metricsstore.promql.eval.LabelSets;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.promql.eval.Value;
import dev.clew.metricsstore.promql.histogram.ClassicHistogram;
import dev.clew.metricsstore.promql.histogram.NativeQuantiles;
import dev.clew.metricsstore.promql.notation.Numbers;
import dev.clew.metricsstore.promql.notation.Quoting;
import dev.clew.metricsstore.promql.parse.Literals;
import dev.clew.metricsstore.promql.result.Annotations;
import dev.clew.metricsstore.promql.result.ForcedMonotonicity;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.model.Labels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Quantiles and fractions of histograms. Native ones stand alone; classic ones are put together
 * from the series that differ in {@code le} only. Where both exist under the same labels at the
 * same step, neither counts.
 */
final class HistogramQuantiles {
  private static final String BOUND = "le";

  /** What is asked of a histogram at a step. */
  private interface Question {
    double ofNative(NativeHistogram histogram, String metric, int step);

    double ofClassic(ClassicHistogram histogram, String metric, int step);
  }

  /** The classic buckets of one label set: columns with their bounds. */
  private record Classic(Labels labels, List<Column> columns, List<Double> bounds) {}

  private final Evaluator evaluator;
  private final Steps steps;
  private final Position argument;
  private final Map<Labels, Classic> classics = new LinkedHashMap<>();
  private final List<Column> natives = new ArrayList<>();

  private HistogramQuantiles(Expression vector, Evaluator evaluator, Steps steps) {
    this.evaluator = evaluator;
    this.steps = steps;
    this.argument = vector.bare().position();
    for (Column column : evaluator.columns(vector, steps)) {
      if (column.hasHistograms()) {
        natives.add(column);
      }
      addClassic(column);
    }
  }

  static void register(Map<String, PromFunction> functions) {
    functions.put("histogram_quantile", HistogramQuantiles::quantile);
    functions.put("histogram_quantiles", HistogramQuantiles::quantiles);
    functions.put("histogram_fraction", HistogramQuantiles::fraction);
  }

  private void addClassic(Column column) {
    boolean anyFloat = false;
    for (int i = 0; i < steps.count() && !anyFloat; i++) {
      anyFloat = column.hasFloat(i);
    }
    if (!anyFloat) {
      return;
    }
    String text = column.labels().get(BOUND);
    Double bound = bound(text);
    if (bound == null) {
      String metric = metric(column.labels());
      String message = "bucket label \"le\" is missing or has a malformed value of ";
      annotations().warn(Annotations.forMetric(message + Quoting.quote(text), metric), argument);
      return;
    }
    Labels labels = LabelSets.without(column.labels(), List.of(BOUND));
    Classic classic =
        classics.computeIfAbsent(
            labels, key -> new Classic(key, new ArrayList<>(), new ArrayList<>()));
    classic.columns().add(column);
    classic.bounds().add(bound);
  }

  private static @Nullable Double bound(String text) {
    try {
      return text.isEmpty() ? null : Double.valueOf(Literals.number(text));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private Annotations annotations() {
    return evaluator.annotations();
  }

  /** Names in annotations are only right where they are still known. */
  private String metric(Labels labels) {
    return evaluator.context().delayedNames() ? labels.metricName() : "";
  }

  private List<Column> answer(Question question) {
    List<Column> out = new ArrayList<>();
    for (Column column : natives) {
      Column result = ColumnSets.derived(column, evaluator.context());
      for (int i = 0; i < steps.count(); i++) {
        NativeHistogram histogram = column.histogram(i);
        if (histogram != null && !conflict(column.labels(), i)) {
          result.set(i, question.ofNative(histogram, metric(column.labels()), i));
        }
      }
      out.add(result);
    }
    for (Classic classic : classics.values()) {
      Column result = ColumnSets.derived(classic.labels(), steps.count(), evaluator.context());
      for (int i = 0; i < steps.count(); i++) {
        ClassicHistogram histogram = histogram(classic, i);
        if (!histogram.isEmpty() && !nativeAt(classic.labels(), i)) {
          result.set(i, question.ofClassic(histogram, metric(classic.labels()), i));
        }
      }
      out.add(result);
    }
    out.removeIf(Column::isEmpty);
    return out;
  }

  private boolean conflict(Labels labels, int step) {
    Classic classic = classics.get(labels);
    if (classic == null || classic.columns().stream().noneMatch(c -> c.hasFloat(step))) {
      return false;
    }
    String message = "vector contains a mix of classic and native histograms";
    annotations().warn(Annotations.forMetric(message, metric(labels)), argument);
    return true;
  }

  private boolean nativeAt(Labels labels, int step) {
    return natives.stream().anyMatch(c -> c.labels().equals(labels) && c.histogram(step) != null);
  }

  private static ClassicHistogram histogram(Classic classic, int step) {
    ClassicHistogram histogram = new ClassicHistogram();
    for (int i = 0; i < classic.columns().size(); i++) {
      Column column = classic.columns().get(i);
      if (column.hasFloat(step)) {
        histogram.add(classic.bounds().get(i), column.value(step));
      }
    }
    return histogram;
  }

  private static Value quantile(Expression.Call call, Evaluator evaluator, Steps steps) {
    Expression parameter = call.arguments().getFirst();
    double[] q = evaluator.scalars(parameter, steps);
    HistogramQuantiles all = new HistogramQuantiles(call.arguments().get(1), evaluator, steps);
    all.checkRange(q, parameter);
    Question question = all.quantileQuestion(q);
    return Functions.checked(all.answer(question), evaluator);
  }

  private void checkRange(double[] quantiles, Expression parameter) {
    for (double q : quantiles) {
      if (!(q >= 0 && q <= 1)) {
        annotations().invalidQuantile(q, parameter.bare().position());
      }
    }
  }

  private Question quantileQuestion(double[] q) {
    return new Question() {
      @Override
      public double ofNative(NativeHistogram histogram, String metric, int step) {
        return new NativeQuantiles(annotations(), metric, argument).quantile(q[step], histogram);
      }

      @Override
      public double ofClassic(ClassicHistogram histogram, String metric, int step) {
        double value = histogram.quantile(q[step]);
        if (histogram.forcedMonotonic()) {
          long time = steps.time(step);
          annotations()
              .forcedMonotonicity(
                  metric,
                  new ForcedMonotonicity(
                      1,
                      time,
                      time,
                      histogram.forcedFrom(),
                      histogram.forcedTo(),
                      histogram.greatestDrop()),
                  argument);
        }
        return value;
      }
    };
  }

  private static Value quantiles(Expression.Call call, Evaluator evaluator, Steps steps) {
    List<Expression> arguments = call.arguments();
    String label = Evaluator.text(arguments.get(1));
    HistogramQuantiles all = new HistogramQuantiles(arguments.getFirst(), evaluator, steps);
    List<Column> out = new ArrayList<>();
    for (Expression parameter : arguments.subList(2, arguments.size())) {
      double[] q = evaluator.scalars(parameter, steps);
      all.checkRange(q, parameter);
      Question question = all.quantileQuestion(q);
      for (Column column : all.answer(question)) {
        Labels labels = LabelSets.with(column.labels(), label, Numbers.openMetrics(q[0]));
        out.add(column.relabeled(labels, column.dropsName()));
      }
    }
    return Functions.checked(out, evaluator);
  }

  private static Value fraction(Expression.Call call, Evaluator evaluator, Steps steps) {
    List<Expression> arguments = call.arguments();
    double[] lower = evaluator.scalars(arguments.get(0), steps);
    double[] upper = evaluator.scalars(arguments.get(1), steps);
    HistogramQuantiles all = new HistogramQuantiles(arguments.get(2), evaluator, steps);
    Question question =
        new Question() {
          @Override
          public double ofNative(NativeHistogram histogram, String metric, int step) {
            return new NativeQuantiles(all.annotations(), metric, all.argument)
                .fraction(lower[step], upper[step], histogram);
          }

          @Override
          public double ofClassic(ClassicHistogram histogram, String metric, int step) {
            return histogram.fraction(lower[step], upper[step]);
          }
        };
    return Functions.checked(all.answer(question), evaluator);
  }
}
