package dev.clew.metricsstore.promql.function;

import com.google.re2j.Pattern;
import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.ast.Timing;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Evaluator;
import dev.clew.metricsstore.promql.eval.QueryContext;
import dev.clew.metricsstore.promql.eval.RangeVector.Reference;
import dev.clew.metricsstore.promql.eval.Selectors;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.promql.eval.Value;
import dev.clew.metricsstore.promql.notation.Quoting;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.model.Labels;
import dev.clew.notation.regex.WholeText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code info}: adds the labels of info metrics (by default {@code target_info}) that share {@code
 * instance} and {@code job} with a series. Of several info series the newest counts.
 */
final class InfoFunction {
  private static final List<String> IDENTIFYING = List.of("instance", "job");

  private final Evaluator evaluator;
  private final Steps steps;
  private final List<LabelMatcher> nameMatchers = new ArrayList<>();
  private final List<LabelMatcher> dataMatchers = new ArrayList<>();
  private final Map<String, Predicate<String>> expressions = new HashMap<>();

  private InfoFunction(Expression.Call call, Evaluator evaluator, Steps steps) {
    this.evaluator = evaluator;
    this.steps = steps;
    if (call.arguments().size() > 1
        && call.arguments().get(1).bare() instanceof Expression.VectorSelector selector) {
      for (LabelMatcher matcher : selector.matchers()) {
        (matcher.name().equals(Labels.METRIC_NAME) ? nameMatchers : dataMatchers).add(matcher);
      }
    }
    boolean onlyNegative = nameMatchers.stream().noneMatch(InfoFunction::isPositive);
    if (nameMatchers.isEmpty()) {
      nameMatchers.add(LabelMatcher.equal(Labels.METRIC_NAME, "target_info"));
    } else if (onlyNegative) {
      nameMatchers.add(
          new LabelMatcher(Labels.METRIC_NAME, LabelMatcher.Operator.MATCH, ".+_info"));
    }
  }

  static void register(Map<String, PromFunction> functions) {
    functions.put(
        "info",
        (call, evaluator, steps) -> {
          List<Column> base = evaluator.columns(call.arguments().getFirst(), steps);
          InfoFunction info = new InfoFunction(call, evaluator, steps);
          Reference reference = reference(call.arguments().getFirst(), evaluator);
          return new Value.Columns(info.enriched(base, reference));
        });
  }

  private static boolean isPositive(LabelMatcher matcher) {
    return matcher.operator() == LabelMatcher.Operator.EQUAL
        || matcher.operator() == LabelMatcher.Operator.MATCH;
  }

  /** The time at which the argument is looked at decides for the info series too. */
  private static Reference reference(Expression node, Evaluator evaluator) {
    long[] offset = {0};
    Long[] at = {null};
    boolean[] done = {false};
    node.walk(part -> {
      Timing timing =
          switch (part) {
            case Expression.VectorSelector vector -> vector.timing();
            case Expression.Subquery subquery -> subquery.timing();
            default -> null;
          };
      if (timing == null || done[0]) {
        return;
      }
      Reference own = evaluator.selectors().reference(timing);
      if (own.at() != null) {
        at[0] = own.at();
        offset[0] = own.offset();
      } else {
        offset[0] += own.offset();
      }
      done[0] = part instanceof Expression.VectorSelector;
    });
    return new Reference(at[0], offset[0]);
  }

  private List<Column> enriched(List<Column> base, Reference reference) {
    List<LabelMatcher> selection = selection(base);
    List<Column> infos = List.of();
    List<Column> times = List.of();
    if (selection != null) {
      infos = evaluator.selectors().latest(selection, steps, reference, Selectors.Part.VALUE);
      times = evaluator.selectors().latest(selection, steps, reference, Selectors.Part.TIME);
      for (Column info : infos) {
        if (info.hasHistograms()) {
          throw QueryContext.failure(
              "this should be an info metric, with float samples: "
                  + Quoting.labels(info.labels()));
        }
      }
    }
    Map<Labels, Column> out = new LinkedHashMap<>();
    for (Column column : base) {
      if (isInfo(column)) {
        out.put(column.labels(), column);
        continue;
      }
      List<Column> candidates =
          times.stream().filter(info -> fits(column.labels(), info.labels())).toList();
      for (int i = 0; i < steps.count(); i++) {
        if (column.present(i)) {
          enrich(column, candidates, i, out);
        }
      }
    }
    return new ArrayList<>(out.values());
  }

  private boolean isInfo(Column column) {
    String name = column.labels().metricName();
    return nameMatchers.stream().allMatch(matcher -> matches(matcher, name));
  }

  /** Selects the info series of all base series, or null when none can have one. */
  private @Nullable List<LabelMatcher> selection(List<Column> base) {
    List<LabelMatcher> selection = new ArrayList<>(nameMatchers);
    selection.addAll(dataMatchers);
    boolean any = false;
    for (String label : IDENTIFYING) {
      Set<String> values = new TreeSet<>();
      for (Column column : base) {
        if (!isInfo(column) && !column.labels().get(label).isEmpty()) {
          values.add(column.labels().get(label));
        }
      }
      if (!values.isEmpty()) {
        any = true;
        String expression = values.stream().map(Pattern::quote).collect(Collectors.joining("|"));
        selection.add(new LabelMatcher(label, LabelMatcher.Operator.MATCH, expression));
      }
    }
    return any ? selection : null;
  }

  private static boolean fits(Labels base, Labels info) {
    return IDENTIFYING.stream().allMatch(label -> base.get(label).equals(info.get(label)));
  }

  private void enrich(Column base, List<Column> infos, int step, Map<Labels, Column> out) {
    Map<String, Column> newest = new HashMap<>();
    for (Column info : infos) {
      if (!info.present(step)) {
        continue;
      }
      Column other = newest.putIfAbsent(info.labels().metricName(), info);
      if (other != null && other.value(step) == info.value(step)) {
        throw QueryContext.failure(
            "found duplicate series for info metric: existing "
                + Quoting.labels(other.labels())
                + ", new "
                + Quoting.labels(info.labels()));
      }
      if (other != null && other.value(step) < info.value(step)) {
        newest.put(info.labels().metricName(), info);
      }
    }
    boolean needed = dataMatchers.stream().anyMatch(matcher -> !matches(matcher, ""));
    if (newest.isEmpty() && needed) {
      return;
    }
    Labels labels = Labels.of(combined(base.labels(), newest));
    out.computeIfAbsent(labels, key -> new Column(key, base.dropsName(), steps.count()))
        .copy(base, step);
  }

  private Map<String, String> combined(Labels base, Map<String, Column> infos) {
    Map<String, String> added = new TreeMap<>();
    for (Column info : infos.values()) {
      info.labels()
          .asMap()
          .forEach((name, value) -> {
            boolean wanted =
                dataMatchers.isEmpty()
                    || dataMatchers.stream().anyMatch(m -> m.name().equals(name));
            if (name.equals(Labels.METRIC_NAME) || !wanted) {
              return;
            }
            String before = added.putIfAbsent(name, value);
            if (before != null && !before.equals(value)) {
              throw QueryContext.failure("conflicting label: " + name);
            }
          });
    }
    added.putAll(base.asMap());
    return added;
  }

  private boolean matches(LabelMatcher matcher, String value) {
    return switch (matcher.operator()) {
      case EQUAL -> matcher.value().equals(value);
      case NOT_EQUAL -> !matcher.value().equals(value);
      case MATCH -> expression(matcher).test(value);
      case NOT_MATCH -> !expression(matcher).test(value);
    };
  }

  private Predicate<String> expression(LabelMatcher matcher) {
    return expressions.computeIfAbsent(matcher.value(), WholeText::matching);
  }
}
