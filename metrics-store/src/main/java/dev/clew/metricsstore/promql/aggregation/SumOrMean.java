package dev.clew.metricsstore.promql.aggregation;

import dev.clew.metricsstore.promql.ast.AggregateOperator;
import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.ast.Position;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Evaluator;
import dev.clew.metricsstore.promql.histogram.HistogramSum;
import dev.clew.metricsstore.promql.histogram.IncompatibleBucketsException;
import dev.clew.metricsstore.promql.histogram.Kahan;
import dev.clew.metricsstore.promql.histogram.Mean;
import dev.clew.metricsstore.promql.result.Annotations;
import dev.clew.metricsstore.series.NativeHistogram;
import java.util.List;

/** {@code sum} and {@code avg} of floats or of native histograms, not of a mix. */
final class SumOrMean implements Aggregations.Reduction {
  private final boolean isMean;
  private final Position position;
  private final Annotations annotations;

  SumOrMean(Expression.Aggregate node, Evaluator evaluator) {
    this.isMean = node.operator() == AggregateOperator.AVG;
    this.position = node.inner().position();
    this.annotations = evaluator.annotations();
  }

  @Override
  public void apply(List<Column> group, int step, Column out) {
    int floats = 0;
    int histograms = 0;
    for (Column column : group) {
      if (column.histogram(step) != null) {
        histograms++;
      } else if (column.hasFloat(step)) {
        floats++;
      }
    }
    if (floats > 0 && histograms > 0) {
      annotations.warn("encountered a mix of histograms and floats for aggregation", position);
    } else if (histograms > 0) {
      histograms(group, step, out);
    } else if (floats > 0) {
      out.set(step, isMean ? mean(group, step) : sum(group, step));
    }
  }

  private static double sum(List<Column> group, int step) {
    Kahan sum = new Kahan();
    for (Column column : group) {
      if (column.hasFloat(step)) {
        sum.add(column.value(step));
      }
    }
    return sum.raw() + sum.compensation();
  }

  private static double mean(List<Column> group, int step) {
    Mean mean = new Mean();
    for (Column column : group) {
      if (column.hasFloat(step)) {
        mean.add(column.value(step));
      }
    }
    return mean.result();
  }

  private void histograms(List<Column> group, int step, Column out) {
    HistogramSum sum = new HistogramSum();
    for (Column column : group) {
      NativeHistogram histogram = column.histogram(step);
      if (histogram == null) {
        continue;
      }
      try {
        if (isMean) {
          sum.addForMean(histogram);
        } else {
          sum.add(histogram);
        }
      } catch (IncompatibleBucketsException e) {
        annotations.mixedBucketSchemas(column.labels().metricName(), position);
        return;
      }
    }
    sum.annotate(annotations, position);
    out.set(step, isMean ? sum.mean() : sum.sum());
  }
}
