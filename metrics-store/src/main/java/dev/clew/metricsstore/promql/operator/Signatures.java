package dev.clew.metricsstore.promql.operator;

import dev.clew.metricsstore.promql.ast.VectorMatching;
import dev.clew.metricsstore.promql.eval.LabelSets;
import dev.clew.model.Labels;
import java.util.ArrayList;
import java.util.List;

/** The labels by which the series of two vectors are paired. */
final class Signatures {
  private final VectorMatching matching;
  private final List<String> ignored;

  Signatures(VectorMatching matching) {
    this.matching = matching;
    this.ignored = new ArrayList<>(matching.labels());
    ignored.add(Labels.METRIC_NAME);
  }

  Labels of(Labels labels) {
    return matching.on()
        ? LabelSets.only(labels, matching.labels())
        : LabelSets.without(labels, ignored);
  }
}
