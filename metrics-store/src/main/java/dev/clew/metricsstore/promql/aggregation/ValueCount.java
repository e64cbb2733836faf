package dev.clew.metricsstore.promql.aggregation;

import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Evaluator;
import dev.clew.metricsstore.promql.eval.LabelSets;
import dev.clew.metricsstore.promql.eval.QueryContext;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.promql.histogram.Buckets;
import dev.clew.metricsstore.promql.notation.Numbers;
import dev.clew.metricsstore.promql.notation.Quoting;
import dev.clew.metricsstore.promql.notation.RawText;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.model.Labels;
import dev.clew.model.memory.QueryMemory;
import dev.clew.model.query.MadeText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** {@code count_values}: how many series have each value, which becomes a label. */
final class ValueCount {
  /** Of a value that was found: its text and its entry in the map. */
  private static final long KEY_BYTES = 120;

  private ValueCount() {}

  static List<Column> evaluate(Expression.Aggregate node, Evaluator evaluator, Steps steps) {
    String label = Evaluator.text(Objects.requireNonNull(node.parameter()));
    if (!RawText.isLabelName(label)) {
      throw QueryContext.failure("invalid label name " + Quoting.quote(label));
    }
    GroupKeys keys = new GroupKeys(node);
    Map<Labels, Column> counts = new LinkedHashMap<>();
    for (Column column : evaluator.columns(node.inner(), steps)) {
      for (int i = 0; i < steps.count(); i++) {
        if (!column.present(i)) {
          continue;
        }
        NativeHistogram histogram = column.histogram(i);
        String text = histogram == null ? Numbers.plain(column.value(i)) : Buckets.text(histogram);
        MadeText.check("count_values()", text.length(), MadeText.LONGEST_LABEL);
        Labels key = LabelSets.with(keys.of(column.labels()), label, text);
        if (node.without() && node.grouping().contains(label)) {
          key = LabelSets.without(key, List.of(label));
        }
        Column out = counts.get(key);
        if (out == null) {
          QueryMemory.current().take(KEY_BYTES + text.length());
          out = new Column(key, column.dropsName(), steps.count());
          counts.put(key, out);
        }
        out.set(i, out.present(i) ? out.value(i) + 1 : 1);
      }
    }
    return new ArrayList<>(counts.values());
  }
}
