package dev.clew.metricsstore.promql.function;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.ColumnSets;
import dev.clew.metricsstore.promql.eval.Evaluator;
import dev.clew.metricsstore.promql.eval.LabelSets;
import dev.clew.metricsstore.promql.eval.QueryContext;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.promql.eval.Value;
import dev.clew.metricsstore.promql.notation.RawText;
import dev.clew.model.Labels;
import dev.clew.model.memory.QueryMemory;
import dev.clew.model.query.MadeText;
import dev.clew.notation.regex.Expansion;
import dev.clew.notation.regex.GuardedRegex;
import dev.clew.notation.regex.RegexException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Changes of labels: {@code label_replace} and {@code label_join}. */
final class LabelFunctions {
  /** A text that no other series has, beside its characters. */
  private static final long MADE_BYTES = 56;

  private LabelFunctions() {}

  static void register(Map<String, PromFunction> functions) {
    functions.put("label_replace", LabelFunctions::replace);
    functions.put("label_join", LabelFunctions::join);
  }

  private static Value replace(Expression.Call call, Evaluator evaluator, Steps steps) {
    List<Expression> arguments = call.arguments();
    String target = Evaluator.text(arguments.get(1));
    String replacement = Evaluator.text(arguments.get(2));
    String source = Evaluator.text(arguments.get(3));
    String expression = Evaluator.text(arguments.get(4));
    Pattern pattern;
    try {
      pattern = GuardedRegex.compile(expression, Pattern.DOTALL);
    } catch (RegexException e) {
      throw QueryContext.failure(
          "invalid regular expression in label_replace(): " + e.shown(expression));
    }
    if (!RawText.isLabelName(target)) {
      throw QueryContext.failure("invalid destination label name in label_replace(): " + target);
    }
    List<Column> out = new ArrayList<>();
    for (Column column : evaluator.columns(arguments.getFirst(), steps)) {
      Matcher matcher = GuardedRegex.matcher(pattern, column.labels().get(source));
      out.add(
          matcher.matches() ? relabeled(column, target, expanded(replacement, matcher)) : column);
    }
    return new Value.Columns(ColumnSets.merged(out));
  }

  private static String expanded(String replacement, Matcher matcher) {
    return Expansion.of(replacement, matcher, "label_replace()", MadeText.LONGEST_LABEL);
  }

  private static Column relabeled(Column column, String name, String value) {
    boolean dropsName = column.dropsName() && !name.equals(Labels.METRIC_NAME);
    QueryMemory.current().take(MADE_BYTES + value.length());
    return column.relabeled(LabelSets.with(column.labels(), name, value), dropsName);
  }

  private static Value join(Expression.Call call, Evaluator evaluator, Steps steps) {
    List<Expression> arguments = call.arguments();
    String target = Evaluator.text(arguments.get(1));
    String separator = Evaluator.text(arguments.get(2));
    List<String> sources = new ArrayList<>();
    for (Expression argument : arguments.subList(3, arguments.size())) {
      String source = Evaluator.text(argument);
      if (!RawText.isLabelName(source)) {
        throw QueryContext.failure("invalid source label name in label_join(): " + source);
      }
      sources.add(source);
    }
    if (!RawText.isLabelName(target)) {
      throw QueryContext.failure("invalid destination label name in label_join(): " + target);
    }
    List<Column> out = new ArrayList<>();
    for (Column column : evaluator.columns(arguments.getFirst(), steps)) {
      MadeText joined = new MadeText("label_join()", MadeText.LONGEST_LABEL);
      for (int i = 0; i < sources.size(); i++) {
        joined.append(i == 0 ? "" : separator).append(column.labels().get(sources.get(i)));
      }
      out.add(relabeled(column, target, joined.toString()));
    }
    return new Value.Columns(ColumnSets.merged(out));
  }
}
