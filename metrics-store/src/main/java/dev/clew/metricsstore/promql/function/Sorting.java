package dev.clew.metricsstore.promql.function;

import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Evaluator;
import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.promql.eval.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Orders the result of an instant query. Range queries are sorted by labels in any case. */
final class Sorting {
  private Sorting() {}

  static void register(Map<String, PromFunction> functions) {
    functions.put("sort", (call, ev, steps) -> byValue(call, ev, steps, false));
    functions.put("sort_desc", (call, ev, steps) -> byValue(call, ev, steps, true));
    functions.put("sort_by_label", (call, ev, steps) -> byLabel(call, ev, steps, false));
    functions.put("sort_by_label_desc", (call, ev, steps) -> byLabel(call, ev, steps, true));
  }

  private static List<Column> input(Expression.Call call, Evaluator evaluator, Steps steps) {
    if (steps.count() > 1) {
      evaluator
          .annotations()
          .warn(
              "sort is ineffective for range queries since results are always ordered by labels",
              call.position());
    }
    return new ArrayList<>(evaluator.columns(call.arguments().getFirst(), steps));
  }

  /** Ascending, or descending; NaN is last either way. */
  static Comparator<Column> valueOrder(int step, boolean descending) {
    return (a, b) -> {
      double x = a.value(step);
      double y = b.value(step);
      if (Double.isNaN(x) || Double.isNaN(y)) {
        return Boolean.compare(Double.isNaN(x), Double.isNaN(y));
      }
      int order = x < y ? -1 : x > y ? 1 : 0;
      return descending ? -order : order;
    };
  }

  private static Value byValue(
      Expression.Call call, Evaluator evaluator, Steps steps, boolean descending) {
    List<Column> columns = input(call, evaluator, steps);
    if (steps.count() != 1) {
      columns.replaceAll(Sorting::floatsOf);
      return new Value.Columns(columns);
    }
    columns.removeIf(column -> !column.hasFloat(0));
    columns.sort(valueOrder(0, descending));
    return new Value.Columns(columns);
  }

  private static Column floatsOf(Column column) {
    return column.hasHistograms()
        ? Column.of(column.labels(), column.dropsName(), column.values())
        : column;
  }

  private static Value byLabel(
      Expression.Call call, Evaluator evaluator, Steps steps, boolean descending) {
    List<Column> columns = input(call, evaluator, steps);
    Comparator<Column> order = Comparator.comparing(Column::labels);
    List<Expression> names = call.arguments().subList(1, call.arguments().size());
    for (Expression name : names.reversed()) {
      String label = Evaluator.text(name);
      Comparator<Column> byName =
          (a, b) -> naturalOrder(a.labels().get(label), b.labels().get(label));
      order = byName.thenComparing(order);
    }
    columns.sort(descending ? order.reversed() : order);
    return new Value.Columns(columns);
  }

  /** Numbers within the texts are compared as numbers. */
  static int naturalOrder(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      int endA = chunkEnd(a, i);
      int endB = chunkEnd(b, j);
      String x = a.substring(i, endA);
      String y = b.substring(j, endB);
      int order =
          Character.isDigit(x.charAt(0)) && Character.isDigit(y.charAt(0))
              ? numberOrder(x, y)
              : x.compareTo(y);
      if (order != 0) {
        return order;
      }
      i = endA;
      j = endB;
    }
    return Integer.compare(a.length() - i, b.length() - j);
  }

  private static int chunkEnd(String text, int start) {
    boolean digits = Character.isDigit(text.charAt(start));
    int end = start;
    while (end < text.length() && Character.isDigit(text.charAt(end)) == digits) {
      end++;
    }
    return end;
  }

  private static int numberOrder(String x, String y) {
    String a = x.replaceFirst("^0+(?=.)", "");
    String b = y.replaceFirst("^0+(?=.)", "");
    int order = a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
    return order != 0 ? order : Integer.compare(x.length(), y.length());
  }
}
