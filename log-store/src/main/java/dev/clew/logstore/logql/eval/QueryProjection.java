package dev.clew.logstore.logql.eval;

import dev.clew.logstore.logql.ast.Grouping;
import dev.clew.logstore.logql.ast.LabelPredicate;
import dev.clew.logstore.logql.ast.LogQuery;
import dev.clew.logstore.logql.ast.Matcher;
import dev.clew.logstore.logql.ast.StageExpression;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a metric query looks at. Parsers whose labels nobody asks for are left out, as Loki does,
 * and with them the errors that they would make.
 *
 * @param stages those that have an effect
 */
record QueryProjection(Projection needs, List<StageExpression> stages) {
  static QueryProjection of(LogQuery query, @Nullable Grouping grouping, boolean text) {
    Collector collector = new Collector(text);
    if (grouping == null || grouping.without()) {
      collector.all = true;
    } else {
      collector.labels.addAll(grouping.labels());
    }
    List<StageExpression> kept = new ArrayList<>();
    for (StageExpression stage : query.stages().reversed()) {
      if (collector.isNeeded(stage)) {
        collector.add(stage);
        kept.addFirst(stage);
      }
    }
    query.selector().forEach(matcher -> collector.labels.add(matcher.name()));
    if (collector.labels.contains("detected_level")) {
      collector.labels.addAll(Projection.LEVELS);
      collector.labels.add("severity_number");
    }
    return new QueryProjection(
        new Projection(collector.text, collector.all ? null : Set.copyOf(collector.labels)), kept);
  }

  /** Goes through the stages from the last to the first. */
  private static final class Collector {
    private final Set<String> labels = new HashSet<>();
    private boolean all;
    private boolean text;

    Collector(boolean text) {
      this.text = text;
    }

    boolean isNeeded(StageExpression stage) {
      return switch (stage) {
        case StageExpression.Json json -> all || !labels.isEmpty();
        case StageExpression.Logfmt logfmt -> all || !labels.isEmpty();
        case StageExpression.Regexp regexp -> all || !labels.isEmpty();
        case StageExpression.Pattern pattern -> all || !labels.isEmpty();
        case StageExpression.LineFormat format -> text;
        case StageExpression.Decolorize decolorize -> text;
        default -> true;
      };
    }

    void add(StageExpression stage) {
      switch (stage) {
        case StageExpression.LineFilter filter -> text = true;
        case StageExpression.Json json -> parser();
        case StageExpression.Logfmt logfmt -> parser();
        case StageExpression.Regexp regexp -> parser();
        case StageExpression.Pattern pattern -> parser();
        case StageExpression.Unpack unpack -> parser();
        case StageExpression.Filter filter -> predicate(filter.predicate());
        // Templates may name any label.
        case StageExpression.LineFormat format -> everything();
        case StageExpression.LabelFormat format -> everything();
        case StageExpression.Decolorize decolorize -> text = true;
        case StageExpression.Drop drop -> drop.labels().forEach(l -> labels.add(l.name()));
        case StageExpression.Keep keep -> keep.labels().forEach(l -> labels.add(l.name()));
        case StageExpression.Unwrap unwrap -> labels.add(unwrap.label());
      }
    }

    private void parser() {
      text = true;
      // A label that is extracted may get a suffix because of one that is not asked for.
      for (String label : List.copyOf(labels)) {
        if (label.endsWith("_extracted")) {
          labels.add(label.substring(0, label.length() - "_extracted".length()));
        }
      }
    }

    private void everything() {
      all = true;
      text = true;
    }

    private void predicate(LabelPredicate predicate) {
      switch (predicate) {
        case LabelPredicate.Text(Matcher matcher) -> labels.add(matcher.name());
        case LabelPredicate.Compare compare -> labels.add(compare.name());
        case LabelPredicate.Ip ip -> labels.add(ip.name());
        case LabelPredicate.And and -> {
          predicate(and.left());
          predicate(and.right());
        }
        case LabelPredicate.Or or -> {
          predicate(or.left());
          predicate(or.right());
        }
      }
    }
  }
}
